#pragma once

#include <cmath>
#include <numbers>

#include "kernels/base/macros.hpp"

namespace cartograf {

/// What a convolution, a batch norm and a ReLU of infinite width make of the correlation of two signals: the normalised
/// arc-cosine kernel of degree 1 without its mean (Cho and Saul, "Kernel Methods for Deep Learning", NIPS 2009). 0 and
/// 1 stay where they are.
CARTOGRAF_HD inline double relu_correlation(double correlation) {
  constexpr double pi = std::numbers::pi;
  const double r = correlation > 1 ? 1 : correlation < -1 ? -1
                                                          : correlation;
  return (std::sqrt(1 - r * r) + r * (pi - std::acos(r)) - 1) / (pi - 1);
}

/// What the second moment of a gradient is multiplied by on its way back through a ReLU and a batch norm of a signal of
/// variance 1: half of the gradient passes, and the variance of a ReLU is 1/2 - 1/(2 pi).
inline constexpr double kReluGradientGain = 0.5 / (0.5 - 0.5 / std::numbers::pi);

}  // namespace cartograf
