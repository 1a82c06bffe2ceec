// The kernels of the GPU on threads give the rows of FeatureRows, bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>

#include "host/space/space_document.hpp"
#include "tests/device_on_threads/device_plan.hpp"
#include "tests/support/features.hpp"
#include "tests/support/predecessor_cells.hpp"

namespace cartograf {
namespace {

using testing_device::DevicePlan;
using testing_device::expected_rows;
using testing_device::Launch;
using testing_device::range_of;
using testing_device::space_called;

/// Compared as bytes: -0.0 and NaN would differ.
template <class T>
void expect_rows(const std::vector<T>& found, const std::vector<T>& expected, std::uint32_t n_columns, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(std::memcmp(&found[i], &expected[i], sizeof(T)), 0)
        << what << ": row " << i / n_columns << ", column " << i % n_columns << ": " << +found[i] << " for " << +expected[i];
  }
}

/// The tile kernel on `n_rows` rows in every dtype.
void expect_every_dtype(const FeaturePlan& plan, EvaluationStrategy strategy, const ArchitectureSource& source, std::uint64_t n_rows,
                        const Launch& launch, const std::string& what) {
  const DevicePlan device(plan, source.codec, strategy);
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    with_dtype(dtype, [&](auto zero) {
      using T = decltype(zero);
      expect_rows<T>(device.tiles<T>(source, n_rows, launch), expected_rows<T>(plan, source, n_rows), plan.n_columns(),
                     what + ", " + std::string(to_string(dtype)));
    });
  }
}

FeaturePlan plan_of(const SearchSpace& space, Convention convention) { return cartograf::plan_of(space, select_features(space, convention, {})); }

struct Case {
  const char* space;
  Convention convention;
  EvaluationStrategy strategy;
  std::uint64_t n_rows;
};

std::string name_of(const testing::TestParamInfo<Case>& info) {
  return std::string(info.param.space) + "_" + std::string(to_string(info.param.convention)) +
         (info.param.strategy == EvaluationStrategy::tabulated ? "_tabulated" : "_direct");
}

class EverySpace : public testing::TestWithParam<Case> {
 protected:
  const SearchSpace& space_ = space_called(GetParam().space);
  FeaturePlan plan_ = plan_of(space_, GetParam().convention);
  std::mt19937_64 random_{20};  // NOLINT: the same numbers in every run

  std::vector<std::uint64_t> random_indices() {
    std::vector<std::uint64_t> indices(GetParam().n_rows);
    std::generate(indices.begin(), indices.end(), [&] { return random_() % space_.size(); });
    return indices;
  }
};

TEST_P(EverySpace, RangesInsideIt) {
  const std::uint64_t n_rows = std::min(GetParam().n_rows, space_.size());
  for (const std::uint64_t first : {std::uint64_t{0}, space_.size() - n_rows}) {
    expect_every_dtype(plan_, GetParam().strategy, range_of(space_, first), n_rows, {}, "from " + std::to_string(first));
  }
}

TEST_P(EverySpace, ListsOfIndices) {
  const std::vector<std::uint64_t> indices = random_indices();
  ArchitectureSource source{space_.codec()};
  source.indices = indices.data();
  expect_every_dtype(plan_, GetParam().strategy, source, indices.size(), {}, "indices");
}

TEST_P(EverySpace, PackedArchitectures) {
  const auto n_words = static_cast<std::size_t>(space_.codec().n_words());
  std::vector<std::uint64_t> words(GetParam().n_rows * n_words);
  const std::vector<std::uint64_t> indices = random_indices();
  for (std::size_t i = 0; i < indices.size(); ++i) space_.codec().decode(indices[i], &words[i * n_words]);
  ArchitectureSource source{space_.codec()};
  source.packed = words.data();
  expect_every_dtype(plan_, GetParam().strategy, source, indices.size(), {}, "packed");
}

