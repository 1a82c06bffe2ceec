#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/base/macros.hpp"

namespace cartograf {

/// exp(x) for x <= 0 without branches, so that compilers make vectors of it: about one unit in the last place off, at
/// least 2^-1010. Inlined always: it is compiled for several instruction sets, and the linker must not choose among them.
[[gnu::always_inline]] CARTOGRAF_HD inline double exp_of_negative(double x) {
  constexpr double kLog2E = 1.4426950408889634074;
  constexpr double kLn2High = 0.693147180369123816490, kLn2Low = 1.90821492927058770002e-10;  // the first has 33 bits
  constexpr double kRound = 6755399441055744.0;                                               // 1.5 * 2^52: what is added to it is rounded to whole numbers
  x = x > -700.0 ? x : -700.0;
  const double shifted = x * kLog2E + kRound;
  const double n = shifted - kRound;
  const double r = (x - n * kLn2High) - n * kLn2Low;  // at most ln(2) / 2
  double p = 1.0 / 6227020800.0;                      // Taylor's series to r^13: what is left is 4e-18
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  // The low bits of `shifted` are n; they become an exponent.
  const std::uint64_t exponent = (__builtin_bit_cast(std::uint64_t, shifted) + 1023U) << 52U;
  return p * __builtin_bit_cast(double, exponent);
}

/// The Matern kernel of smoothness 5/2 (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, 4.17) of a
/// squared distance that is scaled already: k = (1 + r + r^2 / 3) exp(-r), r^2 = 5 |a - b|^2 / l^2. What rounding made
/// negative counts as 0.
[[gnu::always_inline]] CARTOGRAF_HD inline double matern52(double r_squared) {
  r_squared = r_squared > 0.0 ? r_squared : 0.0;
  const double r = std::sqrt(r_squared);
  return (1.0 + r + r_squared * (1.0 / 3.0)) * exp_of_negative(-r);
}

}  // namespace cartograf
