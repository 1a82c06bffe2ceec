#pragma once

#include <future>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <cartograf/features.hpp>
#include <cartograf/space.hpp>
#include <cartograf/types.hpp>

#include "host/engine/architectures.hpp"
#include "host/engine/execution.hpp"
#include "host/space/search_space.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {

/// How the rest of the library says where and how work runs. Throws InputError for a number of threads that no machine has.
Execution execution_of(const RunOptions& run);

/// The names of all families that the space itself offers.
std::vector<std::string> families_of_space(const Features& features);

/// Throws InputError for an index beyond the space. `what`: how a place is called in the message.
void require_indices(const Space& space, std::span<const std::uint64_t> indices, const std::string& what);

/// Calls body(), on a thread of its own where the caller is inside an OpenMP region: XGBoost would take the numbers of that
/// region's threads for those of its own. Throws IoError where the system gives no thread.
template <class Body>
auto outside_openmp(Body&& body) -> decltype(body()) {
  if (!in_parallel_region()) return body();
  std::future<decltype(body())> result;
  try {
    result = std::async(std::launch::async, std::forward<Body>(body));
  } catch (const std::system_error& error) {
    throw IoError("cannot start a thread: " + describe_errno(error.code().value()));
  }
  return result.get();
}

/// Throws InputError unless architectures of `found` are asked of `expected`.
void require_same_space(const Space& expected, const Space& found);

}  // namespace cartograf
