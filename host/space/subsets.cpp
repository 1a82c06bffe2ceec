#include "host/space/subsets.hpp"

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

}  // namespace

std::vector<OpSet> subsets_by_size(int n_ops, int smallest, int largest) {
  std::vector<OpSet> subsets;
  for (int size = smallest; size <= largest; ++size) append_subsets(n_ops, size, 0, 0, subsets);
  return subsets;
}

std::string ids_text(OpSet ops) {
  return listed(ops, ", ", [](int op) { return std::to_string(op); });
}

std::string names_text(OpSet ops, const std::vector<std::string>& operations) {
  return listed(ops, ",", [&](int op) { return operations[static_cast<std::size_t>(op)]; });
}

}  // namespace cartograf
