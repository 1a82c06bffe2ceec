#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "host/store/featurise.hpp"
#include "io/hdf5/store_reader.hpp"
#include "kernels/linalg/gram.hpp"

namespace cartograf {

/// What the feature columns of many architectures have to do with each other (docs/statistics.md). All but means,
/// variances and correlations is exact. Columns are named by their position in `columns`.
struct FeatureStatistics {
  std::string space, convention;
  std::vector<FeatureColumn> columns;
  std::vector<std::string> left_out;                 ///< 64-bit columns (costs, path counts): not looked at
  GramMatrix gram;                                   ///< of the numerators
  std::vector<std::size_t> constant;                 ///< one value in all rows
  std::vector<std::vector<std::size_t>> duplicates;  ///< groups of two or more columns with equal values, by their first
  std::vector<std::size_t> dependent;                ///< linear combinations of columns before them
  std::size_t distinct = 0;                          ///< columns, each group of duplicates counted once
  std::size_t rank = 0;                              ///< of the columns as they are
  std::size_t centred_rank = 0;                      ///< of the columns less their means: that of the covariance matrix

  /// Of the values; of columns that are divided by a number of the row's own (divisor 0), of their numerators.
  double mean(std::size_t column) const;
  /// Divided by the number of rows.
  double variance(std::size_t column) const;
};

struct StatisticsOptions {
  Execution execution{};
};

/// Of architectures of a space: features are computed and summed up in batches, none is kept. Throws InputError when there
/// are no columns, or more columns or architectures than a GramAccumulator takes, DeviceError when the device cannot be
/// used.
FeatureStatistics statistics_of(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
                                const StatisticsOptions& options);

/// Of the rows of a store, of any dtype: float32 and float64 are turned back into the integers that they are fractions of.
FeatureStatistics statistics_of(const StoreReader& store, const StatisticsOptions& options);

/// Writes Pearson's correlation of all pairs of columns (write_matrix()); NaN where a column is constant.
void write_correlation(const FeatureStatistics& statistics, const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf
