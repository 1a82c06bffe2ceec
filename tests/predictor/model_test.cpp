#include "host/predictor/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::matrix_of;
using testing_model::StoreChoice;
using testing_model::trained;
using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;

StoreChoice with_dtype_of(Dtype dtype) {
  StoreChoice choice;
  choice.dtype = dtype;
  return choice;
}

StoreChoice with_families(std::vector<std::string> families) {
  StoreChoice choice;
  choice.families = std::move(families);
  return choice;
}

TEST(PredictorNames, AreThoseThatTheDocumentationLists) {
  EXPECT_EQ(predictor_names(), (std::vector<std::string>{"rf", "xgb", "xgb+", "tree", "gbm", "adaboost", "ridge", "linear", "knn", "svr", "gp", "best", "auto"}));
}

TEST(PredictorNames, ThatAreUnknownAreRefusedWithTheNearest) {
  const std::string message = message_of<InputError>([] { predictor_kind("xbg"); });
  EXPECT_TRUE(contains(message, "unknown predictor 'xbg'") && contains(message, "xgb")) << message;
}

class Predictor : public testing::TestWithParam<const char*> {};

TEST_P(Predictor, PredictsTheSameForEveryNumberOfThreads) {
  const FeatureMatrix matrix = matrix_of();
  const Model one = trained(GetParam(), matrix, every(5, 1000), 1);
  const std::vector<double> predictions = one.predict(matrix, "matrix");
  ASSERT_EQ(predictions.size(), 1000u);
  for (const int threads : {2, 7, 0}) {
    EXPECT_EQ(trained(GetParam(), matrix, every(5, 1000), threads).predict(matrix, "matrix"), predictions) << threads;
  }
}

TEST_P(Predictor, WritesTheSameFileForEveryNumberOfThreads) {
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of();
  trained(GetParam(), matrix, every(5, 1000), 1).save(folder / "1.ubj", false);
  for (const int threads : {2, 7}) {
    trained(GetParam(), matrix, every(5, 1000), threads).save(folder / "n.ubj", true);
    EXPECT_TRUE(read_bytes(folder / "n.ubj") == read_bytes(folder / "1.ubj")) << threads;
  }
}

TEST_P(Predictor, PredictsTheSameAfterSavingAndLoading) {
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of();
  const Model model = trained(GetParam(), matrix, every(5, 1000));
  model.save(folder / "m.ubj", false);
  for (const int threads : {1, 2, 7}) {
    const Model loaded = Model::load(folder / "m.ubj", {}, threads);
    EXPECT_EQ(loaded.predict(matrix, "matrix"), model.predict(matrix, "matrix")) << threads;
  }
}

TEST_P(Predictor, LearnsWhatItIsShown) {
  const FeatureMatrix matrix = matrix_of();
  const std::vector<std::uint64_t> rows = every(2, 1000);
  const std::vector<double> truth = testing_model::sample_targets(every(1, 1000));
  const std::vector<double> predictions = trained(GetParam(), matrix, rows).predict(matrix, "matrix");
  const auto [smallest, largest] = std::minmax_element(truth.begin(), truth.end());
  double error = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) error += std::abs(truth[i] - predictions[i]) / 1000;
  EXPECT_LT(error, 0.05 * (*largest - *smallest));
}

TEST_P(Predictor, RefusesOneTrainingRowAndTargetsThatAreAllTheSame) {
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  EXPECT_TRUE(contains(message_of<InputError>([&] { trained(GetParam(), matrix, {17}); }), "expected at least 2 training rows, found 1"));
  ModelInfo info;
  info.predictor = GetParam();
  EXPECT_TRUE(contains(message_of<InputError>([&] { Model::train(info, matrix, {1, 2, 3}, {5, 5, 5}, {}, 1); }),
                       "all 3 training rows have the same target"));
}

TEST_P(Predictor, DependsOnTheModelSeedOnlyWhereItDrawsAtRandom) {
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  const std::vector<std::uint64_t> rows = every(9, 1000);
  const auto predictions = [&](std::uint64_t seed) {
    ModelInfo info;
    info.predictor = GetParam();
    info.model_seed = seed;
    return Model::train(std::move(info), matrix, rows, testing_model::sample_targets(rows), {}, 1).predict(matrix, "matrix");
  };
  EXPECT_EQ(predictions(1), predictions(1));
  // Trees of our own draw among splits that are equally good.
  EXPECT_EQ(predictions(1) == predictions(2), GetParam() == std::string("xgb"));
}

TEST_P(Predictor, TrainedOnSumsGivesTheSameForAverages) {
  const FeatureMatrix sums = matrix_of(with_dtype_of(Dtype::int8));
  const Model model = trained(GetParam(), sums, every(5, 1000));
  const std::vector<double> predictions = model.predict(sums, "int8");
  EXPECT_EQ(model.predict(matrix_of(with_dtype_of(Dtype::float32)), "float32"), predictions);
  EXPECT_EQ(model.predict(matrix_of(with_dtype_of(Dtype::float64)), "float64"), predictions);
}

