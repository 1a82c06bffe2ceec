#include "host/predictor/kinds/svr.hpp"

#include <gtest/gtest.h>
#include <libsvm/svm.h>

#include <algorithm>
#include <cmath>

#include "host/predictor/kinds/standardised_regressor.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_predictors::expect_reproducible;
using testing_predictors::naively_standardised;
using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::contains;
using testing_support::message_of;

const std::vector<double>& array_named(const std::vector<NamedArray>& arrays, std::string_view name) {
  static const std::string where = "the arrays";
  return doubles_of(arrays, name, where);
}

double kernel(const std::string& name, const double* u, const double* v, std::size_t n) {
  double dot = 0, distance = 0;
  for (std::size_t j = 0; j < n; ++j) {
    dot += u[j] * v[j];
    distance += (u[j] - v[j]) * (u[j] - v[j]);
  }
  const double gamma = 1.0 / static_cast<double>(n);
  return name == "rbf" ? std::exp(-gamma * distance) : name == "poly" ? std::pow(gamma * dot, 3)
                                                                      : dot;
}

class Svr : public testing::TestWithParam<const char*> {};

TEST_P(Svr, MeetsTheConditionsOfOptimality) {
  // With f the prediction and a the coefficient of a training row (0 unless it is a support vector), at the optimum
  // |a| <= C, the a sum up to 0, and y - f is at least epsilon where a = C, at most -epsilon where a = -C, epsilon in
  // size where a lies between and is not 0, and at most that where a = 0.
  constexpr double cost = 0.1, epsilon = 0.001, tolerance = 1e-5;
  const Sample sample = random_sample(150, 4, 2);
  const auto regressor = train({"svr", {{"kernel", GetParam()}, {"tolerance", "1e-5"}}}, sample);
  const std::vector<NamedArray> arrays = regressor->save();
  const std::vector<double>& vectors = array_named(arrays, "support_vectors");
  const std::vector<double>& coefficients = array_named(arrays, "coefficients");
  const std::vector<double> x = naively_standardised(sample, sample.rows), found = regressor->predict(sample.view());
  double sum = 0;
  for (const double a : coefficients) sum += a;
  EXPECT_NEAR(sum, 0, 1e-10);
  for (std::size_t i = 0; i < sample.n_rows(); ++i) {
    double f = -array_named(arrays, "rho")[0], a = 0;
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
      const double* const vector = vectors.data() + k * 4;
      f += coefficients[k] * kernel(GetParam(), vector, x.data() + i * 4, 4);
      if (std::equal(vector, vector + 4, x.data() + i * 4, [](double u, double v) { return std::fabs(u - v) < 1e-9; })) a = coefficients[k];
    }
    EXPECT_NEAR(found[i], f, 1e-8);
    const double error = sample.targets[i] - f;
    EXPECT_LE(std::fabs(a), cost);
    if (a == 0) {
      EXPECT_LE(std::fabs(error), epsilon + tolerance) << i;
    } else if (std::fabs(a) == cost) {
      EXPECT_GE(a > 0 ? error : -error, epsilon - tolerance) << i;
    } else {
      EXPECT_NEAR(a > 0 ? error : -error, epsilon, tolerance) << i;
    }
  }
}

std::vector<svm_node> nodes_of(const double* row, std::size_t n) {
  std::vector<svm_node> nodes;
  for (std::size_t j = 0; j < n; ++j) nodes.push_back({static_cast<int>(j + 1), row[j]});
  nodes.push_back({-1, 0});
  return nodes;
}

/// The predictions of libsvm itself from what a regressor saves.
std::vector<double> by_libsvm(const std::vector<NamedArray>& arrays, const Sample& others) {
  const Standardiser standardiser = load_standardiser(arrays, "the arrays");
  const std::size_t n_columns = standardiser.n_kept();
  const std::vector<double>& vectors = array_named(arrays, "support_vectors");
  std::vector<double> coefficients = array_named(arrays, "coefficients"), rho = array_named(arrays, "rho");
  std::vector<std::vector<svm_node>> nodes;
  std::vector<svm_node*> first;
  for (std::size_t i = 0; i < coefficients.size(); ++i) nodes.push_back(nodes_of(vectors.data() + i * n_columns, n_columns));
  for (auto& row : nodes) first.push_back(row.data());
  double* coefficient = coefficients.data();
  svm_model model{};
  model.param.svm_type = EPSILON_SVR;
  model.param.kernel_type = static_cast<int>(array_named(arrays, "kernel")[0]);
  model.param.gamma = array_named(arrays, "gamma")[0];
  model.param.degree = static_cast<int>(array_named(arrays, "degree")[0]);
  model.param.coef0 = array_named(arrays, "coef0")[0];
  model.nr_class = 2;
  model.l = static_cast<int>(coefficients.size());
  model.SV = first.data();
  model.sv_coef = &coefficient;
  model.rho = rho.data();
  const std::vector<double> rows = standardiser.apply(others.rows, others.n_rows());
  std::vector<double> predictions;
  for (std::size_t i = 0; i < others.n_rows(); ++i) predictions.push_back(svm_predict(&model, nodes_of(rows.data() + i * n_columns, n_columns).data()));
  return predictions;
}

