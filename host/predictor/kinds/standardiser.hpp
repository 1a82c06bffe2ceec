#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// Puts features on one scale, as the predictors want them that add columns up or measure distances. What it knows it has
/// learnt from the training rows alone:
/// 1. a missing value (NaN) becomes the median of the column's values in the training rows (with an even number of them,
///    the mean of the two in the middle);
/// 2. the mean is subtracted and the result divided by the standard deviation (of the population: divided by n, not n - 1),
///    both of the filled column;
/// 3. columns with a single value in the training rows, or with none, are left out: they can say nothing, and there is no
///    scale for what other rows may hold in them.
class Standardiser {
 public:
  /// What is known of a column that is not left out.
  struct Column {
    std::size_t position = 0;  ///< among all columns, from 0
    double median = 0;
    double mean = 0;
    double deviation = 1;  ///< > 0

    bool operator==(const Column&) const = default;
  };

  Standardiser() = default;
  /// rows: [n_rows x n_columns], row-major. Throws InputError when a value is infinite or the standard deviation
  /// of a column is beyond doubles, with the column (and row), counted from 1.
  static Standardiser fit(std::span<const double> rows, std::size_t n_rows, std::size_t n_columns);
  /// From what columns() said.
  Standardiser(std::size_t n_columns, std::vector<Column> columns);

  std::size_t n_columns() const { return n_columns_; }             ///< of the rows that come in
  std::size_t n_kept() const { return columns_.size(); }           ///< of the rows that go out
  const std::vector<Column>& columns() const { return columns_; }  ///< that are not left out

  /// rows: [n_rows x n_columns], row-major -> [n_rows x n_kept]. Throws InputError when a value is infinite or absurdly
  /// far from the training rows, with the row counted from `first_row`.
  std::vector<double> apply(std::span<const double> rows, std::size_t n_rows, std::size_t first_row = 0) const;
  /// The same of one row, [n_columns] -> to, [n_kept].
  void apply_to_row(std::span<const double> row, std::size_t number, double* to) const;

 private:
  std::size_t n_columns_ = 0;
  std::vector<Column> columns_;
};

}  // namespace cartograf
