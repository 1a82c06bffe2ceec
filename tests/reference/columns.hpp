#pragma once

#include <string>
#include <vector>

/// Part of the oracle: the published conventions, op subsets and the spelling of column names.
namespace reference {

enum class Convention { graf_nas,
                        zc_combine,
                        paper };

/// The value k / n.
struct Fraction {
  int k = 0;
  int n = 1;

  double value() const { return static_cast<double>(k) / static_cast<double>(n); }
  bool operator==(const Fraction&) const = default;
};

/// Sorted op ids.
using Ops = std::vector<int>;

bool contains(const Ops& ops, int op);
/// `all` without `removed`.
Ops without(const Ops& all, const Ops& removed);
/// Every subset, by size, then lexicographic by op id.
std::vector<Ops> all_subsets(const Ops& all);
std::vector<Ops> non_empty_subsets(const Ops& all);

/// "(a,b)" in graf_nas, "(0, 1)" in the others; op_names[i] is that of op id i.
std::string listed(const Ops& ops, Convention convention, const std::vector<std::string>& op_names);
/// "FAMILY_(a,b)", "FAMILY_allowed_(0, 1)".
std::string allowed_column(const std::string& family, const Ops& ops, Convention convention, const std::vector<std::string>& op_names);

}  // namespace reference
