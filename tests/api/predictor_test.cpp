#include <cartograf/predictor.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include <cartograf/search.hpp>

#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

std::vector<double> targets_of(const ArchitectureList& list) {
  return compute(Features(list.space(), {"cost"}), list).column("params");
}

Predictor trained(const Features& features, const std::string& kind) {
  const auto list = ArchitectureList::sample(features.space(), 100, 1);
  TrainingOptions options;
  options.kind = kind;
  options.target = "params";
  return Predictor::train(features, list, targets_of(list), options);
}

FeatureFamily doubled_edges() {
  FeatureFamily family;
  family.name = "doubled";
  family.columns = {"doubled_edges"};
  family.compute = [](std::span<const CellGraph> cells, std::span<double> values) {
    values[0] = 0;
    for (const Edge& edge : cells[0].edges) values[0] += 2 * (edge.operation == 2 || edge.operation == 3);
  };
  return family;
}

TEST(ApiPredictor, SavedAndLoadedPredictsTheSame) {
  const TempFolder folder;
  const Space space("nasbench201");
  const auto list = ArchitectureList::range(space, 100, 400);
  for (const char* kind : {"ridge", "gp", "xgb", "rf"}) {
    const Predictor predictor = trained(Features(space), kind);
    const auto file = folder / (std::string(kind) + ".h5");
    predictor.save(file);
    const Predictor loaded = Predictor::load(file);
    EXPECT_EQ(loaded.kind(), kind);
    EXPECT_EQ(loaded.target(), "params");
    EXPECT_EQ(loaded.columns(), predictor.columns());
    const std::vector<double> predicted = predictor.predict(list);
    EXPECT_EQ(predicted.size(), 300u);
    EXPECT_EQ(loaded.predict(list), predicted) << kind;
    EXPECT_EQ(Predictor::load(file, Features(space)).predict(list), predicted) << kind;
    EXPECT_EQ(loaded.space_name(), "nasbench201");
    EXPECT_EQ(loaded.knows_uncertainty(), kind == std::string("gp"));
    EXPECT_THROW(predictor.save(file), InputError);
  }
}

TEST(ApiPredictor, OfAFamilyOfOnesOwnIsAppliedToIt) {
  const TempFolder folder;
  const Space space("nasbench201");
  const Features features = Features(space, {"op_count", "cost"}).with(doubled_edges());
  const Predictor predictor = trained(features, "gp");
  const auto list = ArchitectureList::range(space, 0, 50);
  const std::vector<double> predicted = predictor.predict(list);
  EXPECT_EQ(predicted.size(), 50u);
  EXPECT_EQ(predictor.predict_uncertain(list).prediction, predicted);
  EXPECT_EQ(best_architectures(list, predictor, {.n = 3}).size(), 3u);
  EXPECT_EQ(next_architectures(list, predictor, {.n = 3}).size(), 3u);
  predictor.save(folder / "own.h5");
  EXPECT_EQ(Predictor::load(folder / "own.h5", features).predict(list), predicted);
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::load(folder / "own.h5").predict(list); }), "doubled"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::load(folder / "own.h5", Features(space)); }), "these are not the columns"));
}

