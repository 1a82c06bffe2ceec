#pragma once

#include <cmath>

#include "kernels/features/signal/form_features.hpp"
#include "kernels/features/signal/relu_correlation.hpp"

/// The groups `ed`, `g2` and `gr`: one signal through a stack of equal cells, forth and back. A convolution's output has
/// variance 1; a pool keeps 0.7 of the amplitude; different sources are independent.
///
/// From cell to cell: with one input, it is the output of the cell before. With two, input 0 is what the cell before had
/// as input 1, and input 1 is its output; both inputs of the first cell are alike. Without a live path all are missing.
namespace cartograf {

inline constexpr int kEdColumns = 24;
inline constexpr int kG2Columns = 9;
inline constexpr int kGrColumns = 7;

CARTOGRAF_HD inline void write_missing(double* out, int n) {
  for (int i = 0; i < n; ++i) out[i] = kMissing;
}

inline constexpr double kPoolAmplitude1 = 0.7;
inline constexpr double kPoolAmplitude2 = 0.48999999999999994;
inline constexpr double kPoolAmplitude3 = 0.3429999999999999;

CARTOGRAF_HD inline double amplitude(PoolTerms terms) {
  return coefficient(terms, 0) + coefficient(terms, 1) * kPoolAmplitude1 + coefficient(terms, 2) * kPoolAmplitude2 +
         coefficient(terms, 3) * kPoolAmplitude3;
}

CARTOGRAF_HD inline double squared_amplitude(PoolTerms terms) {
  const double value = amplitude(terms);
  return value * value;
}

/// The signal at a source: its variance, and means weighted by variance of what it went through (convolutions, those
/// with a kernel above 1, those with kernel 1, pools, reach) and of the squared number of convolutions.
struct Flow {
  static constexpr int kQuantities = 5;
  double variance = 1;
  double mean[kQuantities] = {};
  double squared_depth = 0;
};

template <class Form>
CARTOGRAF_HD Flow flow_of_row(const Form& form, const Flow* by_source, int row) {
  Flow sum;
  sum.variance = 0;
  for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
    const Flow& source = by_source[form.source[entry]];
    const PoolTerms terms = form.terms[entry];
    const double total = amplitude(terms);
    const double weight = total * total * source.variance;
    const double pools = (coefficient(terms, 1) * kPoolAmplitude1 + 2 * coefficient(terms, 2) * kPoolAmplitude2 +
                          3 * coefficient(terms, 3) * kPoolAmplitude3) /
                         total;
    for (int i = 0; i < Flow::kQuantities; ++i) sum.mean[i] += weight * (source.mean[i] + (i >= 3 ? pools : 0));
    sum.squared_depth += weight * source.squared_depth;
    sum.variance += weight;
  }
  for (double& mean : sum.mean) mean /= sum.variance;
  sum.squared_depth /= sum.variance;
  return sum;
}

template <class Form>
CARTOGRAF_HD Flow flow_behind(const Flow& read, const Form& form, int conv) {
  Flow flow = read;
  flow.variance = 1;
  flow.squared_depth = read.squared_depth + 2 * read.mean[0] + 1;
  flow.mean[0] += 1;
  flow.mean[form.is_large(conv) ? 1 : 2] += 1;
  flow.mean[4] += form.reach(conv);
  return flow;
}

/// The reduction between stages: half through a shortcut, half through two convolutions.
CARTOGRAF_HD inline void reduce(Flow& flow) {
  flow.variance = 2;
  flow.squared_depth = (flow.squared_depth + flow.squared_depth + 4 * flow.mean[0] + 4) / 2;
  flow.mean[0] += 1;
  flow.mean[1] += 1;
  flow.mean[3] += .5;
  flow.mean[4] += 1;
}

CARTOGRAF_HD inline double* write_flow(const Flow& flow, double* out) {
  for (const double mean : flow.mean) *out++ = std::log1p(mean);
  const double variance = flow.squared_depth - flow.mean[0] * flow.mean[0];
  *out++ = std::log1p(std::sqrt(variance > 0 ? variance : 0));
  *out++ = std::log(flow.variance);
  *out++ = flow.mean[1] / (flow.mean[0] + flow.mean[3] + 1e-9);
  return out;
}

/// Group `ed`: expected depths through 15 cells, with a reduction behind the 5th and the 10th, after cells 1, 5 and 15.
/// With two inputs the reduction is applied to both. out: [kEdColumns].
template <class Form>
CARTOGRAF_HD void effective_depth(const Form& form, double* out) {
  if (!form.connected()) return write_missing(out, kEdColumns);
  Flow by_source[Form::kSources];
  for (int input = 0; input < form.n_inputs; ++input) by_source[input] = {};
  for (int cell = 0; cell < 15; ++cell) {
    for (int conv = 0; conv < form.n_convs; ++conv) {
      by_source[form.n_inputs + conv] = flow_behind(flow_of_row(form, by_source, conv), form, conv);
    }
    const Flow output = flow_of_row(form, by_source, form.output_row());
    if (cell == 0 || cell == 4 || cell == 14) out = write_flow(output, out);
    if (form.n_inputs == 2) by_source[0] = by_source[1];
    by_source[form.n_inputs - 1] = output;
    if (cell != 4 && cell != 9) continue;
    for (int input = 0; input < form.n_inputs; ++input) reduce(by_source[input]);
  }
}

