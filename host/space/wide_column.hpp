#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cartograf {

/// A column of whole numbers of 64 bits, such as a closed-form cost (a plain count of parameters or operations, not
/// millions) or a number of paths.
struct WideColumn {
  std::string name;
  /// words: those of the architecture, as SearchSpace::codec() decodes them. Safe to call from many threads at once.
  std::function<std::int64_t(const std::uint64_t* words)> evaluate;
};

/// A cost that is linear in the operation counts: constant + sum over ops of per_op * count.
WideColumn linear_cost(std::string name, std::int64_t constant, std::vector<std::int64_t> per_op);

}  // namespace cartograf
