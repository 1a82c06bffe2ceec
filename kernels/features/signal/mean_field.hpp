#pragma once

#include <cmath>

#include "kernels/features/signal/mean_field_form.hpp"

/// The group `mf`: covariances of the signal between places of an image, and between images, through 3 stages of 5 cells.
///
/// A covariance is a function of the lag of two places, on a grid of -9 ... 9 in both directions (box filters take the
/// border for what lies beyond), for three pairs of images of similarity 1, .9 and .5. It stays the same under
/// reflections and transposition whatever a cell does, so 55 lags (i, j), 0 <= j <= i <= 9, stand for all 361.
///
/// A convolution turns correlations c into (k(c) - k(0)) / (k(1) - k(0)), k the normalised map of ReLU, whatever its
/// kernel; a polynomial with coefficients p turns a covariance C into the sum of p_a p_b B^(a+b) C (B^(a+b))^T, B the
/// box filter of 3; different sources are independent. The reduction between stages is a residual block of stride 2.
/// Of two inputs, input 0 is what the cell before had as input 1, and input 1 is its output; both are reduced between
/// stages, each by its own variance.
namespace cartograf {

inline constexpr int kMfColumns = 25;
inline constexpr int kMaxLag = 9;
inline constexpr int kLagPoints = (kMaxLag + 1) * (kMaxLag + 2) / 2;
inline constexpr int kImagePairs = 3;
/// A covariance: [kLagPoints x kImagePairs].
inline constexpr int kFieldSize = kLagPoints * kImagePairs;

CARTOGRAF_HD constexpr int lag_point(int i, int j) { return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i; }

/// Who is next to whom on the grid of lags.
struct LagGrid {
  std::uint8_t neighbours[kLagPoints][9];  ///< points under the box filter of 3 x 3; the same one several times
  std::uint8_t doubled[kLagPoints];        ///< the point of twice the lag, at most kMaxLag
  std::uint8_t multiplicity[kLagPoints];   ///< lags that the point stands for

  CARTOGRAF_HD static constexpr int clamped(int lag) { return lag < 0 ? -lag : lag > kMaxLag ? kMaxLag
                                                                                             : lag; }

