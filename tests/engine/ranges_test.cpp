// Ranges, which are put together from rows that neighbours share, hold what the same architectures hold one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "host/family/family.hpp"
#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "tests/support/sanitized.hpp"

namespace cartograf {
namespace {

std::vector<std::byte> rows_of_range(FeatureEngine& engine, const FeatureSet& features, std::uint64_t first, std::uint64_t n, Dtype dtype) {
  std::vector<std::byte> out(n * features.columns().size() * size_of(dtype));
  engine.compute_range(first, n, dtype, out.data());
  return out;
}

std::vector<std::byte> rows_one_by_one(FeatureEngine& engine, const FeatureSet& features, std::uint64_t first, std::uint64_t n, Dtype dtype) {
  std::vector<std::uint64_t> indices(n);
  std::iota(indices.begin(), indices.end(), first);
  std::vector<std::byte> out(n * features.columns().size() * size_of(dtype));
  engine.compute(indices, dtype, out.data());
  return out;
}

class Ranges : public testing::TestWithParam<std::string> {};

/// Layers with several choices each: fast and slow digits of the index change the same layer.
constexpr const char* kLayersOfThreeChoices =
    R"({"name": "three", "kind": "layers", "layers": 5,
        "attributes": [{"name": "p", "values": [1, 2]}, {"name": "q", "values": [1, 2, 3]}, {"name": "r", "values": [4, 5]}]})";

std::unique_ptr<SearchSpace> space_of(const std::string& name) {
  return name == "three" ? space_from_json(kLayersOfThreeChoices, "three.json") : find_space(name);
}

std::vector<std::string> names() {
  std::vector<std::string> all = space_names();
  std::erase_if(all, [](const std::string& name) { return !find_space(name)->numbered(); });  // which have no ranges
  all.push_back("three");
  return all;
}

TEST_P(Ranges, HoldWhatTheDirectStrategyFindsOneByOne) {
  const auto space = space_of(GetParam());
  std::mt19937_64 random(1);
  for (const Convention convention : kConventions) {
    const FeatureSet features = select_features(*space, convention, {});
    FeatureEngine ranges(*space, features, {{}, 2, EvaluationStrategy::tabulated});
    FeatureEngine direct(*space, features, {{}, 2, EvaluationStrategy::direct});
    for (int i = 0; i < 6; ++i) {
      const std::uint64_t first = i == 0 ? 0 : random() % space->size();
      const std::uint64_t n = std::min<std::uint64_t>(space->size() - first, 1 + random() % testing_support::fewer(1500));
      const Dtype dtype = i % 2 == 0 ? Dtype::int8 : Dtype::float32;
      ASSERT_TRUE(rows_of_range(ranges, features, first, n, dtype) == rows_one_by_one(direct, features, first, n, dtype))
          << to_string(convention) << ", " << n << " rows from " << first;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfEverySpace, Ranges, testing::ValuesIn(names()), [](const auto& name) { return name.param; });

/// Architectures whose choices of slow digits change, where other rows are shared from then on.
TEST(DartsRanges, PassFromOneChoiceOfEveryNodeToTheNext) {
  const auto space = find_space("darts_cell");
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  FeatureEngine ranges(*space, features, {{}, 2, EvaluationStrategy::tabulated});
  FeatureEngine direct(*space, features, {{}, 1, EvaluationStrategy::direct});
  const std::uint64_t last_node = 490, last_two = 294 * last_node, last_three = 147 * last_two;
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    for (const std::uint64_t border : {2 * last_node, 7 * last_two, last_three, 48 * last_three}) {
      ASSERT_TRUE(rows_of_range(ranges, features, border - 500, 1000, dtype) ==
                  rows_one_by_one(direct, features, border - 500, 1000, dtype))
          << border;
    }
    ASSERT_TRUE(rows_of_range(ranges, features, space->size() - 700, 700, dtype) ==
                rows_one_by_one(direct, features, space->size() - 700, 700, dtype));
  }
}

// Many small ranges in a row get their corner rows too, at some point that must not show.
TEST(DartsRanges, OfManySmallBatchesHoldWhatALargeOneDoes) {
  const auto space = find_space("darts_cell");
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  FeatureEngine small(*space, features, {{}, 2, EvaluationStrategy::tabulated});
  FeatureEngine direct(*space, features, {{}, 1, EvaluationStrategy::direct});
  const std::uint64_t first = 5'000'000, n = 1'500, step = 37;
  const auto expected = rows_one_by_one(direct, features, first, n, Dtype::int8);
  std::vector<std::byte> out;
  for (std::uint64_t done = 0; done < n; done += step) {
    const auto rows = rows_of_range(small, features, first + done, std::min(step, n - done), Dtype::int8);
    out.insert(out.end(), rows.begin(), rows.end());
  }
  EXPECT_TRUE(out == expected);
}

// A space that goes round: benchmarks ask for more rows than it has.
TEST(WrappedRanges, BeyondTheEndBeginAnew) {
  const auto space = find_space("nasbench201");
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  FeatureEngine engine(*space, features, {{}, 2, EvaluationStrategy::tabulated});
  const std::size_t row_size = features.columns().size();
  const auto twice = rows_of_range(engine, features, space->size() - 100, 200, Dtype::int8);
  EXPECT_TRUE(std::vector(twice.begin(), twice.begin() + 100 * static_cast<std::ptrdiff_t>(row_size)) ==
              rows_of_range(engine, features, space->size() - 100, 100, Dtype::int8));
  EXPECT_TRUE(std::vector(twice.begin() + 100 * static_cast<std::ptrdiff_t>(row_size), twice.end()) ==
              rows_of_range(engine, features, 0, 100, Dtype::int8));
}

TEST(Batches, HoldTheirRowsUntilTheNext) {
  const auto space = find_space("nasbench201");
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  FeatureEngine engine(*space, features, {{}, 2, EvaluationStrategy::tabulated});
  for (const std::uint64_t first : {0, 15'000, 3}) {
    const MatrixView batch = engine.batch(first, 600, Dtype::float32);
    EXPECT_EQ(batch.n_rows, 600);
    EXPECT_EQ(batch.n_columns, features.columns().size());
    EXPECT_EQ(batch.device, (Device{Backend::cpu, 0}));
    const std::vector<std::byte> held(batch.row(0), batch.row(0) + batch.size());
    EXPECT_TRUE(held == rows_of_range(engine, features, first, 600, Dtype::float32)) << first;
  }
}

}  // namespace
}  // namespace cartograf
