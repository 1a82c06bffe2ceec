#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/predictor/kinds/standardiser.hpp"
#include "host/predictor/regressor.hpp"

namespace cartograf {

/// Training rows as the predictors below want them, and what the same has to be done with other rows.
struct StandardisedTraining {
  Standardiser standardiser;
  std::size_t n_rows = 0;
  std::vector<double> rows;  ///< [n_rows x standardiser.n_kept()]

  std::size_t n_columns() const { return standardiser.n_kept(); }
};

/// Throws InputError for rows that the Standardiser does not take.
StandardisedTraining standardised_training(const TrainingSet& training);

/// What the predictors on standardised features share. A row's prediction depends on that row alone, so neither on the
/// number of threads nor on which rows are scored with it.
class StandardisedRegressor : public Regressor {
 public:
  std::uint64_t n_features() const override { return standardiser_.n_columns(); }
  /// Block by block, so that only the predictions grow with the number of rows. Throws InputError for a feature that the
  /// Standardiser does not take and for a prediction that is not finite, with the row counted from 1.
  std::vector<double> predict(const MatrixView& rows) const override;
  /// What arrays() gives, and the standardiser.
  std::vector<NamedArray> save() const override;

 protected:
  /// `threads`: for predicting, 0 = all cores.
  StandardisedRegressor(Standardiser standardiser, int threads) : standardiser_(std::move(standardiser)), threads_(threads) {}

  /// Number of standardised columns.
  std::size_t n_columns() const { return standardiser_.n_kept(); }

 private:
  /// rows: [n_rows x n_columns()], standardised; `first_row` is the position of the first among all, for errors.
  virtual std::vector<double> predict_standardised(std::span<const double> rows, std::size_t n_rows, std::size_t first_row) const = 0;
  virtual std::vector<NamedArray> arrays() const = 0;

  Standardiser standardiser_;
  int threads_;
};

/// What a model file keeps of a standardiser.
void append_arrays(const Standardiser& standardiser, std::vector<NamedArray>& arrays);
/// The standardiser of such arrays. Throws InputError, naming `where`, when something is missing or does not fit.
Standardiser load_standardiser(const std::vector<NamedArray>& arrays, const std::string& where);

/// Arrays of one row of numbers, and of one number.
NamedArray array_of(std::string name, std::vector<double> values);
NamedArray number_array(std::string name, double value);

/// The array of that name. Throw InputError, naming `where`, unless there is one of `n` finite numbers, or one.
const std::vector<double>& numbers_of(const std::vector<NamedArray>& arrays, std::string_view name, std::size_t n, const std::string& where);
double number_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where);
/// The same of a whole number. Throws InputError when it is none, or not within the bounds.
std::uint64_t whole_of(const std::vector<NamedArray>& arrays, std::string_view name, std::uint64_t smallest, std::uint64_t largest, const std::string& where);

}  // namespace cartograf
