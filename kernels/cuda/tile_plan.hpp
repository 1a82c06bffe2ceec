#pragma once

#include <cstdint>
#include <vector>

#include "kernels/cuda/tile_shape.hpp"
#include "kernels/features/plan.hpp"

/// A plan as the tile kernel (tile_kernel.hpp) wants it. For each row of its tile a block keeps a few small numbers, the
/// row's **slots**; every column is then one look-up in a table of bytes, at the place that one of the slots gives:
/// - a look-up slot holds the table case of an op subset, which all columns of that subset share;
/// - a direct slot holds the value of a measure that has no table, as the place of that value in the identity table.
namespace cartograf::cuda {

/// Entry v + kIdentityZero of the identity table is v, for every int8 v. It stands behind the plan's own table.
inline constexpr int kIdentityZero = 128;
inline constexpr std::uint32_t kIdentitySize = 256;

/// The value of a column is table[table + what the slot holds].
struct TileColumn {
  std::uint32_t slot = 0;  ///< padded()
  std::uint32_t table = 0;

  bool operator==(const TileColumn&) const = default;
};

/// Look-up slots next to each other whose subsets differ in the operations 0, 1 and 2 alone: they are filled together.
struct LookUpRun {
  OpSet ops = 0;  ///< of the subsets, operations 0, 1 and 2 left out
  std::uint32_t first_slot = 0;
  std::uint32_t cell = 0;
  std::uint32_t members = 0;  ///< bit m: the subset with operations ops | m is there; slots in ascending m

  bool operator==(const LookUpRun&) const = default;
};

/// On the host; the device has copies of the arrays (TileView).
struct TilePlan {
  std::vector<CellSubset> look_ups;  ///< the subset of each look-up slot, by cell, then operations; slots from 0
  std::vector<LookUpRun> runs;       ///< the same once more
  std::vector<Column> direct;        ///< what each direct slot evaluates; the slots behind those
  std::vector<TileColumn> columns;   ///< one for each column of the plan
  std::uint32_t table_size = 0;      ///< bytes, of the plan's table (0 when no column looks into it) and the identity
  bool wide_cases = false;           ///< cases of look-up slots need 32 bits
  /// Whether rows may need more than look-ups: direct slots, or graphs that the table may not know.
  bool general = false;
};

/// With EvaluationStrategy::direct every slot is a direct one.
TilePlan make_tile_plan(const FeaturePlan& plan, EvaluationStrategy strategy);

/// What a block needs for rows of `dtype` of architectures of `n_words` words.
TileNeeds tile_needs(const TilePlan& plan, int n_words, Dtype dtype);

/// The identity table, [kIdentitySize].
std::vector<std::int8_t> identity_table();

}  // namespace cartograf::cuda