TEST_P(Svr, PredictsAsLibsvmDoes) {
  for (const std::size_t n_columns : {std::size_t{1}, std::size_t{30}}) {
    const Sample sample = random_sample(300, n_columns, 3), others = random_sample(500, n_columns, 4);
    const auto regressor = train({"svr", {{"kernel", GetParam()}, {"degree", "5"}, {"coef0", "0.5"}, {"C", "0.01"}}}, sample);
    EXPECT_EQ(regressor->predict(others.view()), by_libsvm(regressor->save(), others));
  }
}

TEST_P(Svr, PassesThroughAFileAndThreadsUnchanged) {
  expect_reproducible({"svr", {{"kernel", GetParam()}}}, random_sample(200, 6, 1), random_sample(2500, 6, 2));
}

INSTANTIATE_TEST_SUITE_P(Kernels, Svr, testing::Values("rbf", "poly", "linear"));

TEST(SvrParameters, HaveTheirDefaults) {
  const Sample sample = random_sample(80, 4, 3);
  EXPECT_EQ(train({"svr"}, sample)->predict(sample.view()),
            train({"svr", {{"kernel", "rbf"}, {"C", "0.1"}, {"epsilon", "0.001"}, {"gamma", "0.25"}, {"tolerance", "0.001"}}}, sample)
                ->predict(sample.view()));
  EXPECT_EQ(train({"svr", {{"kernel", "poly"}}}, sample)->predict(sample.view()),
            train({"svr", {{"kernel", "poly"}, {"degree", "3"}, {"coef0", "0"}}}, sample)->predict(sample.view()));
}

TEST(SvrParameters, ThatAreWrongAreRefused) {
  const Sample sample = random_sample(10, 2, 1);
  const auto message = [&](const char* name, const char* value) {
    return message_of<InputError>([&] { train({"svr", {{name, value}}}, sample); });
  };
  EXPECT_TRUE(contains(message("kernel", "sigmoid"), "parameter kernel: expected rbf, poly or linear, found 'sigmoid'"));
  EXPECT_TRUE(contains(message("C", "0"), "parameter C"));
  EXPECT_TRUE(contains(message("epsilon", "-1"), "parameter epsilon"));
  EXPECT_TRUE(contains(message("gamma", "scale"), "parameter gamma"));
  EXPECT_TRUE(contains(message("degree", "3000000000"), "parameter degree"));
  EXPECT_TRUE(contains(message("tolerance", "0"), "parameter tolerance"));
}

TEST(SvrPredictions, OfTargetsWithinEpsilonAreConstant) {
  const Sample sample{1, {0, 1, 2}, {0.5, 0.5005, 0.501}};
  const PredictorSpec spec{"svr", {{"epsilon", "0.1"}}};  // no support vectors
  for (const double x : train(spec, sample)->predict(sample.view())) EXPECT_NEAR(x, 0.5005, 1e-12);
  expect_reproducible(spec, sample, sample);
}

TEST(SvrPredictions, BeyondDoublesAreRefused) {
  const Sample sample = random_sample(50, 2, 1);
  const auto regressor = train({"svr", {{"kernel", "poly"}, {"degree", "9"}}}, sample);
  const Sample far{2, {0, 0, 1e60, 1e60}, {0, 0}};
  EXPECT_TRUE(contains(message_of<InputError>([&] { regressor->predict(far.view()); }), "the prediction of row 2 is beyond 64-bit floats"));
}

TEST(SvrPredictions, OfConstantFeaturesAreOneNumber) {
  const Sample sample{1, {4, 4, 4}, {1, 3, 8}};
  const std::vector<double> found = train({"svr"}, sample)->predict(sample.view());
  EXPECT_TRUE(std::isfinite(found[0]));
  EXPECT_EQ(found, std::vector<double>(3, found[0]));
  expect_reproducible({"svr"}, sample, sample);
}

}  // namespace
}  // namespace cartograf
