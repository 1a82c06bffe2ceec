#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "host/engine/matrix_view.hpp"
#include "io/store_reader.hpp"
#include "kernels/base/dtype.hpp"

namespace cartograf {

/// What the numbers of a matrix stand for: the integers k of values k/n (as int8 stores hold them), or the values.
enum class Representation { numerators, values };

/// What was done to get columns that are not those of a store as it is; a model keeps it, to do the same when it is applied.
struct ColumnPreparation {
  std::vector<std::string> joined;      ///< columns that come from joined tables
  std::vector<std::string> logarithms;  ///< columns whose natural logarithm was taken
  std::vector<double> missing_values;   ///< what stood for a missing value in joined tables

  bool empty() const { return joined.empty() && logarithms.empty(); }
  bool operator==(const ColumnPreparation&) const = default;
};

/// The columns of a store in memory, as the predictors see them: /features, then the wide columns. Without wide columns
/// the bytes are those of the store and are held once; with them everything is float32 (float64 for a float64 store)
/// values, since one matrix has one type.
struct FeatureMatrix {
  std::string space;
  Dtype dtype = Dtype::float32;
  Representation representation = Representation::values;
  std::uint64_t n_rows = 0;
  std::vector<FeatureColumn> columns;
  std::vector<std::uint8_t> row_divisors;  ///< [n_rows] when a column's divisor is 0, else empty
  std::vector<std::byte> data;  ///< [n_rows x columns] of dtype, row-major
  std::vector<std::string> families;  ///< that the columns come from
  std::vector<std::string> column_families{};  ///< [columns] the family of each, or the name of a joined table; empty when not asked for
  ColumnPreparation preparation{};

  MatrixView view() const { return {data.data(), dtype, n_rows, columns.size(), {}}; }
};

/// Throws InputError when the store has no columns.
FeatureMatrix load_features(const StoreReader& store);

/// The same columns in the other representation, as float32.
FeatureMatrix converted(const FeatureMatrix& matrix, Representation to);

}  // namespace cartograf
