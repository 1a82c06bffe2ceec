// What kinds of predictors say that they can is what their predictors can.
#include <gtest/gtest.h>

#include "host/predictor/importances.hpp"
#include "host/predictor/uncertainty.hpp"
#include "host/predictor/xgboost_model.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"
#include "tests/support/training.hpp"

namespace cartograf {
namespace {

using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::message_of;

TEST(Capabilities, AreThoseOfTheKind) {
  const Sample sample = random_sample(40, 3, 1);
  for (const PredictorKind& kind : predictor_kinds()) {
    if (kind.choose != nullptr || kind.name == "xgb+") continue;  // xgb+ takes long, and is xgb
    const auto regressor = train({kind.name}, sample);
    EXPECT_EQ(regressor->uncertainty() != nullptr, kind.uncertain) << kind.name;
    EXPECT_EQ(regressor->xgboost_model() != nullptr, kind.file == ModelFile::xgboost) << kind.name;
    EXPECT_EQ(regressor->importances() != nullptr, kind.file == ModelFile::xgboost) << kind.name;
    const auto loaded = kind.load(regressor->save(), "arrays", {});
    EXPECT_EQ(loaded->predict(sample.view()), regressor->predict(sample.view())) << kind.name;
  }
}

TEST(Capabilities, ImportancesAreOfEachFeature) {
  const Sample sample = random_sample(60, 4, 2);
  const auto forest = train({"rf"}, sample);
  EXPECT_EQ(forest->importances()->total_gain().size(), 4u);
  EXPECT_EQ(forest->importances()->n_splits().size(), 4u);
  EXPECT_EQ(forest->importances()->contributions(sample.view()).size(), 60u * 5);
}

TEST(Capabilities, OfUncertaintyAreRefusedWithThePredictorsThatHaveThem) {
  const auto ridge = train({"ridge"}, random_sample(20, 2, 3));
  EXPECT_EQ(message_of<InputError>([&] { uncertainty_of(*ridge, "ridge"); }),
            "predictor ridge does not say how sure it is; expected a model of gp; train it with --model gp");
}

TEST(Capabilities, CovariancesAndPosteriorAgree) {
  const Sample sample = random_sample(30, 3, 4), others = random_sample(10, 3, 5);
  const auto process = train({"gp", {{"transform", "none"}}}, sample);
  const Uncertainty& uncertainty = uncertainty_of(*process, "gp");
  const Posterior posterior = uncertainty.posterior(others.view());
  const auto covariances = uncertainty.covariances(others.view());
  for (std::size_t i = 0; i < 10; ++i) {
    const std::vector<double> row = covariances->of(i);
    EXPECT_NEAR(row[i], posterior.deviation[i] * posterior.deviation[i], 1e-12);
    for (std::size_t j = 0; j < 10; ++j) EXPECT_NEAR(row[j], covariances->of(j)[i], 1e-12);
  }
  EXPECT_EQ(uncertainty.draw(2, 7)->scores(others.view()).front(), uncertainty.draw(5, 7)->scores(others.view()).front());
}

TEST(Capabilities, OfAnEnsembleAreMeasuredByItsProcess) {
  const PredictorSpec measured = measured_in_place_of({"best", {{"noise", "0.05"}, {"rounds", "3"}}});
  EXPECT_EQ(measured.name, "gp");
  EXPECT_EQ(measured.parameters, (ParameterValues{{"noise", "0.05"}}));
  EXPECT_EQ(measured_in_place_of({"rf"}).name, "rf");
}

}  // namespace
}  // namespace cartograf
