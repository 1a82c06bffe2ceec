#include "host/family/subsets.hpp"

namespace cartograf {
namespace {

void append_subsets(int n_ops, int size, int next_op, OpSet chosen, std::vector<OpSet>& out) {
  if (size == 0) {
    out.push_back(chosen);
    return;
  }
  for (int op = next_op; op + size <= n_ops; ++op) append_subsets(n_ops, size - 1, op + 1, chosen | OpSet{1} << op, out);
}

template <class NameOf>
std::string listed(OpSet ops, const char* separator, NameOf name_of) {
  std::string text;
  for (std::uint64_t rest = ops; rest != 0; rest = without_lowest_bit(rest)) {
    if (!text.empty()) text += separator;
    text += name_of(lowest_bit(rest));
  }
  return "(" + text + ")";
}

std::string ids_text(const OpNames& ops, OpSet subset) {
  return listed(subset, ", ", [&](int op) { return std::to_string(op + ops.first_id); });
}

}  // namespace

std::vector<OpSet> subsets_by_size(int n_ops, int smallest, int largest) {
  std::vector<OpSet> subsets;
  for (int size = smallest; size <= largest; ++size) append_subsets(n_ops, size, 0, 0, subsets);
  return subsets;
}

std::string allowed_name(const std::string& family, Convention convention, const OpNames& ops, OpSet allowed) {
  if (convention != Convention::graf_nas) return family + "_allowed_" + ids_text(ops, allowed);
  return family + "_" + listed(allowed, ",", [&](int op) { return ops.names[static_cast<std::size_t>(op)]; });
}

std::vector<NamedSubset> min_path_len_subsets(Convention convention, const OpNames& ops) {
  std::vector<NamedSubset> subsets;
  if (convention == Convention::graf_nas) {
    for (const OpSet allowed : subsets_by_size(ops.n_ops(), 1, ops.n_ops())) {
      subsets.push_back({allowed_name("min_path_len", convention, ops, allowed), allowed});
    }
    return subsets;
  }
  for (const OpSet banned : subsets_by_size(ops.n_ops(), 0, ops.n_ops() - 1)) {
    subsets.push_back({"min_path_len_banned_" + ids_text(ops, banned), ops.all() & ~banned});
  }
  return subsets;
}

}  // namespace cartograf
