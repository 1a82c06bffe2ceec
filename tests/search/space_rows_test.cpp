// Rows straight from a space are those of a store, and go to XGBoost without a copy.
#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/search/space_rows.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "host/predictor/booster_arrays.hpp"
#include "host/search/predict_space.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::matrix_of;
using testing_model::nasbench201;
using testing_model::StoreChoice;
using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;

struct Choice {
  Dtype dtype;
  std::vector<std::string> families;
};

std::vector<Choice> choices() {
  std::vector<Choice> all;
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    for (const std::vector<std::string>& families :
         {std::vector<std::string>{}, std::vector<std::string>{"op_count", "node_degree", "cost"}, std::vector<std::string>{"cost"}}) {
      all.push_back({dtype, families});
    }
  }
  return all;
}

StoreChoice store_choice(const Choice& choice, std::uint64_t end) {
  StoreChoice result;
  result.dtype = choice.dtype;
  result.families = choice.families;
  result.end = end;
  return result;
}

ModelInfo info_named(const std::string& predictor) {
  ModelInfo info;
  info.predictor = predictor;
  info.target = "sample";
  return info;
}

TEST(SpaceRows, AreThoseOfAStore) {
  for (const Choice& choice : choices()) {
    const FeatureMatrix matrix = matrix_of(store_choice(choice, 3000));
    const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, choice.families);
    for (const int threads : {1, 2}) {
      SpaceRows rows(nasbench201(), features, choice.dtype, {{}, threads, EvaluationStrategy::tabulated});
      EXPECT_EQ(rows.dtype(), matrix.features.dtype);
      EXPECT_TRUE(rows.columns() == matrix.features.columns);
      const MatrixView range = rows.range(5, 2000);
      ASSERT_EQ(range.size(), 2000 * matrix.view().row_size());
      EXPECT_EQ(std::memcmp(range.data, matrix.view().row(5), range.size()), 0);
      const std::vector<std::uint64_t> indices = {17, 3, 2999, 17};
      const MatrixView listed = rows.listed(indices);
      ASSERT_EQ(listed.n_rows, indices.size());
      for (std::size_t i = 0; i < indices.size(); ++i) {
        EXPECT_EQ(std::memcmp(listed.row(i), matrix.view().row(indices[i]), listed.row_size()), 0) << indices[i];
      }
    }
  }
}

// Several blocks, the last of which is not full; neighbouring rows and others.
TEST(SpaceRows, TrainTheModelThatAStoreTrains) {
  const TempFolder folder;
  for (const Choice& choice : choices()) {
    if (choice.families.empty() && choice.dtype != Dtype::int8) continue;  // all columns once: it takes long
    const FeatureMatrix matrix = matrix_of(store_choice(choice, 9000));
    const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, choice.families);
    SpaceRows rows(nasbench201(), features, choice.dtype, {{}, 1, EvaluationStrategy::tabulated});
    for (const std::uint64_t step : {1u, 2u}) {
      const std::vector<std::uint64_t> indices = every(step, 9000);
      const std::vector<double> targets = testing_model::sample_targets(indices);
      ModelInfo info = info_named("xgb");
      info.features = rows.description();
      Model::train(std::move(info), rows.source(indices), targets, {}, 1).save(folder / "space.ubj", true);
      Model::train(info_named("xgb"), matrix, indices, targets, {}, 1).save(folder / "store.ubj", true);
      EXPECT_TRUE(read_bytes(folder / "space.ubj") == read_bytes(folder / "store.ubj")) << to_string(choice.dtype) << " " << step;
    }
  }
}