  /// Fills in one point.
  CARTOGRAF_HD constexpr void fill(int point) {
    int i = 0;
    while (lag_point(i + 1, 0) <= point) ++i;
    const int j = point - lag_point(i, 0);
    for (int k = 0; k < 9; ++k) {
      neighbours[point][k] = static_cast<std::uint8_t>(lag_point(clamped(i + k / 3 - 1), clamped(j + k % 3 - 1)));
    }
    doubled[point] = static_cast<std::uint8_t>(lag_point(clamped(2 * i), clamped(2 * j)));
    multiplicity[point] = static_cast<std::uint8_t>((i > 0 ? 2 : 1) * (j > 0 ? 2 : 1) * (i == j ? 1 : 2));
  }
};

inline constexpr double kPi = 3.141592653589793;
/// k(0) and k(1) of the map of ReLU.
inline constexpr double kReluAt0 = 1 / (2 * kPi);
inline constexpr double kReluAt1 = 0.5;

/// The arc cosine of -0.5 <= x <= 1 without a branch, so that loops over it become vectors; the approximation of
/// fdlibm, off by at most 2 units of the last place.
CARTOGRAF_HD inline double arc_cosine(double x) {
  const bool small = x < 0.5;
  const double z = small ? x * x : (1 - x) * 0.5;
  const double s = small ? x : std::sqrt(z);
  const double p = z * (1.66666666666666657415e-01 + z * (-3.25565818622400915405e-01 + z * (2.01212532134862925881e-01 +
                                                                                             z * (-4.00555345006794114027e-02 + z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))));
  const double q = 1 + z * (-2.40339491173441421878e+00 + z * (2.02094576023350569471e+00 +
                                                               z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
  const double w = s + s * (p / q);
  return small ? 1.57079632679489655800 - w : 2 * w;
}

/// The normalised map of ReLU of correlations, which are not negative but for rounding. The difference loses the digits
/// of small correlations, as it does in the reference definition: hence its very formula.
CARTOGRAF_HD inline double relu_map(double correlation) {
  const double r = correlation < 1 ? correlation : 1;
  const double mapped = (std::sqrt(1 - r * r) + r * (kPi - arc_cosine(r))) / (2 * kPi);
  return (mapped - kReluAt0) / (kReluAt1 - kReluAt0);
}

/// The coefficient of a power in the square of a polynomial.
CARTOGRAF_HD inline int squared_coefficient(PoolTerms terms, int power) {
  int sum = 0;
  for (int a = power > 3 ? power - 3 : 0; a <= 3 && a <= power; ++a) sum += coefficient(terms, a) * coefficient(terms, power - a);
  return sum;
}

/// Doubles that evaluating a form takes, besides LagGrid.
CARTOGRAF_HD constexpr int mean_field_scratch(int n_inputs, int n_convs) { return (n_inputs + n_convs + 2) * kFieldSize; }

/// One lane that does all; the lanes of a GPU are the threads of a block.
struct OneLane {
  CARTOGRAF_HD static constexpr int first() { return 0; }
  CARTOGRAF_HD static constexpr int count() { return 1; }
  CARTOGRAF_HD static void sync() {}
};

/// Evaluates a form together with the other lanes. Lanes: first(), the number of this one; count(); sync(), which returns
/// when all have called it and sees what they wrote.
template <class Form, class Lanes>
class MeanField {
 public:
  /// form: of MeanFieldFormBuilder; scratch: [mean_field_scratch()]; both and `grid` shared by all lanes.
  CARTOGRAF_HD MeanField(const Form& form, const LagGrid& grid, double* scratch, Lanes lanes)
      : form_(form), grid_(grid), fields_(scratch), lanes_(lanes) {
    sum_ = fields_ + (form.n_inputs + form.n_convs) * kFieldSize;
    next_ = sum_ + kFieldSize;
  }

  /// out: [kMfColumns], written by the first lane. All lanes are to sync() before scratch is used again.
  CARTOGRAF_HD void evaluate(double* out) {
    if (!form_.connected()) {
      if (lanes_.first() == 0) {
        for (int i = 0; i < kMfColumns; ++i) out[i] = kMissing;
      }
      return;
    }
    start();
    for (int stage = 0; stage < 3; ++stage) {
      for (int cell = 0; cell < 5; ++cell) {
        pass_cell();
        if (stage == 0 && cell == 0 && lanes_.first() == 0) *out = std::log(input(newest_)[0]);
      }
      if (lanes_.first() == 0) write_stage(input(newest_), out + 1 + 8 * stage);
      if (stage == 2) break;
      for (int at = 0; at < form_.n_inputs; ++at) reduce(input(at));
    }
  }

 private:
  CARTOGRAF_HD double* input(int at) const { return fields_ + at * kFieldSize; }

  /// Where the form's source is. The two inputs take turns, so that nothing is copied.
  CARTOGRAF_HD double* source(int at) const {
    if (!form_.is_input(at)) return fields_ + at * kFieldSize;
    return input(at == form_.n_inputs - 1 ? newest_ : form_.n_inputs - 1 - newest_);
  }

  CARTOGRAF_HD void start() {
    newest_ = form_.n_inputs - 1;
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) {
      const int point = item / kImagePairs;
      int i = 0;
      while (lag_point(i + 1, 0) <= point) ++i;
      const int j = point - lag_point(i, 0);
      const double similarity = item % kImagePairs == 0 ? 1.0 : item % kImagePairs == 1 ? 0.9
                                                                                        : 0.5;
      const double value = relu_map(std::exp(-std::sqrt(static_cast<double>(i * i + j * j)) / 3.0) * similarity);
      for (int at = 0; at < form_.n_inputs; ++at) input(at)[item] = value;
    }
    lanes_.sync();
  }

  CARTOGRAF_HD void pass_cell() {
    for (int conv = 0; conv < form_.n_convs; ++conv) {
      sum_row(conv);
      const double variance = sum_[0];
      const double* __restrict from = sum_;
      double* __restrict to = fields_ + (form_.n_inputs + conv) * kFieldSize;
      for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) to[item] = relu_map(from[item] / variance);
      lanes_.sync();
    }
    sum_row(form_.output_row());
    const int oldest = form_.n_inputs - 1 - newest_;  // with one input the same
    double* __restrict to = input(oldest);
    const double* __restrict from = sum_;
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) to[item] = from[item];
    newest_ = oldest;
    lanes_.sync();
  }