TEST_P(Predictor, TrainedOnAveragesGivesTheSameForSums) {
  for (const Dtype dtype : {Dtype::float32, Dtype::float64}) {
    const FeatureMatrix averages = matrix_of(with_dtype_of(dtype));
    const Model model = trained(GetParam(), averages, every(5, 1000));
    const std::vector<double> predictions = model.predict(averages, "values");
    EXPECT_EQ(model.predict(matrix_of(with_dtype_of(Dtype::int8)), "int8"), predictions);
    EXPECT_EQ(model.predict(matrix_of(with_dtype_of(Dtype::float32)), "float32"), predictions);
    EXPECT_EQ(model.predict(matrix_of(with_dtype_of(Dtype::float64)), "float64"), predictions);
  }
}

TEST_P(Predictor, WithWideColumnsGivesTheSameForEveryDtype) {
  StoreChoice choice = with_families({"node_degree", "cost"});
  choice.dtype = Dtype::int8;
  const FeatureMatrix matrix = matrix_of(choice);
  const Model model = trained(GetParam(), matrix, every(5, 1000));
  const std::vector<double> predictions = model.predict(matrix, "int8");
  for (const Dtype dtype : {Dtype::float32, Dtype::float64}) {
    choice.dtype = dtype;
    EXPECT_EQ(model.predict(matrix_of(choice), "other"), predictions);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Predictor, testing::Values("rf", "xgb", "gbm"), [](const auto& run) { return std::string(run.param); });

// 10,000 trees: few rows and columns, so that it is quick.
TEST(PredictorPlus, FitsItsTrainingRowsAndDoesNotDependOnThreads) {
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  const std::vector<std::uint64_t> rows = every(97, 1000);
  const std::vector<double> predictions = trained("xgb+", matrix, rows, 1).predict(matrix, "matrix");
  EXPECT_EQ(trained("xgb+", matrix, rows, 2).predict(matrix, "matrix"), predictions);
  EXPECT_GT(*std::max_element(predictions.begin(), predictions.end()), *std::min_element(predictions.begin(), predictions.end()));
}

TEST(ModelInfo, SaysWhatTheModelIsFor) {
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of(with_dtype_of(Dtype::int8));
  trained("xgb", matrix, every(100, 1000)).save(folder / "m.ubj", false);
  const ModelInfo info = Model::load(folder / "m.ubj", {}, 1).info();
  EXPECT_EQ(info.predictor, "xgb");
  EXPECT_EQ(info.target, "sample");
  EXPECT_EQ(info.features.space, "nasbench201");
  EXPECT_EQ(info.features.convention, "graf_nas");
  EXPECT_EQ(info.features.dtype, Dtype::int8);
  EXPECT_EQ(info.features.representation, Representation::numerators);
  EXPECT_EQ(info.features.columns, matrix.features.columns);
  EXPECT_EQ(info.train_size, 10u);
  EXPECT_EQ(info.data_seed, 7u);
  EXPECT_EQ(info.model_seed, 42u);
}

std::string error_on(const Model& model, const FeatureMatrix& other) {
  return message_of<InputError>([&] { model.predict(other, "other.h5"); });
}

TEST(ModelColumns, OfAnotherConventionAreRefused) {
  StoreChoice other;
  other.convention = Convention::zc_combine;
  const std::string message = error_on(trained("xgb", matrix_of(), every(100, 1000)), matrix_of(other));
  EXPECT_TRUE(contains(message, "other.h5: ")) << message;
  EXPECT_TRUE(contains(message, "'min_path_len_(skip_connect)'") && contains(message, "'min_path_len_banned_()'")) << message;
}

TEST(ModelColumns, ThatAreFewerAreRefused) {
  const Model model = trained("xgb", matrix_of(with_families({"op_count", "min_path_len"})), every(100, 1000));
  const std::string message = error_on(model, matrix_of(with_families({"op_count"})));
  EXPECT_TRUE(contains(message, "expected 36, found 5")) << message;
  EXPECT_TRUE(contains(message, "'min_path_len_(skip_connect)'") && contains(message, "found none")) << message;
}

TEST(ModelColumns, ThatAreMoreAreTaken) {
  const FeatureMatrix own = matrix_of(with_families({"op_count"})), more = matrix_of(with_families({"op_count", "cost"}));
  const Model model = trained("xgb", own, every(100, 1000));
  ASSERT_EQ(more.features.columns.size(), own.features.columns.size() + 3);
  EXPECT_EQ(model.predict(more, "more.h5"), model.predict(own, "own.h5"));
  FeatureMatrix others = more;
  others.features.columns[2].name = "another";
  const std::string message = error_on(model, others);
  EXPECT_TRUE(contains(message, "expected 5, found 8")) << message;
  EXPECT_TRUE(contains(message, "column 2, expected 'op_count_2' (divisor 1), found 'another'")) << message;
}

TEST(ModelColumns, InAnotherOrderAreRefused) {
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  FeatureMatrix exchanged = matrix;
  std::swap(exchanged.features.columns[1], exchanged.features.columns[3]);
  const std::string message = error_on(trained("xgb", matrix, every(100, 1000)), exchanged);
  EXPECT_TRUE(contains(message, "column 1") && contains(message, "op_count_1") && contains(message, "op_count_3")) << message;
}

TEST(ModelSpace, ThatIsAnotherIsRefused) {
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  FeatureMatrix other = matrix;
  other.features.space = "another_space";
  const std::string message = error_on(trained("xgb", matrix, every(100, 1000)), other);
  EXPECT_TRUE(contains(message, "other.h5: ") && contains(message, "nasbench201") && contains(message, "another_space")) << message;
}

TEST(ModelColumns, WithOtherDivisorsAreRefused) {
  const FeatureMatrix matrix = matrix_of(with_families({"node_degree"}));
  FeatureMatrix other = matrix;
  other.features.columns[2].divisor = 7;
  const std::string message = error_on(trained("xgb", matrix, every(100, 1000)), other);
  EXPECT_TRUE(contains(message, "divisor 4") && contains(message, "divisor 7")) << message;
}

TEST(ModelFile, ThatExistsIsKept) {
  const TempFolder folder;
  testing_support::write_text(folder / "m.ubj", "precious");
  const Model model = trained("xgb", matrix_of(with_families({"op_count"})), every(100, 1000));
  EXPECT_THROW(model.save(folder / "m.ubj", false), InputError);
  EXPECT_EQ(read_bytes(folder / "m.ubj"), "precious");
  model.save(folder / "m.ubj", true);
  EXPECT_NO_THROW(Model::load(folder / "m.ubj", {}, 1));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"m.ubj"});
}

