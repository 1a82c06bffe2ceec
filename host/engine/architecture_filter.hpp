#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

enum class Comparison { less,
                        less_equal,
                        greater,
                        greater_equal,
                        equal };

/// A comparison of a closed-form cost with a whole number, such as `params < 1000000`.
struct CostCondition {
  WideColumn cost;
  Comparison comparison = Comparison::less;
  std::int64_t bound = 0;
  std::string text{};  ///< as the user wrote it, with the option that it stands behind

  /// words: those of an architecture, as SearchSpace::codec() decodes them.
  bool holds(const std::uint64_t* words) const;
};

/// NAME < NUMBER, with one of < <= > >= ==; blanks do not matter. Throws InputError that says where in the text something
/// else was expected, or that the space has no cost of that name, with the nearest ones.
CostCondition parse_cost_condition(const SearchSpace& space, const std::string& text);

/// NAME=NUMBER of `option`, where the number is real, such as 1e6: a cost of at most (less_equal) or at least (greater_equal) that.
/// Throws InputError that names the option.
CostCondition parse_cost_bound(const SearchSpace& space, const std::string& option, const std::string& text, Comparison comparison);

/// Which architectures of a space are looked at: those for which all conditions hold.
class ArchitectureFilter {
 public:
  ArchitectureFilter() = default;
  /// Conditions on costs and, when asked for, no dead operations. Throws InputError when reachability is asked of a space that
  /// does not define it.
  ArchitectureFilter(const SearchSpace& space, std::vector<CostCondition> conditions, bool reachable_only);

  /// Leaves these architectures out too.
  void exclude(std::vector<std::uint64_t> indices);
  /// And those that are disconnected (SearchSpace::connected), if the space has such.
  void exclude_disconnected(const SearchSpace& space);

  /// Whether it lets everything pass.
  bool empty() const { return conditions_.empty() && !reachable_only_ && !connected_only_ && excluded_.empty(); }
  /// Whether an architecture passes. words: as SearchSpace::codec() decodes them.
  bool passes(std::uint64_t index, const std::uint64_t* words) const { return first_unmet(index, words) == n_conditions(); }
  /// The first condition that an architecture does not meet, in the order of names(); n_conditions() where it meets all.
  std::size_t first_unmet(std::uint64_t index, const std::uint64_t* words) const;
  std::size_t n_conditions() const { return conditions_.size() + kBesideCosts; }
  /// What the conditions are called in messages.
  std::vector<std::string> names() const;
  /// The place of exclude_disconnected() among them.
  std::size_t place_of_disconnected() const { return n_conditions() - 1; }

 private:
  /// Exclusion, reachability and connectedness.
  static constexpr std::size_t kBesideCosts = 3;

  const SearchSpace* space_ = nullptr;
  std::vector<CostCondition> conditions_;
  bool reachable_only_ = false, connected_only_ = false;
  std::vector<std::uint64_t> excluded_;  ///< ascending
};

}  // namespace cartograf