constexpr auto kTabulated = EvaluationStrategy::tabulated;
constexpr auto kDirect = EvaluationStrategy::direct;
INSTANTIATE_TEST_SUITE_P(Spaces, EverySpace,
                         testing::Values(Case{"nasbench201", Convention::graf_nas, kTabulated, 300},
                                         Case{"nasbench201", Convention::graf_nas, kDirect, 80},
                                         Case{"transnasbench101_micro", Convention::graf_nas, kTabulated, 200},
                                         Case{"darts_cell", Convention::graf_nas, kTabulated, 140},
                                         Case{"darts_cell", Convention::paper, kTabulated, 80},
                                         Case{"darts_cell", Convention::graf_nas, kDirect, 65},
                                         Case{"darts", Convention::zc_combine, kTabulated, 70},
                                         Case{"enas_cell", Convention::zc_combine, kTabulated, 70},
                                         Case{"enas_cell", Convention::paper, kDirect, 65},
                                         Case{"darts_none_cell", Convention::paper, kTabulated, 65},
                                         Case{"nasbench101", Convention::graf_nas, kTabulated, 300},
                                         Case{"nasbench101", Convention::graf_nas, kDirect, 130},
                                         Case{"nasbench_macro", Convention::graf_nas, kTabulated, 200},
                                         Case{"transnasbench101_macro", Convention::graf_nas, kTabulated, 200},
                                         Case{"naap440", Convention::graf_nas, kTabulated, 200}),
                         name_of);

// Few enough elements for tables, loose ends and parallel edges among them; and the families on request.
TEST(SmallPredecessorCells, WriteTheSameRows) {
  for (const testing_support::PredecessorRules& rules : testing_support::kSmallCells) {
    const auto space = space_from_json(testing_support::predecessor_document(rules), "small.json");
    const std::uint64_t n_rows = std::min<std::uint64_t>(space->size(), 60);
    for (const std::vector<std::string>& families :
         {std::vector<std::string>{}, std::vector<std::string>{"all_pairs", "op_on_position", "path_encoding", "effective"}}) {
      const FeaturePlan plan = cartograf::plan_of(*space, select_features(*space, Convention::zc_combine, families));
      expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(*space, space->size() - n_rows), n_rows, {}, rules.space);
      expect_every_dtype(plan, EvaluationStrategy::direct, range_of(*space, 0), n_rows, {}, rules.space);
    }
  }
}

// Operations that differ from edge to edge.
TEST(EdgeChoices, WriteTheSameRows) {
  const auto space = space_from_json(R"({"name": "choices", "kind": "edges", "operations": ["a", "b", "zero", "skip"], "nodes": 4, "zero": "zero",
    "edges": [{"edge": [1, 2], "operations": ["a", "b", "zero"]}, {"edge": [1, 2], "operations": ["zero", "skip"]}, [2, 3], [1, 3],
    {"edge": [3, 4], "operations": ["b", "zero"]}, [2, 4]]})",
                                     "choices.json");
  const FeaturePlan plan = plan_of(*space, Convention::graf_nas);
  expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(*space, 3), 300, {}, "choices");
  expect_every_dtype(plan, EvaluationStrategy::direct, range_of(*space, 3), 300, {}, "choices");
}

class RowCounts : public testing::TestWithParam<std::uint64_t> {};

// Less than a vector of rows, less than a tile, whole tiles, several for each block, and a rest.
TEST_P(RowCounts, AreAllWritten) {
  const SearchSpace& space = space_called("nasbench201");
  const FeaturePlan plan = plan_of(space, Convention::graf_nas);
  expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(space, 4321), GetParam(), {}, "rows");
}

INSTANTIATE_TEST_SUITE_P(Sizes, RowCounts, testing::Values(1, 15, 16, 17, 63, 64, 65, 128, 191, 448));

class Launches : public testing::TestWithParam<Launch> {};

TEST_P(Launches, OfAnyShapeGiveTheSameRows) {
  for (const char* name : {"nasbench201", "nasbench101"}) {
    const SearchSpace& space = space_called(name);
    const FeaturePlan plan = plan_of(space, Convention::graf_nas);
    expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(space, 99), 700, GetParam(), name);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Launches,
                         testing::Values(Launch{1, 1, 64, true}, Launch{1, 32, 64, true}, Launch{3, 7, 64, true},
                                         Launch{2, 32, 128, true}, Launch{4, 64, 256, true}, Launch{2, 32, 64, false},
                                         Launch{20, 5, 64, false}));

