// The best of a space against predictions for a whole store, sorted.
#include "host/family/family.hpp"
#include "host/search/search.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "host/predictor/booster.hpp"
#include "host/predictor/booster_arrays.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::nasbench201;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

const SearchSpace& darts_cell() {
  static const std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  return *space;
}

/// A store of [begin, end) of a space, through a file.
FeatureMatrix stored(const SearchSpace& space, Dtype dtype, const std::vector<std::string>& families, std::uint64_t begin, std::uint64_t end) {
  const TempFolder folder;
  FeaturiseOptions options;
  options.dtype = dtype;
  options.execution.threads = 1;
  featurise(space, select_features(space, Convention::graf_nas, families), architecture_range(space, begin, end), folder / "s.h5", options);
  return load_features(StoreReader(folder / "s.h5"));
}

/// A target without a pattern, from few values, so that it depends on no code of the project.
std::vector<double> made_up_targets(std::size_t n) {
  std::vector<double> targets;
  for (std::size_t i = 0; i < n; ++i) targets.push_back(static_cast<double>(i * 2654435761u % 1009) / 64);
  return targets;
}

Model model_of(const FeatureMatrix& matrix) {
  ModelInfo info;
  info.predictor = "xgb";
  info.target = "made up";
  const std::vector<std::uint64_t> rows = every(3, matrix.n_rows);
  return Model::train(std::move(info), matrix, rows, made_up_targets(rows.size()), {}, 1);
}

/// A model of four training rows: a few different scores for thousands of architectures.
Model coarse_model_of(const FeatureMatrix& matrix) {
  ModelInfo info;
  info.predictor = "xgb";
  const std::vector<std::uint64_t> rows = {1, 400, 700, 990};
  return Model::train(std::move(info), matrix, rows, {1, 3, 3, 7}, {}, 1);
}

/// The oracle: all scores, in the order of (score, index), of those that `passes`.
template <class Passes>
std::vector<Scored> sorted(const std::vector<double>& scores, std::uint64_t begin, std::uint64_t end, std::uint64_t k, Direction direction, Passes passes) {
  std::vector<Scored> all;
  for (std::uint64_t i = begin; i < end; ++i) {
    if (passes(i)) all.push_back({i, static_cast<float>(scores[i - begin])});
  }
  std::stable_sort(all.begin(), all.end(), [&](const Scored& a, const Scored& b) {
    return direction == Direction::maximize ? a.score > b.score : a.score < b.score;
  });
  all.resize(std::min<std::size_t>(k, all.size()));
  return all;
}

constexpr auto kAll = [](std::uint64_t) { return true; };

SearchOptions range(std::uint64_t begin, std::uint64_t end, std::uint64_t top, const SearchSpace& space = nasbench201()) {
  SearchOptions options;
  options.architectures = architecture_range(space, begin, end);
  options.top = top;
  return options;
}

void expect_same_for_all_batches_and_threads(const SearchSpace& space, const Model& model, SearchOptions options, const std::vector<Scored>& expected) {
  for (const std::uint64_t batch_rows : {1u, 17u, 4096u, 0u}) {
    if (batch_rows == 1 && options.architectures->n > 1000) continue;
    for (const int threads : {1, 2, 7}) {
      if (batch_rows == 17 && threads == 7 && options.architectures->n > 1000) continue;  // it would take long
      options.batch_rows = batch_rows;
      options.execution.threads = threads;
      EXPECT_EQ(search(space, model, options).best, expected) << batch_rows << " rows, " << threads << " threads";
    }
  }
}

class SearchOf : public testing::TestWithParam<Dtype> {};

TEST_P(SearchOf, AWholeSpaceIsThatOfSortingItsPredictions) {
  const FeatureMatrix matrix = stored(nasbench201(), GetParam(), {}, 0, nasbench201().size());
  const Model model = model_of(matrix);
  const std::vector<double> scores = model.predict(matrix, "matrix");
  for (const Direction direction : {Direction::maximize, Direction::minimize}) {
    SearchOptions options = range(0, nasbench201().size(), 100);
    options.direction = direction;
    expect_same_for_all_batches_and_threads(nasbench201(), model, options, sorted(scores, 0, nasbench201().size(), 100, direction, kAll));
  }
}

