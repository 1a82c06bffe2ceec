#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// The values of a store's columns, whatever its dtype: the integer k of each value k/n is recovered exactly, real numbers
/// come as they are.
class ValueReader {
 public:
  explicit ValueReader(const StoreReader& store) : store_(store) {}

  struct Column {
    std::string name;
    std::int32_t divisor = 1;
    enum class Kind { feature,
                      wide,
                      real } kind = Kind::feature;
    std::size_t position = 0;  ///< in /features, or among the schema's side columns

    /// Whether its values are not k/n but any numbers, NaN where missing.
    bool holds_reals() const { return kind == Kind::real || divisor == FeatureColumn::kReal; }
  };

  /// Feature columns, then wide ones: what predictors see.
  std::vector<Column> columns() const;
  /// Targets and predictions: real numbers, NaN where missing.
  std::vector<Column> real_columns() const;

  /// Reads rows [first, first + n) of all columns.
  void read(std::uint64_t first, std::uint64_t n);

  /// k of column `column`, one without reals, in row `row` of what read() read. 64-bit integer columns give themselves.
  /// Throws InputError, with row and column, for a number in a float store that is no k/n: it was altered.
  std::int64_t numerator(std::uint64_t row, const Column& column) const;
  /// k / n as a double, or the real number.
  double value(std::uint64_t row, const Column& column) const {
    if (column.kind == Column::Kind::real) return real_[column.position][row];
    if (column.holds_reals()) return stored(row, column);
    return static_cast<double>(numerator(row, column)) / divisor(row, column);
  }
  std::int32_t divisor(std::uint64_t row, const Column& column) const {
    return column.divisor != 0 ? column.divisor : row_divisors_[row];
  }

 private:
  double stored(std::uint64_t row, const Column& column) const;

  const StoreReader& store_;
  std::uint64_t first_ = 0;  ///< row that read() began at
  std::vector<std::byte> features_;
  std::vector<std::uint8_t> row_divisors_;
  std::vector<std::vector<std::int64_t>> wide_;
  std::vector<std::vector<double>> real_;
};

}  // namespace cartograf
