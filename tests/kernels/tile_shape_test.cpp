// The arithmetic of tiles: what lies where in shared memory, and how large tiles are on GPUs as they are.
#include "kernels/cuda/tile_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "kernels/cuda/pieces.hpp"
#include "kernels/cuda/tile_plan.hpp"
#include "tests/kernels/small_plan.hpp"

namespace cartograf::cuda {
namespace {

constexpr TileLimits kA100{163 * 1024, 164 * 1024, 1024};
constexpr TileLimits kH200{227 * 1024, 228 * 1024, 1024};

// Columns, subsets, direct slots, words, bytes of tables and runs of real plans.
constexpr TileNeeds kNasbench201{191, 31, 0, 5, 320, 2, true, false, 4};
constexpr TileNeeds kDartsCell{516, 128, 0, 7, 65536, 2, true, false, 16};
constexpr TileNeeds kDarts{1540, 256, 0, 14, 98304, 2, true, false, 32};
constexpr TileNeeds kNasbench101{47, 8, 3, 5, 558912, 4, true, true, 1};
constexpr TileNeeds kHuge{100'000, 1000, 50'000, 34, 1 << 26, 2, true, true, 500};

/// Beginning and size of every part, in bytes.
std::vector<std::pair<std::uint64_t, std::uint64_t>> parts_of(const TileNeeds& needs, std::uint32_t rows, bool table_in_shared) {
  const TileLayout layout = tile_layout(needs, rows, table_in_shared);
  const std::uint64_t n_slots = padded(needs.n_look_ups + needs.n_direct);
  return {{layout.words, 8ull * rows * needs.n_words},
          {layout.slots, rows * n_slots * needs.case_size},
          {layout.first_cases, needs.general ? 4ull * rows : 0},
          {layout.runs, 16ull * needs.n_runs},
          {layout.columns, 8ull * padded(needs.n_columns)},
          {layout.divisors, needs.divisors ? 4ull * padded(needs.n_columns) : 0},
          {layout.table, table_in_shared ? needs.table_size : 0},
          {layout.size, 0}};
}

TEST(TileLayout, PartsAreAlignedAndDoNotOverlap) {
  for (const TileNeeds& needs : {kNasbench201, kDartsCell, kDarts, kNasbench101, kHuge}) {
    for (const std::uint32_t rows : {64u, 128u, 256u}) {
      for (const bool table_in_shared : {true, false}) {
        const auto parts = parts_of(needs, rows, table_in_shared);
        EXPECT_EQ(parts.front().first, 0u);
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
          EXPECT_EQ(parts[i].first % 16, 0u);
          EXPECT_LE(parts[i].first + parts[i].second, parts[i + 1].first);
          EXPECT_LT(parts[i + 1].first - parts[i].first - parts[i].second, 16u) << "a gap";
        }
      }
    }
  }
}

TEST(Padded, KeepsOrderAndSpreadsStridesOverTheBanks) {
  for (std::uint32_t i = 0; i < 10'000; ++i) EXPECT_LT(padded(i), padded(i + 1));
  // 32 threads read entries of 4 bytes, `stride` apart: no bank is asked for more than two of them.
  for (const std::uint32_t stride : {4u, 16u}) {
    std::multiset<std::uint32_t> banks;
    for (std::uint32_t thread = 0; thread < 32; ++thread) banks.insert(padded(thread * stride) % 32);
    for (std::uint32_t bank = 0; bank < 32; ++bank) EXPECT_LE(banks.count(bank), 2u) << stride;
  }
}

TEST(TileShape, FitsTheGpu) {
  for (const TileLimits& gpu : {kA100, kH200}) {
    for (const TileNeeds& needs : {kNasbench201, kDartsCell, kDarts, kNasbench101}) {
      const TileShape shape = tile_shape(needs, gpu);
      ASSERT_TRUE(shape.usable());
      EXPECT_EQ(shape.shared, tile_layout(needs, shape.rows, shape.table_in_shared).size);
      EXPECT_LE(shape.shared, gpu.shared_per_block);
      EXPECT_EQ(shape.rows % kTileRowStep, 0u);
      EXPECT_EQ(shape.threads % 32, 0u);
      EXPECT_EQ(kThreadsPerMultiprocessor % shape.threads, 0u);
      const std::uint64_t blocks = kThreadsPerMultiprocessor / shape.threads;
      EXPECT_LE(blocks * (shape.shared + gpu.reserved_per_block), gpu.shared_per_multiprocessor);
    }
  }
}

/// Every dtype: whole 16-byte vectors, and whole groups of them for a thread.
TEST(TileShape, TilesAreWholeVectorsOfEveryDtype) {
  for (const std::uint32_t size : {1u, 4u, 8u}) EXPECT_EQ(kTileRowStep % (16 / size * kVectorsPerThread), 0u);
}

TEST(TileShape, SmallTablesAreInSharedMemoryOfManyBlocks) {
  const TileShape shape = tile_shape(kNasbench201, kH200);
  EXPECT_TRUE(shape.table_in_shared);
  EXPECT_EQ(shape.threads, kThreadsPerMultiprocessor / 6);
  EXPECT_EQ(shape.rows, 256u);
}

TEST(TileShape, ATableOf64KibIsSharedByFewBlocks) {
  const TileShape shape = tile_shape(kDartsCell, kH200);
  EXPECT_TRUE(shape.table_in_shared);
  EXPECT_EQ(shape.threads, kThreadsPerMultiprocessor / 2);
  EXPECT_EQ(shape.rows, 128u);
}

TEST(TileShape, ATableThatDoesNotFitStaysOutside) {
  EXPECT_FALSE(tile_shape(kNasbench101, kH200).table_in_shared);
  TileNeeds large = kDartsCell;
  large.table_size = 200 * 1024;
  EXPECT_FALSE(tile_shape(large, kA100).table_in_shared);
}

TEST(TileShape, ThereIsNoneForAPlanThatDoesNotFit) {
  EXPECT_FALSE(tile_shape(kHuge, kH200).usable());
  EXPECT_FALSE(tile_shape(kNasbench201, TileLimits{}).usable());
}

TEST(TilePlan, OfNasbench201HasOneLookUpForEachSubset) {
  const FeaturePlan plan = testing_kernels::nasbench201_plan();
  const TilePlan tile = make_tile_plan(plan, EvaluationStrategy::tabulated);
  EXPECT_EQ(tile.look_ups.size(), 31u);
  EXPECT_TRUE(tile.direct.empty());
  EXPECT_FALSE(tile.general);
  EXPECT_FALSE(tile.wide_cases);
  EXPECT_EQ(tile.table_size, plan.table_size());
  ASSERT_EQ(tile.columns.size(), plan.n_columns());
  for (std::size_t i = 0; i < tile.columns.size(); ++i) {
    const Column& column = plan.columns()[i];
    std::uint32_t slot = 0;
    while (padded(slot) != tile.columns[i].slot) ++slot;
    EXPECT_EQ(tile.look_ups.at(slot), plan.subsets()[column.subset]);
    EXPECT_EQ(tile.columns[i].table, plan.measures()[column.measure].table_offset);
  }
}

TEST(TilePlan, RunsAreTheLookUpsOnceMore) {
  const TilePlan tile = make_tile_plan(testing_kernels::nasbench201_plan(), EvaluationStrategy::tabulated);
  ASSERT_EQ(tile.runs.size(), 4u);  // the empty subset is missing in the first
  EXPECT_EQ(tile.runs[0], (LookUpRun{0, 0, 0, 0xFE}));
  EXPECT_EQ(tile.runs[1], (LookUpRun{8, 7, 0, 0xFF}));
  EXPECT_EQ(tile.runs[2], (LookUpRun{16, 15, 0, 0xFF}));
  EXPECT_EQ(tile.runs[3], (LookUpRun{24, 23, 0, 0xFF}));
}

TEST(TilePlan, OfTheDirectStrategyLooksNothingUpButValues) {
  const FeaturePlan plan = testing_kernels::nasbench201_plan();
  const TilePlan tile = make_tile_plan(plan, EvaluationStrategy::direct);
  EXPECT_TRUE(tile.look_ups.empty());
  EXPECT_TRUE(tile.general);
  EXPECT_EQ(tile.table_size, kIdentitySize);
  for (const TileColumn& column : tile.columns) EXPECT_EQ(column.table, 0u);
  // `count` of a subset is there three times, with two divisors.
  EXPECT_EQ(tile.direct.size(), plan.n_columns() - 62);
}

TEST(IdentityTable, HoldsEveryInt8AtItsPlace) {
  const std::vector<std::int8_t> table = identity_table();
  for (int value = -128; value < 128; ++value) EXPECT_EQ(table.at(static_cast<std::size_t>(value + kIdentityZero)), value);
}

TEST(Pieces, HoldWholeRows) {
  for (const std::uint64_t row_size : {1ull, 191ull, 764ull, 12'320ull, 4'194'303ull, 4'194'304ull, 800'000'000ull}) {
    const std::uint64_t rows = rows_of_piece(row_size);
    EXPECT_GE(rows, 1u);
    EXPECT_TRUE(rows == 1 || rows * row_size <= kPieceSize) << row_size;
    EXPECT_GT((rows + 1) * row_size, kPieceSize) << row_size;
  }
}

}  // namespace
}  // namespace cartograf::cuda