TEST(ApiPredictor, TrainedOnRowsIsThatTrainedOnTheirArchitectures) {
  const Space space("nasbench201");
  const Features features(space, {"op_count", "node_degree"});
  const auto list = ArchitectureList::sample(space, 100, 1), others = ArchitectureList::range(space, 200, 300);
  const std::vector<double> targets = targets_of(list);
  const FeatureTable training = compute(features, list), rows = compute(features, others), numerators = compute(features, others, Dtype::int8);
  const FeatureTable more = compute(Features(space), others);
  for (const char* kind : {"ridge", "gp", "xgb", "rf"}) {
    TrainingOptions options;
    options.kind = kind;
    const std::vector<double> expected = Predictor::train(features, list, targets, options).predict(others);
    const Predictor predictor = Predictor::train(features, training.rows(), targets, options);
    EXPECT_EQ(predictor.space_name(), "nasbench201");
    EXPECT_EQ(predictor.predict(others), expected) << kind;
    EXPECT_EQ(predictor.predict(features, rows.rows()), expected) << kind;
    EXPECT_EQ(predictor.predict(features, numerators.rows()), expected) << kind;
    EXPECT_EQ(predictor.predict(Features(space), more.rows()), expected) << kind;
    EXPECT_EQ(predictor.predict(RowDescription(predictor), rows.rows()), expected) << kind;
  }
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::train(features, training.rows(), {targets.data(), 99}); }),
                       "expected a target for each of 100 rows, found 99"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::train(Features(space), training.rows(), targets); }), "rows: expected 191 columns, found"));
}

TEST(ApiPredictor, TrainedOnNumbersOfOnesOwnIsForThese) {
  const RowDescription description(std::vector<std::string>{"a", "b"});
  std::vector<double> numbers, targets;
  for (int i = 0; i < 50; ++i) {
    numbers.insert(numbers.end(), {i * 0.5, static_cast<double>(i % 7)});
    targets.push_back(3.0 * i + 2.0 * (i % 7));
  }
  const MatrixView rows{numbers.data(), Dtype::float64, 50, 2, {}};
  TrainingOptions options;
  options.kind = "linear";
  const Predictor predictor = Predictor::train(description, rows, targets, options);
  const std::vector<double> predicted = predictor.predict(description, rows);
  for (std::size_t i = 0; i < targets.size(); ++i) EXPECT_NEAR(predicted[i], targets[i], 1e-9);
  EXPECT_EQ(predictor.space_name(), "");
  const Space space("nasbench201");
  EXPECT_TRUE(contains(message_of<InputError>([&] { predictor.predict(ArchitectureList::range(space, 0, 3)); }), "was trained on numbers of one's own, not on"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { RowDescription(std::vector<std::string>{"a", "a"}); }), "'a' twice"));
  EXPECT_THROW(RowDescription(std::vector<std::string>{}), InputError);
  EXPECT_TRUE(contains(message_of<InputError>([&] { predictor.contributions(description, rows); }), "tree ensembles"));
}

TEST(ApiPredictor, SharesOfColumnsAddUpToThePrediction) {
  const Space space("nasbench201");
  const Features features(space, {"op_count"});
  const FeatureTable rows = compute(features, ArchitectureList::range(space, 0, 40));
  const Predictor predictor = trained(features, "xgb");
  const std::vector<double> predicted = predictor.predict(features, rows.rows());
  const std::vector<float> shares = predictor.contributions(features, rows.rows());
  ASSERT_EQ(shares.size(), 40u * (rows.columns.size() + 1));
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j <= rows.columns.size(); ++j) sum += shares[i * (rows.columns.size() + 1) + j];
    EXPECT_NEAR(sum, predicted[i], 1e-4 * std::abs(predicted[i]));
  }
  const std::vector<double> gain = predictor.total_gain();
  EXPECT_EQ(gain.size(), rows.columns.size());
  EXPECT_GT(*std::max_element(gain.begin(), gain.end()), 0);
}

TEST(ApiPredictor, IsAskedInsideAParallelRegion) {
  const Space space("nasbench201");
  const auto list = ArchitectureList::range(space, 0, 300);
  const Predictor predictor = trained(Features(space, {"op_count"}), "xgb");
  const std::vector<double> expected = predictor.predict(list);
  std::vector<std::vector<double>> found(8), retrained(8);
#pragma omp parallel for num_threads(8)
  for (int i = 0; i < 8; ++i) {
    found[static_cast<std::size_t>(i)] = predictor.predict(list);
    retrained[static_cast<std::size_t>(i)] = trained(Features(space, {"op_count"}), "xgb").predict(list);
  }
  for (const std::vector<double>& values : found) EXPECT_EQ(values, expected);
  for (const std::vector<double>& values : retrained) EXPECT_EQ(values, expected);
}

