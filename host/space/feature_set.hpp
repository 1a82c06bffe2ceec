#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/store_schema.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/features/plan.hpp"
#include "kernels/features/signal/signal_plan.hpp"

namespace cartograf {

/// The published variants of GRAF; docs/features.md says how they differ.
enum class Convention { graf_nas, zc_combine, paper };

inline constexpr Convention kConventions[] = {Convention::graf_nas, Convention::zc_combine, Convention::paper};

std::string_view to_string(Convention convention);
/// Throws InputError for anything but the names of the conventions.
Convention parse_convention(std::string_view text);

/// A closed-form cost of an architecture: a plain count (parameters, floating-point operations), not millions.
struct CostColumn {
  std::string name;
  /// words: those of the architecture, as SearchSpace::codec() decodes them.
  std::function<std::int64_t(const std::uint64_t* words)> evaluate;
};

/// Columns of the family `signal` that one kernel computes together.
struct SignalSelection {
  /// One of signal_columns(), of one cell.
  struct Place {
    std::uint8_t cell = 0;
    std::uint16_t column = 0;

    bool operator==(const Place&) const = default;
  };

  SignalView view{};  ///< but for its groups, which follow from the places
  std::vector<Place> places;

  SignalPlan plan() const;
};

/// What to compute for each architecture: the columns of /features, as plans for the kernels together with their names,
/// and the wide columns.
struct FeatureSet {
  Convention convention = Convention::graf_nas;
  std::vector<std::string> families;   ///< as selected, in the order of the columns
  FeaturePlan plan;
  std::vector<SignalSelection> signals;
  std::vector<FeatureColumn> columns;  ///< of `plan`, then of each of `signals`
  std::vector<CostColumn> costs;       ///< written to /wide/NAME

  FeatureSet(Convention c, FeaturePlan empty_plan) : convention(c), plan(std::move(empty_plan)) {}

  /// Columns of a set at most, wide ones included: op subsets double with every operation, and a store of more columns
  /// would be of no use to anybody.
  static constexpr std::size_t kMaxColumns = 100'000;

  /// Appends a column to the plan and its name, before any signal column. Throws InputError beyond kMaxColumns, as do
  /// add_signal and add_cost.
  void add(std::string name, Measure measure, OpSet ops, std::int32_t divisor = 1, int cell = 0) {
    CARTOGRAF_EXPECTS(signals.empty());
    check_room();
    columns.push_back({std::move(name), divisor});
    plan.add_column(measure, ops, divisor, cell);
  }
  /// Appends a signal column, to the last selection if that is of the same form of the space.
  void add_signal(std::string name, bool integer, const SignalView& view, SignalSelection::Place place) {
    check_room();
    columns.push_back({std::move(name), integer ? 1 : FeatureColumn::kReal});
    if (signals.empty() || signals.back().view.strided != view.strided) signals.push_back({view, {}});
    signals.back().places.push_back(place);
  }
  void add_cost(CostColumn cost) {
    check_room();
    costs.push_back(std::move(cost));
  }

 private:
  void check_room() const {
    if (columns.size() + costs.size() < kMaxColumns) return;
    throw InputError("the families chosen have more than " + std::to_string(kMaxColumns) + " columns; choose fewer");
  }
};

}  // namespace cartograf
