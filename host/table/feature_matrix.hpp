#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <cartograf/types.hpp>

#include "io/hdf5/store_reader.hpp"
#include "kernels/features/description.hpp"

namespace cartograf {

/// Rows, and what they are. Description and memory must outlive it.
struct DescribedRows {
  const FeatureDescription& features;
  MatrixView view;
  std::span<const std::uint8_t> row_divisors{};  ///< [n_rows] when a column's divisor is 0, else empty
};

/// The columns of a store in memory, as the predictors see them: /features, then the wide columns. Without wide columns
/// the bytes are those of the store and are held once; with them everything is float32 (float64 for a float64 store)
/// values, since one matrix has one type.
struct FeatureMatrix {
  FeatureDescription features;
  std::uint64_t n_rows = 0;
  std::vector<std::uint8_t> row_divisors;  ///< [n_rows] when a column's divisor is 0, else empty
  std::vector<std::byte> data;             ///< [n_rows x columns] of the dtype, row-major

  MatrixView view() const { return {data.data(), features.dtype, n_rows, features.columns.size(), {}}; }
  operator DescribedRows() const { return {features, view(), row_divisors}; }
};

/// Throws InputError when the store has no columns.
FeatureMatrix load_features(const StoreReader& store);

/// The same columns in the other representation, as float32. Throws InputError, naming the rows, for rows on a GPU and when the divisors of
/// rows are not known.
FeatureMatrix converted(const DescribedRows& rows, Representation to, const std::string& name);
/// The same of a matrix; one that is in the representation as it is.
FeatureMatrix converted(const FeatureMatrix& matrix, Representation to);

/// Throws InputError unless these are features of the space that a model was trained on. `name` is what to call them.
void require_space(const FeatureDescription& trained_on, const std::string& space, const std::string& name);

/// Throws InputError that says how many columns there are and which is the first that differs, unless those of `name`
/// are the columns that a model was trained on.
void require_columns(const std::vector<FeatureColumn>& expected, const std::vector<FeatureColumn>& found, const std::string& name);

}  // namespace cartograf
