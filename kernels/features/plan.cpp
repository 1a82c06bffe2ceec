#include "kernels/features/plan.hpp"

#include <algorithm>

namespace cartograf {

void FeaturePlan::add_column(Measure measure, OpSet ops, std::int32_t divisor, int cell) {
  columns_.push_back({subset_index({ops, static_cast<std::uint8_t>(cell)}), measure_index(measure)});
  divisors_.push_back(divisor);
}

std::uint32_t FeaturePlan::subset_index(CellSubset subset) {
  const auto [place, added] =
      subset_places_.try_emplace(std::uint64_t{subset.cell} << 32 | subset.ops, static_cast<std::uint32_t>(subsets_.size()));
  if (added) subsets_.push_back(subset);
  return place->second;
}

std::uint16_t FeaturePlan::measure_index(Measure measure) {
  const auto same = [&](Measure other) {
    other.table_offset = measure.table_offset;
    return other == measure;
  };
  // Columns of one measure mostly follow each other, or alternate among a few.
  const auto found = std::find_if(measures_.rbegin(), measures_.rend(), same);
  if (found != measures_.rend()) return static_cast<std::uint16_t>(measures_.rend() - found - 1);
  if (can_tabulate(measure.kind)) {
    measure.table_offset = table_size_;
    table_size_ += n_cases();
  }
  measures_.push_back(measure);
  return static_cast<std::uint16_t>(measures_.size() - 1);
}

bool FeaturePlan::can_tabulate(MeasureKind kind) const {
  if (table_size_ + n_cases() > kMaxTableSize) return false;
  if (cell_.kind == CellKind::nodes) return !graphs_.empty() && depends_on_graph_and_allowed_alone(kind);
  return cell_.n_elements <= kMaxTabulatedElements && depends_on_allowed_alone(kind, complete_);
}

PlanView FeaturePlan::view() const {
  PlanView view;
  view.cell = cell_;
  view.measures = measures_.data();
  view.subsets = subsets_.data();
  view.columns = columns_.data();
  view.divisors = divisors_.data();
  view.n_measures = static_cast<std::uint32_t>(measures_.size());
  view.n_subsets = static_cast<std::uint32_t>(subsets_.size());
  view.n_columns = n_columns();
  view.graphs = graphs_.data();
  view.n_graphs = static_cast<std::uint32_t>(graphs_.size());
  return view;
}

}  // namespace cartograf
