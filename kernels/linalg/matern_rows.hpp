#pragma once

#include <cstddef>

namespace cartograf {

/// Loops of MaternKernel over a row of it, compiled for an instruction set. Their results may differ between instruction
/// sets in the last bits, as those of OpenBLAS do.
struct MaternRows {
  /// values: [n], products a.b of one row a with n rows b, which become the kernel of scale * (|a|^2 + |b|^2 - 2 a.b).
  /// b_norms: [n], the |b|^2.
  void (*kernel)(double* values, const double* b_norms, double a_norm, double scale, std::size_t n);
  /// The sum of values times weights, both [n], in an order that depends on n alone.
  double (*weighted_sum)(const double* values, const double* weights, std::size_t n);
};

/// Those of the best instruction set that this machine has.
const MaternRows& matern_rows();

// Each in a source of its own; those for x86-64 are there on it alone.
const MaternRows& matern_rows_baseline();
const MaternRows& matern_rows_avx2();
const MaternRows& matern_rows_avx512();

}  // namespace cartograf
