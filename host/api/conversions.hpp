#pragma once

#include <cartograf/space.hpp>
#include <cartograf/types.hpp>

#include "host/engine/architectures.hpp"
#include "host/engine/execution.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

/// How the rest of the library says where and how work runs.
Execution execution_of(const RunOptions& run);

/// Throws InputError unless architectures of `found` are asked of `expected`.
void require_same_space(const Space& expected, const Space& found);

}  // namespace cartograf
