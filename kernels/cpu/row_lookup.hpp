#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/dtype.hpp"
#include "kernels/cpu/row_kernels.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf::cpu {

/// Feature rows one architecture at a time: the elements that each subset allows are worked out once a row, then every
/// column is a look-up, or evaluated where no table knows it.
class RowLookup {
 public:
  /// What a thread needs while it computes rows.
  struct Scratch {
    std::vector<ElementMask> allowed;  ///< [n_subsets]
    std::vector<std::uint64_t> cases;  ///< [n_subsets]
    std::uint64_t graph = 0;           ///< of the row before, where its cases begin; neighbours often share the graph
    std::uint64_t first_case = kNotInTable;
    bool has_graph = false;
  };

  /// `kernels` must outlive the look-up.
  RowLookup(const PlanView& plan, const Codec& codec, const RowKernels& kernels);

  const PlanView& plan() const { return plan_; }
  Scratch make_scratch() const;

  /// Elements of a buffer of numerators: the columns, and room for the kernels to write past them.
  std::size_t numerators_size() const { return (plan_.n_columns + SmallLookup::kLanes - 1) / SmallLookup::kLanes * SmallLookup::kLanes; }

  /// All columns of an architecture. words: of all its cells; numerators: [numerators_size()].
  void numerators(const std::uint64_t* words, Scratch& scratch, std::int8_t* numerators) const;

  /// The tabulated columns, when every subset allows `elements` of `cell` besides what `words` say.
  void tabulated_with(const std::uint64_t* words, int cell, ElementMask elements, Scratch& scratch, std::int8_t* numerators) const;

  /// The columns that no table knows, for cells that are not graphs with operations on nodes.
  const std::vector<std::uint32_t>& direct_columns() const { return direct_columns_; }
  void direct(const std::uint64_t* words, Scratch& scratch, std::int8_t* numerators) const;

  /// The values of one row, as `dtype`, of any alignment for int8 and of that of its type else. words: the architecture's.
  void write_values(const std::int8_t* numerators, const std::uint64_t* words, Dtype dtype, void* row) const;

 private:
  /// A subset is often another one and one operation more.
  struct SubsetStep {
    static constexpr std::uint32_t kFromNothing = ~std::uint32_t{0};
    std::uint32_t smaller = kFromNothing;  ///< place of the smaller subset
    std::uint32_t word = 0;                ///< of the operation more
  };
  struct TabulatedColumn {
    std::uint64_t offset = 0;  ///< of its measure's table
    std::uint32_t column = 0;
    std::uint32_t subset = 0;
  };

  void make_small_lookup();
  void find_allowed(const std::uint64_t* words, Scratch& scratch) const;
  std::uint64_t find_first_case(const std::uint64_t* words, Scratch& scratch) const;
  void look_up(const Scratch& scratch, std::uint64_t first_case, std::int8_t* numerators) const;
  std::int8_t evaluate_column(std::uint32_t column, const std::uint64_t* words, const Scratch& scratch) const;

  const RowKernels& kernels_;
  PlanView plan_;
  std::uint32_t words_per_cell_;
  std::uint32_t n_words_;
  std::vector<SubsetStep> steps_;
  std::vector<TabulatedColumn> tabulated_;
  std::vector<std::uint32_t> direct_columns_;
  std::vector<std::uint32_t> row_divisor_columns_;  ///< divided by the architecture's number of nodes
  std::vector<float> divisors_float32_;             ///< [n_columns], 1 for those
  std::vector<double> divisors_float64_;
  std::vector<std::int8_t> small_tables_;  ///< [64] of each tabulated measure
  std::vector<std::uint64_t> subsets_of_word_;
  std::vector<SmallLookup::Chunk> chunks_;
  std::vector<SmallLookup::Run> runs_;
};

}  // namespace cartograf::cpu
