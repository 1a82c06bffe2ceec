#include "tests/reference/columns.hpp"

#include <algorithm>

namespace reference {

bool contains(const Ops& ops, int op) { return std::find(ops.begin(), ops.end(), op) != ops.end(); }

Ops without(const Ops& all, const Ops& removed) {
  Ops rest;
  for (const int op : all) {
    if (!contains(removed, op)) rest.push_back(op);
  }
  return rest;
}

std::vector<Ops> all_subsets(const Ops& all) {
  std::vector<Ops> subsets = {{}};
  for (const int op : all) {
    const std::vector<Ops> smaller = subsets;
    for (Ops subset : smaller) {
      subset.push_back(op);
      subsets.push_back(subset);
    }
  }
  std::sort(subsets.begin(), subsets.end(),
            [](const Ops& a, const Ops& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  return subsets;
}

std::vector<Ops> non_empty_subsets(const Ops& all) {
  std::vector<Ops> subsets = all_subsets(all);
  subsets.erase(subsets.begin());
  return subsets;
}

std::string listed(const Ops& ops, Convention convention, const std::vector<std::string>& op_names) {
  std::string text = "(";
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (convention == Convention::graf_nas) {
      text += (i == 0 ? "" : ",") + op_names[static_cast<std::size_t>(ops[i])];
    } else {
      text += (i == 0 ? "" : ", ") + std::to_string(ops[i]);
    }
  }
  return text + ")";
}

std::string allowed_column(const std::string& family, const Ops& ops, Convention convention, const std::vector<std::string>& op_names) {
  return family + (convention == Convention::graf_nas ? "_" : "_allowed_") + listed(ops, convention, op_names);
}

}  // namespace reference