TEST(ApiPredictor, MayBeAskedByAFamilyAndByAProgressFunction) {
  const Space space("nasbench201");
  const Predictor predictor = trained(Features(space, {"op_count"}), "xgb");
  const std::vector<double> expected = predictor.predict(ArchitectureList::of_indices(space, {7}));
  FeatureFamily family;
  family.name = "predicted";
  family.columns = {"predicted"};
  family.compute = [&](std::span<const CellGraph>, std::span<double> values) {
    values[0] = predictor.predict(ArchitectureList::of_indices(space, {7}))[0];
  };
  const FeatureTable table = compute(Features(space, {"op_count"}).with(family), ArchitectureList::range(space, 0, 3'000));
  EXPECT_EQ(table.column("predicted"), std::vector<double>(3'000, expected[0]));
  std::uint64_t asked = 0;
  predictor.predict(ArchitectureList(space), [&](std::uint64_t, std::uint64_t) {
    EXPECT_EQ(predictor.predict(ArchitectureList::of_indices(space, {7})), expected);
    ++asked;
  });
  EXPECT_GT(asked, 0u);
}

TEST(ApiPredictor, IsSavedUnderANameThatSaysWhatItIs) {
  const TempFolder folder;
  const Features features(Space("nasbench201"), {"op_count"});
  EXPECT_TRUE(contains(message_of<InputError>([&] { trained(features, "gp").save(folder / "gp.ubj"); }), "a name that ends in .h5"));
  EXPECT_FALSE(std::filesystem::exists(folder / "gp.ubj"));
  trained(features, "rf").save(folder / "rf.ubj");
  EXPECT_EQ(Predictor::load(folder / "rf.ubj").kind(), "rf");
}

TEST(ApiPredictor, ThatDivergedSaysSo) {
  const Space space("nasbench201");
  const auto list = ArchitectureList::range(space, 0, 100);
  TrainingOptions options;
  options.parameters = {{"learning_rate", "1e30"}};
  EXPECT_THROW(Predictor::train(Features(space, {"op_count"}), list, targets_of(list), options).predict(list), InputError);
}

TEST(ApiPredictor, SaysHowSureItIs) {
  const Space space("nasbench201");
  const Predictor predictor = trained(Features(space), "gp");
  const auto list = ArchitectureList::range(space, 0, 200);
  const UncertainValues values = predictor.predict_uncertain(list);
  EXPECT_EQ(values.prediction, predictor.predict(list));
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_GT(values.deviation[i], 0);
    EXPECT_LT(values.lower[i], values.prediction[i]);
    EXPECT_GT(values.upper[i], values.prediction[i]);
  }
  EXPECT_THROW(trained(Features(space), "ridge").predict_uncertain(list), InputError);
}

TEST(ApiPredictor, IsAskedFromManyThreads) {
  const Space space("nasbench201");
  const Predictor predictor = trained(Features(space), "xgb");
  const auto list = ArchitectureList::range(space, 0, 1'000);
  std::vector<std::vector<double>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<double>& values : found) threads.emplace_back([&] { values = predictor.predict(list); });
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<double>& values : found) EXPECT_EQ(values, found.front());
}

TEST(ApiPredictor, BadInputSaysWhatWasExpected) {
  const Space space("nasbench201");
  const Features features(space);
  const auto list = ArchitectureList::range(space, 0, 3);
  const std::vector<double> two = {1, 2}, equal = {1, 1, 1}, three = {1, 2, 3};
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::train(features, list, two); }), "each of 3 architectures, found 2"));
  EXPECT_THROW(Predictor::train(features, list, equal), InputError);
  TrainingOptions options;
  options.kind = "gb";
  EXPECT_THROW(Predictor::train(features, list, three, options), InputError);
  options.kind = "ridge";
  options.dtype = Dtype::int8;
  EXPECT_THROW(Predictor::train(Features(space, {"cost"}), list, three, options), InputError);
  options.dtype.reset();
  options.parameters = {{"alhpa", "1"}};
  EXPECT_TRUE(contains(message_of<InputError>([&] { Predictor::train(features, list, three, options); }), "alpha"));
  EXPECT_THROW(trained(features, "ridge").predict(ArchitectureList(Space("naap440"))), InputError);
}

