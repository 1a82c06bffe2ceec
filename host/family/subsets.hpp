#pragma once

#include <string>
#include <vector>

#include "host/family/convention.hpp"
#include "host/space/op_names.hpp"

namespace cartograf {

/// All subsets of `n_ops` operations with `smallest` to `largest` members: by size, inside a size lexicographic by op
/// id, which is the order of the published columns.
std::vector<OpSet> subsets_by_size(int n_ops, int smallest, int largest);

/// "FAMILY_(skip_connect,none)" in graf_nas, "FAMILY_allowed_(0, 1)" in the others.
std::string allowed_name(const std::string& family, Convention convention, const OpNames& ops, OpSet allowed);

/// An op subset of a column of `min_path_len` and the column's name: the released package lists the allowed subsets, the
/// experiment code the banned ones, so the same features in another order.
struct NamedSubset {
  std::string name;
  OpSet allowed = 0;
};
std::vector<NamedSubset> min_path_len_subsets(Convention convention, const OpNames& ops);

}  // namespace cartograf
