#include "kernels/cpu/row_lookup.hpp"

#include <cstring>
#include <map>
#include <unordered_map>

namespace cartograf::cpu {
namespace {

std::uint64_t subset_key(const CellSubset& subset) { return std::uint64_t{subset.cell} << 32 | subset.ops; }

}  // namespace

RowLookup::RowLookup(const PlanView& plan, const Codec& codec, const RowKernels& kernels)
    : kernels_(kernels), plan_(plan), words_per_cell_(codec.words_per_cell), n_words_(static_cast<std::uint32_t>(codec.n_words())),
      steps_(plan.n_subsets) {
  std::unordered_map<std::uint64_t, std::uint32_t> places;
  for (std::uint32_t s = 0; s < plan.n_subsets; ++s) {
    const CellSubset subset = plan.subsets[s];
    for (OpSet rest = subset.ops; rest != 0; rest &= rest - 1) {
      const OpSet op = rest & (~rest + 1);
      const auto smaller = places.find(subset_key({subset.ops & ~op, subset.cell}));
      if (smaller == places.end()) continue;
      steps_[s] = {smaller->second, subset.cell * words_per_cell_ + static_cast<std::uint32_t>(lowest_bit(op))};
      break;
    }
    places.emplace(subset_key(subset), s);
  }
  for (std::uint32_t c = 0; c < plan.n_columns; ++c) {
    const Column column = plan.columns[c];
    const std::uint64_t offset = plan.measures[column.measure].table_offset;
    if (plan.table != nullptr && offset != Measure::kNoTable) {
      tabulated_.push_back({offset, c, column.subset});
    } else {
      direct_columns_.push_back(c);
    }
    const std::int32_t divisor = plan.divisors[c];
    if (divisor == 0) row_divisor_columns_.push_back(c);
    divisors_float32_.push_back(static_cast<float>(divisor == 0 ? 1 : divisor));
    divisors_float64_.push_back(divisor == 0 ? 1 : divisor);
  }
  const bool small = plan.cell.kind != CellKind::nodes && plan.cell.n_elements <= 6 && plan.n_subsets <= SmallLookup::kLanes;
  if (kernels_.look_up != nullptr && small && !tabulated_.empty()) make_small_lookup();
}

void RowLookup::make_small_lookup() {
  const std::size_t n_cases = std::size_t{1} << plan_.cell.n_elements;
  small_tables_.resize(plan_.n_measures * SmallLookup::kLanes);
  for (std::uint32_t m = 0; m < plan_.n_measures; ++m) {
    const std::uint64_t offset = plan_.measures[m].table_offset;
    if (offset != Measure::kNoTable) std::memcpy(&small_tables_[m * SmallLookup::kLanes], plan_.table + offset, n_cases);
  }
  subsets_of_word_.resize(n_words_);
  for (std::uint32_t s = 0; s < plan_.n_subsets; ++s) {
    for (OpSet rest = plan_.subsets[s].ops; rest != 0; rest &= rest - 1) {
      subsets_of_word_[plan_.subsets[s].cell * words_per_cell_ + static_cast<std::uint32_t>(lowest_bit(rest))] |= std::uint64_t{1} << s;
    }
  }
  chunks_.resize(numerators_size() / SmallLookup::kLanes);
  std::vector<std::map<std::uint16_t, std::uint64_t>> columns_of_measure(chunks_.size());
  for (const TabulatedColumn& column : tabulated_) {
    const std::size_t chunk = column.column / SmallLookup::kLanes, lane = column.column % SmallLookup::kLanes;
    chunks_[chunk].subset[lane] = static_cast<std::uint8_t>(column.subset);
    columns_of_measure[chunk][plan_.columns[column.column].measure] |= std::uint64_t{1} << lane;
  }
  for (std::size_t c = 0; c < chunks_.size(); ++c) {
    chunks_[c].first_run = static_cast<std::uint32_t>(runs_.size());
    chunks_[c].n_runs = static_cast<std::uint32_t>(columns_of_measure[c].size());
    for (const auto& [measure, columns] : columns_of_measure[c]) runs_.push_back({&small_tables_[measure * SmallLookup::kLanes], columns});
  }
}

RowLookup::Scratch RowLookup::make_scratch() const {
  Scratch scratch;
  scratch.allowed.resize(plan_.n_subsets);
  scratch.cases.resize(plan_.n_subsets);
  return scratch;
}

void RowLookup::numerators(const std::uint64_t* words, Scratch& scratch, std::int8_t* numerators) const {
  if (!chunks_.empty()) {
    kernels_.look_up({subsets_of_word_.data(), chunks_.data(), runs_.data(), n_words_, static_cast<std::uint32_t>(chunks_.size())}, words,
                     numerators);
    if (!direct_columns_.empty()) direct(words, scratch, numerators);
    return;
  }
  find_allowed(words, scratch);
  const std::uint64_t first_case = find_first_case(words, scratch);
  if (first_case == kNotInTable) {
    for (std::uint32_t c = 0; c < plan_.n_columns; ++c) numerators[c] = evaluate_column(c, words, scratch);
    return;
  }
  for (std::uint32_t s = 0; s < plan_.n_subsets; ++s) scratch.cases[s] = case_of(plan_.cell, scratch.allowed[s]);
  look_up(scratch, first_case, numerators);
  for (const std::uint32_t c : direct_columns_) numerators[c] = evaluate_column(c, words, scratch);
}

void RowLookup::tabulated_with(const std::uint64_t* words, int cell, ElementMask elements, Scratch& scratch,
                               std::int8_t* numerators) const {
  CARTOGRAF_EXPECTS(plan_.cell.kind != CellKind::nodes);
  find_allowed(words, scratch);
  for (std::uint32_t s = 0; s < plan_.n_subsets; ++s) {
    scratch.cases[s] = scratch.allowed[s] | (plan_.subsets[s].cell == cell ? elements : 0);
  }
  look_up(scratch, 0, numerators);
}

void RowLookup::direct(const std::uint64_t* words, Scratch& scratch, std::int8_t* numerators) const {
  find_allowed(words, scratch);
  for (const std::uint32_t c : direct_columns_) numerators[c] = evaluate_column(c, words, scratch);
}

void RowLookup::write_values(const std::int8_t* numerators, const std::uint64_t* words, Dtype dtype, void* row) const {
  if (dtype == Dtype::float32) {
    kernels_.divide_float32(numerators, divisors_float32_.data(), plan_.n_columns, static_cast<float*>(row));
  } else if (dtype == Dtype::float64) {
    kernels_.divide_float64(numerators, divisors_float64_.data(), plan_.n_columns, static_cast<double*>(row));
  } else {
    std::memcpy(row, numerators, plan_.n_columns);
    return;
  }
  if (row_divisor_columns_.empty()) return;
  const auto n_nodes = static_cast<std::int32_t>(words[plan_.cell.n_ops + 1]);
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (const std::uint32_t c : row_divisor_columns_) static_cast<T*>(row)[c] = as_value<T>(numerators[c], n_nodes);
  });
}