// A key may number the nodes in any way; then the table knows nothing of the graph.
TEST(UnknownGraphs, AreEvaluatedAmongKnownOnes) {
  const SearchSpace& space = space_called("nasbench101");
  const FeaturePlan plan = plan_of(space, Convention::graf_nas);
  const Cell& cell = plan.cell();
  const auto n_words = static_cast<std::size_t>(space.codec().n_words());
  constexpr std::size_t n_rows = 200;
  std::mt19937_64 random(5);  // NOLINT: the same numbers in every run
  std::vector<std::uint64_t> words(n_rows * n_words);
  for (std::size_t row = 0; row < n_rows; ++row) {
    std::uint64_t* one = &words[row * n_words];
    space.codec().decode(random() % space.size(), one);
    const bool all_nodes = one[cell.n_ops + 1] == cell.n_nodes;
    if (row % 3 == 0 && all_nodes) one[cell.n_ops] = random() & low_bits(cell.n_nodes * (cell.n_nodes - 1) / 2);
  }
  ArchitectureSource source{space.codec()};
  source.packed = words.data();

  const DevicePlan device(plan, source.codec, EvaluationStrategy::tabulated);
  std::size_t unknown = 0;
  for (std::size_t row = 0; row < n_rows; ++row) unknown += first_case(device.view(), &words[row * n_words]) == kNotInTable;
  EXPECT_GT(unknown, 20u);
  EXPECT_LT(unknown, n_rows - 20);
  expect_every_dtype(plan, EvaluationStrategy::tabulated, source, n_rows, {}, "graphs");
}

/// Two measures of the same subset and one subset of two measures, tabulated and not, with any divisors.
FeaturePlan plan_with_shared_slots() {
  const SearchSpace& space = space_called("darts_cell");
  FeaturePlan plan(plan_of(space, Convention::graf_nas).cell(), false);
  plan.add_column({MeasureKind::count}, 3, 7);
  plan.add_column({MeasureKind::lightest_path, 0, 5, -1}, 3);
  plan.add_column({MeasureKind::lightest_path, 0, 5, -1}, 3, 3);
  plan.add_column({MeasureKind::shortest_path, 0, 5, 100}, 3, -2);
  plan.add_column({MeasureKind::lightest_path, 0, 5, -1}, 127);
  plan.add_column({MeasureKind::live_count, 0, 5, -1}, 127);
  return plan;
}

TEST(Slots, AreSharedByColumns) {
  const FeaturePlan plan = plan_with_shared_slots();
  const cuda::TilePlan tile = cuda::make_tile_plan(plan, EvaluationStrategy::tabulated);
  EXPECT_EQ(tile.look_ups.size(), 1u);
  EXPECT_EQ(tile.direct.size(), 3u);
  expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(space_called("darts_cell"), 123456789), 100, {}, "mixed");
}

TEST(OneColumn, IsWritten) {
  const SearchSpace& space = space_called("nasbench201");
  FeaturePlan plan(plan_of(space, Convention::graf_nas).cell(), true);
  plan.add_column({MeasureKind::count}, 6, 3);
  expect_every_dtype(plan, EvaluationStrategy::tabulated, range_of(space, 7), 333, {}, "one column");
}

TEST(StridedKernel, GivesTheRowsToo) {
  for (const char* name : {"nasbench201", "darts_cell", "nasbench101"}) {
    const SearchSpace& space = space_called(name);
    const FeaturePlan plan = plan_of(space, Convention::zc_combine);
    const ArchitectureSource source = range_of(space, 1000);
    for (const EvaluationStrategy strategy : {EvaluationStrategy::tabulated, EvaluationStrategy::direct}) {
      const DevicePlan device(plan, source.codec, strategy);
      expect_rows<float>(device.strided<float>(source, 37), expected_rows<float>(plan, source, 37), plan.n_columns(), name);
      expect_rows<std::int8_t>(device.strided<std::int8_t>(source, 37), expected_rows<std::int8_t>(plan, source, 37),
                               plan.n_columns(), name);
    }
  }
}

}  // namespace
}  // namespace cartograf
