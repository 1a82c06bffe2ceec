#pragma once

#include <string>
#include <vector>

#include "kernels/features/bits.hpp"

namespace cartograf {

/// All subsets of `n_ops` operations with `smallest` to `largest` members: by size, inside a size lexicographic by op
/// id, which is the order of the published columns.
std::vector<OpSet> subsets_by_size(int n_ops, int smallest, int largest);

/// "(0, 1)" or, with names, "(skip_connect,none)": the op ids of the subset as the conventions write them.
std::string ids_text(OpSet ops);
std::string names_text(OpSet ops, const std::vector<std::string>& operations);

}  // namespace cartograf