void RowLookup::find_allowed(const std::uint64_t* words, Scratch& scratch) const {
  for (std::uint32_t s = 0; s < plan_.n_subsets; ++s) {
    const SubsetStep step = steps_[s];
    if (step.smaller != SubsetStep::kFromNothing) {
      scratch.allowed[s] = scratch.allowed[step.smaller] | words[step.word];
      continue;
    }
    const CellSubset subset = plan_.subsets[s];
    ElementMask allowed = 0;
    for (OpSet rest = subset.ops; rest != 0; rest &= rest - 1) {
      allowed |= words[subset.cell * words_per_cell_ + static_cast<std::uint32_t>(lowest_bit(rest))];
    }
    scratch.allowed[s] = allowed;
  }
}

std::uint64_t RowLookup::find_first_case(const std::uint64_t* words, Scratch& scratch) const {
  if (plan_.cell.kind != CellKind::nodes || plan_.table == nullptr) return first_case(plan_, words);
  const std::uint64_t graph = graph_number(plan_.cell, words);
  if (!scratch.has_graph || graph != scratch.graph) {
    scratch.graph = graph;
    scratch.first_case = first_case(plan_, words);
    scratch.has_graph = true;
  }
  return scratch.first_case;
}

void RowLookup::look_up(const Scratch& scratch, std::uint64_t first_case, std::int8_t* numerators) const {
  const std::int8_t* const table = plan_.table + first_case;
  const std::uint64_t* const cases = scratch.cases.data();
  std::int8_t* __restrict const out = numerators;  // bytes may alias anything, as far as the compiler knows
  for (const TabulatedColumn& column : tabulated_) out[column.column] = table[column.offset + cases[column.subset]];
}

std::int8_t RowLookup::evaluate_column(std::uint32_t c, const std::uint64_t* words, const Scratch& scratch) const {
  const Column column = plan_.columns[c];
  const CellSubset subset = plan_.subsets[column.subset];
  const std::uint64_t* const cell_words = words + subset.cell * words_per_cell_;
  Subgraph subgraph = subgraph_of(plan_.cell, cell_words, 0);
  subgraph.ops = subset.ops;
  subgraph.allowed = scratch.allowed[column.subset];
  return static_cast<std::int8_t>(evaluate(plan_.measures[column.measure], plan_.cell, subgraph));
}

}  // namespace cartograf::cpu