TEST_P(SearchOf, ARangeOfALargeSpaceIsThatOfSortingItsPredictions) {
  constexpr std::uint64_t begin = 1'000'000'000, end = begin + 1000;
  const FeatureMatrix matrix = stored(darts_cell(), GetParam(), {}, begin, end);
  const Model model = model_of(matrix);
  const std::vector<Scored> expected = sorted(model.predict(matrix, "matrix"), begin, end, 50, Direction::maximize, kAll);
  expect_same_for_all_batches_and_threads(darts_cell(), model, range(begin, end, 50, darts_cell()), expected);
}

TEST_P(SearchOf, ShardsHaveTheBestOfAll) {
  const FeatureMatrix matrix = stored(nasbench201(), GetParam(), {"op_count", "min_path_len"}, 0, 3000);
  const Model model = model_of(matrix);
  std::vector<Scored> merged;
  for (const auto& [begin, end] : {std::pair(0, 999), std::pair(999, 1000), std::pair(1000, 3000)}) {
    const std::vector<Scored> best = search(nasbench201(), model, range(static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end), 20)).best;
    merged.insert(merged.end(), best.begin(), best.end());
  }
  std::stable_sort(merged.begin(), merged.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
  merged.resize(20);
  EXPECT_EQ(search(nasbench201(), model, range(0, 3000, 20)).best, merged);
}

TEST_P(SearchOf, TiesAreInTheOrderOfTheIndex) {
  const FeatureMatrix matrix = stored(nasbench201(), GetParam(), {"op_count"}, 0, 1000);
  const Model model = coarse_model_of(matrix);
  const std::vector<double> scores = model.predict(matrix, "matrix");
  std::vector<double> distinct = scores;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  ASSERT_LT(distinct.size(), 20u);
  for (const std::uint64_t top : {1u, 999u, 1000u, 1001u}) {
    expect_same_for_all_batches_and_threads(nasbench201(), model, range(0, 1000, top), sorted(scores, 0, 1000, top, Direction::maximize, kAll));
  }
}

INSTANTIATE_TEST_SUITE_P(Dtypes, SearchOf, testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                         [](const auto& run) { return std::string(to_string(run.param)); });

SearchOptions filtered(std::uint64_t end, const std::vector<std::string>& conditions, bool reachable_only = false) {
  SearchOptions options = range(0, end, 40);
  std::vector<CostCondition> parsed;
  for (const std::string& text : conditions) parsed.push_back(parse_cost_condition(nasbench201(), text));
  options.architectures->filter = ArchitectureFilter(nasbench201(), std::move(parsed), reachable_only);
  return options;
}

std::int64_t cost(std::size_t which, std::uint64_t index) {
  return nasbench201().costs()[which].evaluate(words_of(nasbench201(), index).data());
}

TEST(SearchFilter, LooksOnlyAtWhatPasses) {
  const std::uint64_t n = nasbench201().size();
  const FeatureMatrix matrix = stored(nasbench201(), Dtype::int8, {}, 0, n);
  const Model model = model_of(matrix);
  const std::vector<double> scores = model.predict(matrix, "matrix");
  const auto passes = [](std::uint64_t i) { return cost(0, i) < 400'000 && cost(0, i) >= 100'000; };
  const SearchOptions options = filtered(n, {"params<400000", "params >= 100000"});
  expect_same_for_all_batches_and_threads(nasbench201(), model, options, sorted(scores, 0, n, 40, Direction::maximize, passes));
  const SearchResult result = search(nasbench201(), model, options);
  EXPECT_EQ(result.n_looked_at, n);
  std::uint64_t expected = 0;
  for (std::uint64_t i = 0; i < n; ++i) expected += passes(i) ? 1 : 0;
  EXPECT_EQ(result.n_scored, expected);
  EXPECT_LT(expected, n);
}

TEST(SearchFilter, LeavesOutWhatIsNotReachable) {
  const FeatureMatrix matrix = stored(nasbench201(), Dtype::float32, {"op_count"}, 0, 3000);
  const Model model = model_of(matrix);
  const auto reachable = [](std::uint64_t i) { return nasbench201().reachable(words_of(nasbench201(), i).data()); };
  const std::vector<Scored> expected = sorted(model.predict(matrix, "matrix"), 0, 3000, 40, Direction::maximize, reachable);
  expect_same_for_all_batches_and_threads(nasbench201(), model, filtered(3000, {}, true), expected);
}

