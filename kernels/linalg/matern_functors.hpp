#pragma once

#include <cstdint>

#include "kernels/base/macros.hpp"
#include "kernels/linalg/matern.hpp"
#include "kernels/linalg/target_map.hpp"

/// The steps of a Gaussian process on a GPU beside its matrix products. Matrices of rows are row-major, products of rows
/// with training rows have the rows side by side, so that neighbouring threads read neighbours.
namespace cartograf::matern {

/// A column that the kernel sees.
struct Column {
  std::uint64_t position = 0;  ///< among those of the rows that come in
  double median = 0;           ///< what stands for a missing value
  double mean = 0;
  double deviation = 1;
};

/// Unit: row times kept columns plus column. Standardises and clips, [rows x kept columns].
template <class T>
struct PrepareRows {
  const T* rows;
  std::uint64_t n_columns;
  const Column* columns;
  std::uint64_t n_kept;
  double clip;
  double* prepared;
  /// Set to 1 when a feature is infinite; all threads that write it write the same.
  int* infinite;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    const Column& column = columns[unit % n_kept];
    double x = static_cast<double>(rows[unit / n_kept * n_columns + column.position]);
    if (x != x) x = column.median;
    if (x - x != 0) *infinite = 1;
    x = (x - column.mean) / column.deviation;
    prepared[unit] = x < -clip ? -clip : x > clip ? clip
                                                  : x;
  }
};

/// Unit: row. Squared lengths.
struct SquaredNorms {
  const double* rows;
  std::uint64_t n_columns;
  double* norms;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    double sum = 0;
    for (std::uint64_t j = 0; j < n_columns; ++j) sum += rows[unit * n_columns + j] * rows[unit * n_columns + j];
    norms[unit] = sum;
  }
};

/// Unit: row. Its kernel with all training rows times their weights, mapped back.
struct Predict {
  const double* products;  ///< product of row i and training row j at j * stride + i
  std::uint64_t stride;
  const double* norms;           ///< of the rows
  const double* training_norms;  ///< [n]
  const double* weights;         ///< [n]
  std::uint64_t n;
  double scale;
  TargetMap map;
  double* predictions;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    double sum = 0;
    for (std::uint64_t j = 0; j < n; ++j) {
      sum += weights[j] * matern52(scale * (norms[unit] + training_norms[j] - 2.0 * products[j * stride + unit]));
    }
    predictions[unit] = map(sum);
  }
};

/// Unit: row. As float32.
struct Round {
  const double* predictions;
  float* rounded;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const { rounded[unit] = static_cast<float>(predictions[unit]); }
};

/// Unit: i n + j. From the products of n training rows with themselves, the kernel with `noise` added on the diagonal.
struct KernelOfItself {
  const double* products;
  const double* norms;
  std::uint64_t n;
  double scale, noise;
  double* kernel;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    const std::uint64_t i = unit / n, j = unit % n;
    kernel[unit] = matern52(scale * (norms[i] + norms[j] - 2.0 * products[unit])) + (i == j ? noise : 0.0);
  }
};

}  // namespace cartograf::matern