/// Variances through a cell. inputs: of its inputs, replaced by those of the next cell; read: of what each convolution
/// is applied to, [n_convs]. Returns that of the output.
template <class Form>
CARTOGRAF_HD double pass_variances(const Form& form, double* inputs, double* read) {
  const auto of_row = [&](int row) {
    double sum = 0;
    for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
      const int source = form.source[entry];
      sum += squared_amplitude(form.terms[entry]) * (form.is_input(source) ? inputs[source] : 1.0);
    }
    return sum;
  };
  for (int conv = 0; conv < form.n_convs; ++conv) read[conv] = of_row(conv);
  const double output = of_row(form.output_row());
  if (form.n_inputs == 2) inputs[0] = inputs[1];
  inputs[form.n_inputs - 1] = output;
  return output;
}

/// Second moments of gradients through a cell. by_source: [n_inputs + n_convs], written; `at_output`: of its output.
template <class Form>
CARTOGRAF_HD void pass_gradients(const Form& form, const double* read, double at_output, double* by_source) {
  for (int source = 0; source < form.n_inputs + form.n_convs; ++source) by_source[source] = 0;
  for (int row = form.output_row(); row >= 0; --row) {
    double gradient = at_output;
    if (row != form.output_row()) {
      gradient = by_source[form.n_inputs + row] * kReluGradientGain / (read[row] > 1e-12 ? read[row] : 1e-12);
    }
    for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
      by_source[form.source[entry]] += squared_amplitude(form.terms[entry]) * gradient;
    }
  }
}

/// Group `g2`: gradients back through 5 cells, at the convolutions with a kernel above 1, with kernel 1, and at the
/// inputs of the first cell, all together. What a cell with two inputs passes on as it is keeps its gradient.
/// out: [kG2Columns].
template <class Form>
CARTOGRAF_HD void gradients_by_kernel(const Form& form, double* out) {
  constexpr int kCells = 5;
  if (!form.connected()) return write_missing(out, kG2Columns);
  double read[kCells][Form::kConvs];
  double variances[kMaxSignalInputs] = {1, 1};
  double output = 0;
  for (auto& of_cell : read) output = pass_variances(form, variances, of_cell);
  double at_inputs[kMaxSignalInputs] = {0, 0};  // of the cell behind; the last one is this cell's output
  at_inputs[form.n_inputs - 1] = 1 / output;
  double large[kCells] = {};  // from the last cell to the first
  double small[kCells] = {};
  double sum_large = 0, sum_small = 0;
  for (int back = 0; back < kCells; ++back) {
    double by_source[Form::kSources];
    pass_gradients(form, read[kCells - 1 - back], at_inputs[form.n_inputs - 1], by_source);
    for (int conv = 0; conv < form.n_convs; ++conv) {
      (form.is_large(conv) ? large : small)[back] += by_source[form.n_inputs + conv];
    }
    sum_large += large[back];
    sum_small += small[back];
    if (form.n_inputs == 2) by_source[1] += at_inputs[0];
    for (int input = 0; input < form.n_inputs; ++input) at_inputs[input] = by_source[input];
  }
  const double at_first = form.n_inputs == 2 ? at_inputs[0] + at_inputs[1] : at_inputs[0];
  *out++ = std::log(large[0] + 1e-3);
  *out++ = std::log(large[kCells - 1] + 1e-3);
  *out++ = std::log(small[0] + 1e-3);
  *out++ = std::log(small[kCells - 1] + 1e-3);
  *out++ = std::log(large[0] + small[0] + 1e-3);
  *out++ = std::log(large[kCells - 1] + small[kCells - 1] + 1e-3);
  *out++ = std::log(sum_large + 1e-3);
  *out++ = std::log(sum_large + sum_small + 1e-3);
  *out++ = std::log(at_first + 1e-6);
}

/// Group `gr`: each of 5 cells alone, a gradient of 1 at its output; with two inputs the gradient at the inputs is that
/// of both. Weights of a convolution count as kernel^2. out: [kGrColumns].
template <class Form>
CARTOGRAF_HD void gradients(const Form& form, double* out) {
  if (!form.connected()) return write_missing(out, kGrColumns);
  double variances[kMaxSignalInputs] = {1, 1};
  double log_variance = 0, first = 0, sum = 0;
  double at_convs[2] = {}, weighted[2] = {};  // of the first cell and of the last
  for (int cell = 0; cell < 5; ++cell) {
    double read[Form::kConvs];
    double by_source[Form::kSources];
    log_variance = std::log(pass_variances(form, variances, read));
    pass_gradients(form, read, 1, by_source);
    const double at_inputs = form.n_inputs == 2 ? by_source[0] + by_source[1] : by_source[0];
    const double log_gradient = std::log(at_inputs > 1e-12 ? at_inputs : 1e-12);
    if (cell == 0) first = log_gradient;
    sum += log_gradient;
    if (cell != 0 && cell != 4) continue;
    for (int conv = 0; conv < form.n_convs; ++conv) {
      const double gradient = by_source[form.n_inputs + conv];
      at_convs[cell / 4] += gradient;
      weighted[cell / 4] += gradient * (form.kernel[conv] * form.kernel[conv]);
    }
  }
  *out++ = log_variance;
  *out++ = first;
  *out++ = sum;
  for (const double total : at_convs) *out++ = std::log1p(total);
  for (const double total : weighted) *out++ = std::log1p(total);
}

}  // namespace cartograf