TEST(SpaceRows, GoToTrainingWhereTheyWereComputed) {
  const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, {"op_count"});
  for (const Dtype dtype : {Dtype::int8, Dtype::float32}) {
    SpaceRows rows(nasbench201(), features, dtype, {});
    const std::vector<std::uint64_t> indices = every(1, 10'000);
    const RowSource source = rows.source(indices);
    // A test double between the engine and XGBoost: what the engine gives is what XGBoost is told to read.
    std::vector<const void*> given;
    const RowSource watched{source.n_rows, [&](std::uint64_t first, std::uint64_t n) {
                              const MatrixView view = source.block(first, n);
                              given.push_back(view.data);
                              return view;
                            }};
    const std::vector<double> targets = testing_model::sample_targets(indices);
    const std::vector<float> labels(targets.begin(), targets.end());
    const HandOverRecorder recorder;
    Booster::train(watched, labels, predictor_parameters("xgb"), {{}, 1, 1});
    ASSERT_GE(given.size(), 3u);
    ASSERT_EQ(recorder.matrices().size(), given.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
      EXPECT_EQ(recorder.matrices()[i].data, given[i]);
      EXPECT_EQ(recorder.matrices()[i].data, given[0]);  // one block of memory, used again and again
      EXPECT_EQ(recorder.matrices()[i].dtype, dtype);
      EXPECT_LE(recorder.matrices()[i].n_rows, 4096u);
    }
  }
}

TEST(SpaceRows, WithoutColumnsAreRefused) {
  const FeatureSet none(Convention::graf_nas);
  EXPECT_THROW(SpaceRows(nasbench201(), none, Dtype::float32, {}), InputError);
}

TEST(RowSource, ThatFailsStopsTheTraining) {
  const RowSource source{10, [](std::uint64_t, std::uint64_t) -> MatrixView { throw InputError("no more rows"); }};
  const std::vector<float> labels(10);
  EXPECT_EQ(message_of<InputError>([&] { Booster::train(source, labels, predictor_parameters("xgb"), {{}, 1, 1}); }), "no more rows");
}

TEST(RowSource, OnAnotherDeviceIsRefused) {
  const float rows[10] = {};
  const RowSource source{10, [&](std::uint64_t, std::uint64_t n) { return MatrixView{rows, Dtype::float32, n, 1, {Backend::cuda, 3}}; }};
  const std::vector<float> labels(10);
  const std::string message = message_of<DeviceError>([&] { Booster::train(source, labels, predictor_parameters("xgb"), {{}, 1, 1}); });
  EXPECT_TRUE(contains(message, "memory of cuda:3") && contains(message, "the model is on cpu")) << message;
}

ModelInfo info_of(Convention convention, const std::vector<std::string>& families, bool names_families) {
  const FeatureSet features = select_features(nasbench201(), convention, families);
  ModelInfo info;
  info.features = SpaceRows(nasbench201(), features, Dtype::float32, {}).description();
  if (!names_families) info.features.families.clear();
  return info;
}

// Models of older versions do not name their families.
TEST(FeaturesOfAModel, AreThoseItWasTrainedOn) {
  const std::vector<std::vector<std::string>> selections = {{},
                                                            {"op_count"},
                                                            {"node_degree", "cost"},
                                                            {"cost"},
                                                            {"min_path_len", "all_pairs", "path_encoding", "adjacency"},
                                                            {"op_count", "min_path_len", "cost", "effective"}};
  for (const Convention convention : kConventions) {
    for (const auto& families : selections) {
      const FeatureSet expected = select_features(nasbench201(), convention, families);
      for (const bool named : {false, true}) {
        EXPECT_EQ(features_of(info_of(convention, families, named), nasbench201()).families, expected.families);
      }
    }
  }
}

TEST(FeaturesOfAModel, ThatTheSpaceLacksAreRefused) {
  for (const bool named : {false, true}) {
    ModelInfo info = info_of(Convention::graf_nas, {"op_count", "node_degree"}, named);
    info.features.columns[2].name = "op_count_of_the_past";
    const std::string message = message_of<InputError>([&] { features_of(info, nasbench201()); });
    EXPECT_TRUE(contains(message, "nasbench201, convention graf_nas: these are not the columns")) << message;
    EXPECT_TRUE(contains(message, "expected 'op_count_of_the_past' (divisor 1)")) << message;
  }
}

TEST(FeaturesOfAModel, OfAnotherSpaceAreRefused) {
  ModelInfo info = info_of(Convention::graf_nas, {"op_count"}, true);
  info.features.space = "another";
  EXPECT_TRUE(contains(message_of<InputError>([&] { features_of(info, nasbench201()); }), "another"));
}

