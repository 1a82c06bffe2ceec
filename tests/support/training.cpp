#include "tests/support/training.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "io/hdf5/array_file.hpp"
#include "tests/support/files.hpp"

namespace cartograf::testing_predictors {

Sample random_sample(std::size_t n_rows, std::size_t n_columns, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Sample sample{n_columns, {}, {}};
  for (std::size_t i = 0; i < n_rows; ++i) {
    double target = 0.5;
    for (std::size_t j = 0; j < n_columns; ++j) {
      const double x = normal(generator);
      target += x * (j % 2 == 0 ? 0.1 : -0.02) + 0.03 * std::sin(3 * x);
      sample.rows.push_back(100.0 * static_cast<double>(j) + std::pow(10.0, static_cast<double>(j % 5) - 2) * x);
    }
    sample.targets.push_back(target + 0.01 * normal(generator));
  }
  return sample;
}

std::unique_ptr<Regressor> train(const PredictorSpec& spec, const Sample& sample, int threads) {
  const MatrixView all = sample.view();
  const RowSource rows{sample.n_rows(), [&](std::uint64_t first, std::uint64_t n) {
                         return MatrixView{all.row(first), all.dtype, n, all.n_columns, {}};
                       }};
  return train_predictor(spec, {rows, sample.targets}, {{}, threads, 0}).regressor;
}

std::unique_ptr<Regressor> through_a_file(const PredictorSpec& spec, const Regressor& regressor) {
  const testing_support::TempFolder folder;
  write_array_file(folder / "model.h5", false, {"a test", "{}", regressor.save()});
  return predictor_kind(spec.name).load(read_array_file(folder / "model.h5", "a test").arrays, "model.h5", {{}, 1, 0});
}

std::vector<double> naively_standardised(const Sample& sample, const std::vector<double>& rows) {
  std::vector<double> result = rows;
  const std::size_t p = sample.n_columns;
  const auto n = static_cast<long double>(sample.n_rows());
  for (std::size_t j = 0; j < p; ++j) {
    long double sum = 0, squares = 0;
    for (std::size_t i = 0; i < sample.n_rows(); ++i) sum += sample.rows[i * p + j];
    for (std::size_t i = 0; i < sample.n_rows(); ++i) squares += (sample.rows[i * p + j] - sum / n) * (sample.rows[i * p + j] - sum / n);
    for (std::size_t i = j; i < rows.size(); i += p) {
      result[i] = static_cast<double>((rows[i] - sum / n) / std::sqrt(squares / n));
    }
  }
  return result;
}

void expect_reproducible(const PredictorSpec& spec, const Sample& sample, const Sample& others) {
  const auto regressor = train(spec, sample);
  const std::vector<double> predictions = regressor->predict(others.view());
  ASSERT_EQ(predictions.size(), others.n_rows());
  for (const double x : predictions) ASSERT_TRUE(std::isfinite(x));
  EXPECT_EQ(train(spec, sample, 3)->predict(others.view()), predictions);
  EXPECT_EQ(through_a_file(spec, *regressor)->predict(others.view()), predictions);
  EXPECT_EQ(regressor->n_features(), sample.n_columns);
  const MatrixView view = others.view();
  for (std::size_t i = 0; i < others.n_rows(); i += 97) {
    EXPECT_EQ(regressor->predict({view.row(i), view.dtype, 1, view.n_columns, {}}), std::vector<double>{predictions[i]}) << i;
  }
}

}  // namespace cartograf::testing_predictors