TEST(ModelDevice, ThatIsMissingIsAnError) {
  if (cuda::why_unusable(0).empty()) GTEST_SKIP() << "there is a GPU";
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of(with_families({"op_count"}));
  const Device gpu{Backend::cuda, 0};
  trained("xgb", matrix, every(100, 1000)).save(folder / "m.ubj", false);
  EXPECT_THROW(Model::load(folder / "m.ubj", gpu, 1), DeviceError);
  ModelInfo info;
  info.predictor = "xgb";
  EXPECT_THROW(Model::train(info, matrix, {1, 2}, {1, 2}, gpu, 1), DeviceError);
}

TEST(Model, OfTreesIsHdf5UnderANameThatSaysSo) {
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of();
  const Model model = trained("xgb", matrix, every(7, 1000));
  model.save(folder / "m.h5", false);
  EXPECT_EQ(StoredModel(folder / "m.h5").predictor_in_hdf5(), "xgb");
  const Model loaded = Model::load(folder / "m.h5", {}, 1);
  EXPECT_EQ(loaded.info().predictor, "xgb");
  EXPECT_EQ(loaded.predict(matrix, "matrix"), model.predict(matrix, "matrix"));
}

TEST(Model, OfAutoIsWhatItChoseWithItsColumnsAlone) {
  const TempFolder folder;
  FeatureMatrix matrix = matrix_of(with_families({"op_count", "op_on_position", "signal"}));
  for (const FeatureColumn& column : matrix.features.columns) {
    const bool count = column.name.starts_with("op_count");
    matrix.features.column_families.push_back(count ? "op_count" : column.name.starts_with("op_on_position") ? "op_on_position"
                                                                                                             : "signal");
  }
  const std::size_t n_counts = static_cast<std::size_t>(std::count(matrix.features.column_families.begin(), matrix.features.column_families.end(), "op_count"));
  ASSERT_GT(n_counts, 0u);
  // What ridge on the counts predicts exactly: the first count twice and the last.
  const std::vector<std::uint64_t> rows = every(13, 1000);
  const std::vector<double> values = testing_model::numbers(matrix);
  std::vector<double> targets;
  for (const std::uint64_t row : rows) {
    double sum = 0;
    for (std::size_t i = 0; i < n_counts; ++i) sum += values[row * matrix.features.columns.size() + i] * std::sqrt(2.0 + static_cast<double>(i));
    targets.push_back(sum + 1e-7 * static_cast<double>(row));
  }
  ModelInfo info;
  info.predictor = "auto";
  info.model_seed = 42;
  const Model model = Model::train(std::move(info), matrix, rows, targets, {}, 1);
  EXPECT_EQ(model.info().predictor, "ridge");
  EXPECT_EQ(model.info().features.families, (std::vector<std::string>{"op_count"}));
  EXPECT_EQ(model.info().features.columns, (std::vector<FeatureColumn>(matrix.features.columns.begin(), matrix.features.columns.begin() + static_cast<std::ptrdiff_t>(n_counts))));
  ASSERT_FALSE(model.info().choice.empty());
  model.save(folder / "m.h5", false);
  const Model loaded = Model::load(folder / "m.h5", {}, 1);
  EXPECT_EQ(loaded.info().choice, model.info().choice);
  const FeatureMatrix counts = matrix_of(with_families({"op_count"}));
  ASSERT_EQ(counts.features.columns, model.info().features.columns);
  EXPECT_EQ(loaded.regressor().predict(counts.view()).size(), 1000u);
}

}  // namespace
}  // namespace cartograf