bool reaches_output(const Space& space, std::uint64_t index) {
  const CellGraph cell = space.cells(index).front();
  const std::vector<std::string> operations = space.operations();
  std::vector<bool> reached(static_cast<std::size_t>(cell.n_nodes));
  reached[0] = true;
  for (int target = 1; target < cell.n_nodes; ++target) {
    for (const Edge& edge : cell.edges) {
      if (edge.target == target && operations[static_cast<std::size_t>(edge.operation)] != "none" && reached[static_cast<std::size_t>(edge.source)]) reached[static_cast<std::size_t>(target)] = true;
    }
  }
  return reached.back();
}

TEST(ApiSearch, FindsTheBestOfAllPredictions) {
  const Space space("nasbench201");
  const Predictor predictor = trained(Features(space), "ridge");
  const auto list = ArchitectureList(space).where("params < 500000");
  const std::vector<double> scores = predictor.predict(list);
  const std::vector<Found> best = best_architectures(list, predictor, {.n = 5, .smallest = true, .disconnected = true});
  ASSERT_EQ(best.size(), 5u);
  EXPECT_FLOAT_EQ(static_cast<float>(best[0].score), static_cast<float>(*std::min_element(scores.begin(), scores.end())));
  for (const Found& found : best) EXPECT_EQ(found.score, predictor.predict(ArchitectureList::of_indices(space, {found.index}))[0]);
  EXPECT_EQ(best[0].key, space.key(best[0].index));
  const std::vector<Found> rest = best_architectures(list, predictor, {.n = 4, .smallest = true, .exclude = {best[0].index}, .disconnected = true});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(rest[i].index, best[i + 1].index);
  EXPECT_FALSE(reaches_output(space, best[0].index));
  for (const Found& found : best_architectures(list, predictor, {.n = 50, .smallest = true})) EXPECT_TRUE(reaches_output(space, found.index)) << found.key;
}

TEST(ApiSearch, NextOnesAreNew) {
  const Space space("nasbench201");
  const Predictor predictor = trained(Features(space), "gp");
  NextOptions options;
  options.n = 10;
  const std::vector<Found> first = next_architectures(ArchitectureList(space), predictor, options);
  ASSERT_EQ(first.size(), 10u);
  for (const Found& found : first) options.exclude.push_back(found.index);
  for (const Found& found : next_architectures(ArchitectureList(space), predictor, options)) {
    EXPECT_EQ(std::find(options.exclude.begin(), options.exclude.end(), found.index), options.exclude.end());
  }
  EXPECT_THROW(next_architectures(ArchitectureList(space), trained(Features(space), "ridge"), options), InputError);
  NextOptions of_none;
  of_none.n = 1;
  const ArchitectureList none = ArchitectureList::of_keys(space, {"(1, 1, 1, 1, 1, 1)"});
  EXPECT_TRUE(next_architectures(none, predictor, of_none).empty());  // no path leads from input to output
  of_none.disconnected = true;
  EXPECT_EQ(next_architectures(none, predictor, of_none).size(), 1u);
  options.exclude = {0, std::uint64_t{1} << 40};
  EXPECT_TRUE(contains(message_of<InputError>([&] { next_architectures(ArchitectureList(space), predictor, options); }), "excluded position 1"));
}

}  // namespace
}  // namespace cartograf
