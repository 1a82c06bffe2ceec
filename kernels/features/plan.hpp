#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/dtype.hpp"
#include "kernels/features/codec.hpp"
#include "kernels/features/plan_view.hpp"

namespace cartograf {

/// How a plan is evaluated; both give identical bits.
enum class Strategy {
  tabulated,  ///< every subgraph once into a table, then each value is a look-up
  direct,     ///< every (architecture, op subset) on its own
};

/// Tabulating takes 2^n_edges cases; above this many edges only the direct strategy is offered.
inline constexpr int kMaxTabulatedEdges = 22;

/// What to compute for an architecture of one cell: families x op subsets -> columns. Lives on the CPU.
class FeaturePlan {
 public:
  explicit FeaturePlan(const EdgeCell& cell) : cell_(cell) {}

  /// Appends the columns of one family: for each subset in turn, its parts. `part_divisors`: [parts_of(family)].
  void add_block(FamilyRule rule, std::span<const OpSet> subsets, std::span<const std::int32_t> part_divisors);

  std::uint32_t n_columns() const { return static_cast<std::uint32_t>(divisors_.size()); }
  const std::vector<std::int32_t>& divisors() const { return divisors_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const std::vector<Slot>& slots() const { return slots_; }

  bool can_tabulate() const { return cell_.n_edges <= kMaxTabulatedEdges; }
  std::uint64_t n_cases() const { return std::uint64_t{1} << cell_.n_edges; }
  /// Bytes of the tables of all blocks.
  std::uint64_t table_size() const { return table_size_; }

  /// View into this plan (which must outlive it), with no table: the direct strategy.
  PlanView view() const;

 private:
  EdgeCell cell_;
  std::vector<Block> blocks_;
  std::vector<Slot> slots_;
  std::vector<std::int32_t> divisors_;
  std::uint64_t table_size_ = 0;
};

/// One launch: `n_rows` feature rows into `out`, [n_rows x n_columns] of `dtype`, row-major, memory of the device.
struct FeatureLaunch {
  PlanView plan{};
  ArchitectureSource source{};
  std::uint64_t n_rows = 0;
  Dtype dtype = Dtype::float32;
  void* out = nullptr;
};

}  // namespace cartograf
