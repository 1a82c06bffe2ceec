#include "kernels/cuda/tile_plan.hpp"

#include <map>
#include <utility>

namespace cartograf::cuda {
namespace {

constexpr std::uint64_t kNarrowCases = std::uint64_t{1} << 16;

/// Gives out slots, one for each distinct key, in the order in which they are asked for.
template <class Key>
class Slots {
 public:
  std::uint32_t of(Key key) { return slots_.try_emplace(key, static_cast<std::uint32_t>(slots_.size())).first->second; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(slots_.size()); }

 private:
  std::map<Key, std::uint32_t> slots_;
};

constexpr OpSet kRunOps = 7;

std::vector<LookUpRun> runs_of(const std::vector<CellSubset>& look_ups) {
  std::vector<LookUpRun> runs;
  for (std::uint32_t slot = 0; slot < look_ups.size(); ++slot) {
    const CellSubset subset = look_ups[slot];
    const OpSet ops = subset.ops & ~kRunOps;
    if (runs.empty() || runs.back().ops != ops || runs.back().cell != subset.cell) runs.push_back({ops, slot, subset.cell, 0});
    runs.back().members |= 1u << (subset.ops & kRunOps);
  }
  return runs;
}

/// Whether the column's measure has a table to look into.
bool looks_up(const FeaturePlan& plan, EvaluationStrategy strategy, const Column& column) {
  return strategy == EvaluationStrategy::tabulated && plan.measures()[column.measure].table_offset != Measure::kNoTable;
}

}  // namespace

TilePlan make_tile_plan(const FeaturePlan& plan, EvaluationStrategy strategy) {
  TilePlan tile;
  std::map<std::pair<std::uint8_t, OpSet>, std::uint32_t> subsets;
  const auto slot_of = [&](const Column& column) -> std::uint32_t& {
    const CellSubset subset = plan.subsets()[column.subset];
    return subsets[{subset.cell, subset.ops}];
  };
  for (const Column& column : plan.columns()) {
    if (looks_up(plan, strategy, column)) slot_of(column) = 0;
  }
  for (auto& [subset, slot] : subsets) {
    slot = static_cast<std::uint32_t>(tile.look_ups.size());
    tile.look_ups.push_back({subset.second, subset.first});
  }
  tile.runs = runs_of(tile.look_ups);
  const auto n_look_ups = static_cast<std::uint32_t>(tile.look_ups.size());
  const auto plan_table = static_cast<std::uint32_t>(n_look_ups > 0 ? plan.table_size() : 0);
  Slots<std::pair<std::uint32_t, std::uint16_t>> direct;
  for (const Column& column : plan.columns()) {
    if (looks_up(plan, strategy, column)) {
      const Measure& measure = plan.measures()[column.measure];
      tile.columns.push_back({padded(slot_of(column)), static_cast<std::uint32_t>(measure.table_offset)});
    } else {
      const std::uint32_t slot = direct.of({column.subset, column.measure});
      if (slot == tile.direct.size()) tile.direct.push_back(column);
      tile.columns.push_back({padded(n_look_ups + slot), plan_table});
    }
  }
  tile.table_size = plan_table + (tile.direct.empty() ? 0 : kIdentitySize);
  tile.wide_cases = n_look_ups > 0 && plan.n_cases() > kNarrowCases;
  tile.general = !tile.direct.empty() || plan.cell().kind == CellKind::nodes;
  return tile;
}

TileNeeds tile_needs(const TilePlan& plan, int n_words, Dtype dtype) {
  TileNeeds needs;
  needs.n_columns = static_cast<std::uint32_t>(plan.columns.size());
  needs.n_look_ups = static_cast<std::uint32_t>(plan.look_ups.size());
  needs.n_direct = static_cast<std::uint32_t>(plan.direct.size());
  needs.n_words = static_cast<std::uint32_t>(n_words);
  needs.table_size = plan.table_size;
  needs.case_size = plan.wide_cases ? 4 : 2;
  needs.divisors = dtype != Dtype::int8;
  needs.general = plan.general;
  needs.n_runs = static_cast<std::uint32_t>(plan.runs.size());
  return needs;
}

std::vector<std::int8_t> identity_table() {
  std::vector<std::int8_t> table(kIdentitySize);
  for (int place = 0; place < static_cast<int>(kIdentitySize); ++place) {
    table[static_cast<std::size_t>(place)] = static_cast<std::int8_t>(place - kIdentityZero);
  }
  return table;
}

}  // namespace cartograf::cuda
