#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/features/signal/relu_correlation.hpp"
#include "kernels/features/signal/signal_graph.hpp"

namespace cartograf {

/// Group m: how signals and gradients pass through an architecture of infinite width. A node takes the mean of its
/// predecessors, the output their concatenation, by channels. The input reaches other nodes through 1 x 1 convolutions;
/// at the output half of the signal comes from it, when inner nodes feed the output too. Writes 15 columns.
class NodePropagation {
 public:
  CARTOGRAF_HD NodePropagation(const SignalGraph& graph, double* out) : graph_(graph), out_(out) {
    for (std::uint32_t rest = graph.feeding(); rest != 0; rest &= rest - 1) feeding_channels_ += graph.node[lowest_bit(rest)].channels;
  }

  /// Returns where the columns end.
  CARTOGRAF_HD double* write() {
    write_expected_path();
    write_correlations();
    write_gradients();
    return out_;
  }

 private:
  CARTOGRAF_HD void put(double value) { *out_++ = value; }

  /// What arrives at a node, N numbers of each of its predecessors: value[i] of node i, `projected` of the input.
  template <int N>
  CARTOGRAF_HD void gather(const SignalNode& node, bool is_output, const double (*value)[N], const double* projected, double* sum) const {
    const std::uint32_t inner = node.before & ~std::uint32_t{1};
    const bool from_input = (node.before & 1) != 0;
    const double part_of_input = is_output ? (inner != 0 ? 0.5 : 1) : 1.0 / node.degree_in();
    for (int k = 0; k < N; ++k) sum[k] = from_input ? part_of_input * projected[k] : 0;
    const double part = !is_output ? part_of_input : (from_input ? 0.5 : 1) / feeding_channels_;
    for (std::uint32_t rest = inner; rest != 0; rest &= rest - 1) {
      const int i = lowest_bit(rest);
      const double weight = is_output ? part * graph_.node[i].channels : part;
      for (int k = 0; k < N; ++k) sum[k] += weight * value[i][k];
    }
  }

  /// Expected convolutions, 3x3 and 1x1 convolutions, pools and reach of a path that a signal takes backwards.
  CARTOGRAF_HD void write_expected_path() {
    constexpr int kNumbers = 5;
    constexpr double projected[kNumbers] = {1, 0, 1, 0, 0};
    double mean[kMaxGraphNodes][kNumbers];
    for (int i = 1; i < graph_.n_nodes; ++i) {
      const SignalNode& node = graph_.node[i];
      gather<kNumbers>(node, i == graph_.output(), mean, projected, mean[i]);
      if (node.kind == NodeKind::other) continue;
      mean[i][0] += node.convolutions();
      mean[i][1 + static_cast<int>(node.kind)] += node.steps;
      mean[i][4] += node.reach;
    }
    for (const double value : mean[graph_.output()]) put(value);
  }

  /// Correlations of the signals of two images, for three correlations of the images, behind one cell and three.
  CARTOGRAF_HD void write_correlations() {
    constexpr int kNumbers = 3, kCells = 3;
    double images[kNumbers] = {0.9, 0.5, 0.1};
    for (int cell = 0; cell < kCells; ++cell) {
      double projected[kNumbers], value[kMaxGraphNodes][kNumbers];
      for (int k = 0; k < kNumbers; ++k) projected[k] = relu_correlation(images[k]);
      for (int i = 1; i < graph_.n_nodes; ++i) {
        gather<kNumbers>(graph_.node[i], i == graph_.output(), value, projected, value[i]);
        for (int step = 0; step < graph_.node[i].convolutions(); ++step) {
          for (double& correlation : value[i]) correlation = relu_correlation(correlation);
        }
      }
      for (int k = 0; k < kNumbers; ++k) images[k] = value[graph_.output()][k];
      if (cell == 1) continue;
      for (const double correlation : images) put(std::log(correlation + kSmall));
    }
  }

  /// Second moments of the gradients at the input and at the weights of convolutions, for 1 at the output.
  CARTOGRAF_HD void write_gradients() {
    double gradient[kMaxGraphNodes] = {};
    double at_spatial = 0, at_pointwise = 0, at_weights = 0;
    if (graph_.direct()) gradient[0] = kReluGradientGain;
    for (std::uint32_t rest = graph_.feeding(); rest != 0; rest &= rest - 1) {
      const int i = lowest_bit(rest);
      gradient[i] = static_cast<double>(graph_.node[i].channels) / feeding_channels_;
    }
    for (int i = graph_.output() - 1; i > 0; --i) {
      const SignalNode& node = graph_.node[i];
      double back = gradient[i];
      for (int step = 0; step < node.convolutions(); ++step) {
        (node.kind == NodeKind::spatial ? at_spatial : at_pointwise) += back;
        at_weights += node.area * back;
        back *= kReluGradientGain;
      }
      back /= node.degree_in();
      for (std::uint32_t rest = node.before; rest != 0; rest &= rest - 1) {
        const int before = lowest_bit(rest);
        gradient[before] += before == 0 ? back * kReluGradientGain : back;
      }
    }
    put(std::log(gradient[0] + kSmall));
    put(std::log1p(at_spatial));
    put(std::log1p(at_pointwise));
    put(std::log1p(at_weights));
  }

  static constexpr double kSmall = 1e-4;  ///< added before a logarithm

  const SignalGraph& graph_;
  double* out_;
  int feeding_channels_ = 0;  ///< of the inner nodes that feed the output
};

}  // namespace cartograf
