// The loops of MaternRows, included by one source for each instruction set, which is compiled for that set: so everything
// is in an unnamed namespace, and what comes from other headers is inlined always. The linker would be free to take such
// a function, compiled for AVX-512, for the whole program.
#pragma once

#include "kernels/linalg/matern.hpp"
#include "kernels/linalg/matern_rows.hpp"

namespace cartograf {
namespace {

void kernel_of_row(double* values, const double* b_norms, double a_norm, double scale, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) values[j] = matern52(scale * (a_norm + b_norms[j] - 2.0 * values[j]));
}

double weighted_sum_of_row(const double* values, const double* weights, std::size_t n) {
  constexpr std::size_t kLanes = 16;
  double lanes[kLanes] = {};
  std::size_t j = 0;
  for (; j + kLanes <= n; j += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += values[j + lane] * weights[j + lane];
  }
  for (std::size_t lane = 0; j + lane < n; ++lane) lanes[lane] += values[j + lane] * weights[j + lane];
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

constexpr MaternRows kRows = {kernel_of_row, weighted_sum_of_row};

}  // namespace
}  // namespace cartograf