TEST(SearchFilter, ThatNothingPassesFindsNothing) {
  const Model model = model_of(stored(nasbench201(), Dtype::int8, {"op_count"}, 0, 300));
  const SearchResult result = search(nasbench201(), model, filtered(3000, {"params<0"}));
  EXPECT_TRUE(result.best.empty());
  EXPECT_EQ(result.n_scored, 0u);
}

TEST(SearchFilter, OnReachabilityIsRefusedWhereItHasNoMeaning) {
  const std::unique_ptr<SearchSpace> space = find_space("naap440");
  ASSERT_FALSE(space->has_reachability());
  EXPECT_TRUE(contains(message_of<InputError>([&] { ArchitectureFilter(*space, {}, true); }), "naap440"));
}

TEST(Search, WorksForModelsWithWideColumns) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    for (const std::vector<std::string>& families : {std::vector<std::string>{"op_count", "cost"}, std::vector<std::string>{"cost"}}) {
      const FeatureMatrix matrix = stored(nasbench201(), dtype, families, 0, 3000);
      const Model model = model_of(matrix);
      const std::vector<Scored> expected = sorted(model.predict(matrix, "matrix"), 0, 3000, 30, Direction::maximize, kAll);
      expect_same_for_all_batches_and_threads(nasbench201(), model, range(0, 3000, 30), expected);
    }
  }
}

TEST(Search, ReportsProgressToTheEnd) {
  const Model model = model_of(stored(nasbench201(), Dtype::int8, {"op_count"}, 0, 300));
  SearchOptions options = range(100, 1000, 5);
  options.batch_rows = 400;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  options.execution.progress = [&](std::uint64_t done, std::uint64_t total) { seen.emplace_back(done, total); };
  search(nasbench201(), model, options);
  EXPECT_EQ(seen, (std::vector<std::pair<std::uint64_t, std::uint64_t>>{{400, 900}, {800, 900}, {900, 900}}));
}

// The engine's batch is what XGBoost reads: one buffer, in the type of the model, never more than a batch.
TEST(Search, HandsEveryBatchOverWhereItWasComputed) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32}) {
    const Model model = model_of(stored(nasbench201(), dtype, {}, 0, 300));
    SearchOptions options = range(0, 10'000, 5);
    options.batch_rows = 1000;
    const HandOverRecorder recorder;
    search(nasbench201(), model, options);
    ASSERT_EQ(recorder.matrices().size(), 10u);
    for (const MatrixView& matrix : recorder.matrices()) {
      EXPECT_EQ(matrix.data, recorder.matrices().front().data);
      EXPECT_EQ(matrix.dtype, dtype);
      EXPECT_EQ(matrix.n_rows, 1000u);
    }
  }
}

TEST(Search, OutsideTheSpaceIsRefused) {
  const Model model = model_of(stored(nasbench201(), Dtype::int8, {"op_count"}, 0, 300));
  for (const auto& [begin, end] : {std::pair(5u, 5u), std::pair(6u, 5u), std::pair(0u, 15626u)}) {
    EXPECT_TRUE(contains(message_of<InputError>([&] { search(nasbench201(), model, range(begin, end, 1)); }), "range ")) << begin << ":" << end;
  }
}

TEST(Search, OfAnotherSpaceIsRefused) {
  const Model model = model_of(stored(nasbench201(), Dtype::int8, {"op_count"}, 0, 300));
  const std::string message = message_of<InputError>([&] { search(darts_cell(), model, range(0, 5, 1)); });
  EXPECT_TRUE(contains(message, "nasbench201") && contains(message, "darts_cell")) << message;
}

TEST(SearchCuda, FindsNearlyTheSame) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  if (!xgboost_has_cuda()) GTEST_SKIP() << "this XGBoost was built without CUDA";
  const TempFolder folder;
  model_of(stored(nasbench201(), Dtype::int8, {}, 0, nasbench201().size())).save(folder / "m.ubj", false);
  const SearchOptions options = range(0, nasbench201().size(), 100);
  const std::vector<Scored> expected = search(nasbench201(), Model::load(folder / "m.ubj", {}, 1), options).best;
  const Device gpu{Backend::cuda, 0};
  const HandOverRecorder recorder;
  const std::vector<Scored> found = search(nasbench201(), Model::load(folder / "m.ubj", gpu, 1), options).best;
  for (const MatrixView& matrix : recorder.matrices()) EXPECT_EQ(matrix.device, gpu);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i].score, expected[i].score, 1e-5f * std::abs(expected[i].score)) << i;
}

}  // namespace
}  // namespace cartograf