  CARTOGRAF_HD double boxed(const double* from, int item) const {
    const int point = item / kImagePairs;
    const int pair = item - point * kImagePairs;
    double sum = 0;
    for (int k = 0; k < 9; ++k) sum += from[grid_.neighbours[point][k] * kImagePairs + pair];
    return sum / 9;
  }

  CARTOGRAF_HD int highest_power_of_row(int row) const {
    PoolTerms any = 0;
    for (int entry = form_.first_entry(row); entry < form_.end_entry(row); ++entry) any |= form_.terms[entry];
    return 2 * highest_power(any);
  }

  /// The covariance of a row into sum_, by Horner's rule: the box filter is applied to the sum of all sources.
  CARTOGRAF_HD void sum_row(int row) {
    const int highest = highest_power_of_row(row);
    for (int power = highest; power >= 0; --power) {
      double* __restrict to = next_;
      for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) to[item] = power == highest ? 0 : boxed(sum_, item);
      for (int entry = form_.first_entry(row); entry < form_.end_entry(row); ++entry) {
        const int factor = squared_coefficient(form_.terms[entry], power);
        if (factor == 0) continue;
        const double* __restrict from = source(form_.source[entry]);
        for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) to[item] += factor * from[item];
      }
      next_ = sum_;
      sum_ = to;
      lanes_.sync();
    }
  }

  /// Stride 2 behind two convolutions, and behind a pool with a linear 1 x 1 convolution, added.
  CARTOGRAF_HD void reduce(double* field) {
    const double variance = field[0];
    lanes_.sync();
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) sum_[item] = field[item] / variance;
    lanes_.sync();
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) {
      field[item] = relu_map(relu_map(sum_[item]));
      next_[item] = boxed(sum_, item);
    }
    lanes_.sync();
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) sum_[item] = boxed(next_, item);
    lanes_.sync();
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) next_[item] = field[item] + sum_[item] / sum_[0];
    lanes_.sync();
    for (int item = lanes_.first(); item < kFieldSize; item += lanes_.count()) {
      const int point = item / kImagePairs;
      field[item] = next_[grid_.doubled[point] * kImagePairs + item - point * kImagePairs];
    }
    lanes_.sync();
  }

  /// The mean over the whole grid of correlations of a pair of images.
  CARTOGRAF_HD double mean(const double* field, int pair) const {
    double sum = 0;
    for (int point = 0; point < kLagPoints; ++point) {
      sum += grid_.multiplicity[point] * (field[point * kImagePairs + pair] / field[0]);
    }
    return sum / ((2 * kMaxLag + 1) * (2 * kMaxLag + 1));
  }

  /// out: [8].
  CARTOGRAF_HD void write_stage(const double* field, double* out) const {
    const double same = mean(field, 0);
    const double similar = mean(field, 1);
    out[0] = std::log(field[0]);
    out[1] = field[1] / field[0];
    out[2] = field[2] / field[0];
    out[3] = field[lag_point(1, 0) * kImagePairs] / field[0];
    out[4] = field[lag_point(4, 0) * kImagePairs] / field[0];
    out[5] = similar;
    out[6] = same;
    out[7] = std::log((same - similar) / (same + 1e-9) + 1e-9);
  }

  const Form& form_;
  const LagGrid& grid_;
  double* fields_;  ///< inputs, then convolutions
  double* sum_;
  double* next_;
  int newest_ = 0;  ///< input field that holds the output of the cell before
  Lanes lanes_;
};

}  // namespace cartograf
