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

  /// words: those of an architecture, as SearchSpace::codec() decodes them.
  bool holds(const std::uint64_t* words) const;
};

/// NAME < NUMBER, with one of < <= > >= ==; blanks do not matter. Throws InputError that says where in the text something
/// else was expected, or that the space has no cost of that name, with the nearest ones.
CostCondition parse_cost_condition(const SearchSpace& space, const std::string& text);

/// NAME=NUMBER of `option`, where the number is real, such as 1e6: a cost of at most (less_equal) or at least (greater_equal) that.
/// Throws InputError that names the option.
CostCondition parse_cost_bound(const SearchSpace& space, const std::string& option, const std::string& text, Comparison comparison);

/// Which architectures of a space are looked at: those for which all conditions hold and, when asked for, those without
/// dead operations.
class ArchitectureFilter {
 public:
  ArchitectureFilter() = default;
  /// Throws InputError when reachability is asked of a space that does not define it.
  ArchitectureFilter(const SearchSpace& space, std::vector<CostCondition> conditions, bool reachable_only);

  /// Leaves these architectures out too.
  void exclude(std::vector<std::uint64_t> indices);

  /// Whether it lets everything pass.
  bool empty() const { return conditions_.empty() && !reachable_only_ && excluded_.empty(); }
  /// Whether an architecture passes. words: as SearchSpace::codec() decodes them.
  bool passes(std::uint64_t index, const std::uint64_t* words) const;

 private:
  const SearchSpace* space_ = nullptr;
  std::vector<CostCondition> conditions_;
  bool reachable_only_ = false;
  std::vector<std::uint64_t> excluded_;  ///< ascending
};

}  // namespace cartograf
