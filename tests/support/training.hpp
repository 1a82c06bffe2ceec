#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/predictor/registry.hpp"

namespace cartograf::testing_predictors {

/// Rows [targets x n_columns] with their targets.
struct Sample {
  std::size_t n_columns = 0;
  std::vector<double> rows;
  std::vector<double> targets;

  std::size_t n_rows() const { return targets.size(); }
  MatrixView view() const { return {rows.data(), Dtype::float64, rows.size() / n_columns, n_columns, {}}; }
};

/// Columns of different means and sizes, targets that depend on them with a little noise.
Sample random_sample(std::size_t n_rows, std::size_t n_columns, unsigned seed);

std::unique_ptr<Regressor> train(const PredictorSpec& spec, const Sample& sample, int threads = 1);

/// Saved to a file, read again and loaded.
std::unique_ptr<Regressor> through_a_file(const PredictorSpec& spec, const Regressor& regressor);

/// Columns with mean 0 and standard deviation 1 over the rows of `sample`, by plain loops; no column may be constant.
std::vector<double> naively_standardised(const Sample& sample, const std::vector<double>& rows);

/// Predictions of the training's kind of rows are the same after a file, for all numbers of threads, and row by row.
void expect_reproducible(const PredictorSpec& spec, const Sample& sample, const Sample& others);

}  // namespace cartograf::testing_predictors