TEST(FeaturesOfAModel, AreKnownOfAModelThatWasTrainedOnAMatrix) {
  const TempFolder folder;
  StoreChoice choice;
  choice.convention = Convention::zc_combine;
  choice.families = {"op_count", "min_path_len"};
  const FeatureMatrix matrix = matrix_of(choice);
  testing_model::trained("xgb", matrix, every(100, 1000)).save(folder / "m.ubj", false);
  const Model model = Model::load(folder / "m.ubj", {}, 1);
  EXPECT_EQ(model.info().features.convention, "zc_combine");
  EXPECT_EQ(features_of(model.info(), nasbench201()).columns(), matrix.features.columns);
  const Architectures architectures = architecture_range(nasbench201(), 0, 100);
  PredictionFile file(prediction_schema(nasbench201(), model.info(), architectures), {"acc"}, folder / "p.csv", false);
  predict_space(nasbench201(), model, architectures, false, {}, file);
  file.finish();
  EXPECT_TRUE(std::filesystem::exists(folder / "p.csv"));
}

TEST(ModelFamilies, AreInTheFile) {
  const TempFolder folder;
  StoreChoice choice;
  choice.families = {"node_degree", "op_count", "cost"};
  testing_model::trained("xgb", matrix_of(choice), every(100, 1000)).save(folder / "m.ubj", false);
  EXPECT_EQ(Model::load(folder / "m.ubj", {}, 1).info().features.families, (std::vector<std::string>{"op_count", "node_degree", "cost"}));
}

TEST(PredictSpace, WritesWhatPredictingAStoreWrites) {
  const std::uint64_t begin = 100, end = 15'000;
  for (const Choice& choice : choices()) {
    const TempFolder folder;
    StoreChoice of_store = store_choice(choice, end);
    of_store.begin = begin;
    testing_model::write_store(folder / "s.h5", of_store);
    const StoreReader store(folder / "s.h5");
    const FeatureMatrix matrix = load_features(store);
    const Model model = testing_model::trained("xgb", matrix, every(10, 1000));
    for (const char* name : {"p.csv", "p.h5"}) {
      write_predictions(store, every(1, end - begin), {{"acc", model.predict(matrix, "store")}}, folder / (std::string("store_") + name), true);
      const Architectures architectures = architecture_range(nasbench201(), begin, end);
      Execution execution;
      execution.threads = 2;
      PredictionFile file(prediction_schema(nasbench201(), model.info(), architectures), {"acc"}, folder / (std::string("space_") + name), true);
      predict_space(nasbench201(), model, architectures, false, execution, file);
      file.finish();
    }
    EXPECT_TRUE(read_bytes(folder / "space_p.csv") == read_bytes(folder / "store_p.csv")) << to_string(choice.dtype);
    // The store's own dtype is in its file of predictions; that of a model with wide columns is float32.
    if (matrix.features.dtype == choice.dtype) {
      EXPECT_TRUE(read_bytes(folder / "space_p.h5") == read_bytes(folder / "store_p.h5")) << to_string(choice.dtype);
    }
  }
}

TEST(SpaceRowsCuda, StayOnTheGpuForTrainingAndPrediction) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  if (!xgboost_has_cuda()) GTEST_SKIP() << "this XGBoost was built without CUDA";
  const Device gpu{Backend::cuda, 0};
  const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, {});
  SpaceRows rows(nasbench201(), features, Dtype::int8, {gpu, 1, EvaluationStrategy::tabulated});
  const std::vector<std::uint64_t> indices = every(2, 15'625);
  ModelInfo info = info_named("xgb");
  info.features = rows.description();
  const HandOverRecorder recorder;
  const Model model = Model::train(std::move(info), rows.source(indices), testing_model::sample_targets(indices), gpu, 1);
  const MatrixView batch = rows.range(0, 15'625);
  const ScoresView scores = model.regressor().scores(batch);
  EXPECT_EQ(scores.device, gpu);
  EXPECT_EQ(recorder.matrices().back().data, batch.data);
  for (const MatrixView& matrix : recorder.matrices()) {
    EXPECT_EQ(matrix.device, gpu);
    EXPECT_EQ(matrix.dtype, Dtype::int8);
  }
  const std::vector<double> truth = testing_model::sample_targets(every(1, 15'625));
  const std::vector<float> predictions = to_host(scores);
  double error = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) error += std::abs(truth[i] - static_cast<double>(predictions[i])) / 15'625;
  EXPECT_LT(error, 0.05);
}

}  // namespace
}  // namespace cartograf
