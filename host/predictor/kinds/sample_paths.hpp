#pragma once

#include <cstdint>
#include <vector>

#include "host/predictor/kinds/gaussian_process.hpp"

namespace cartograf {

/// Functions drawn from the posterior of a Gaussian process, each of which can be asked anywhere, in any order (Wilson et
/// al., Efficiently sampling functions from Gaussian process posteriors, ICML 2020): a function of the prior, a weighted sum
/// of random Fourier features, plus what the kernel of the training rows has to add to it for the training targets. The
/// spectral density of the Matern 5/2 kernel is Student's t with 5 degrees of freedom. Functions share their features.
/// Function i of a seed is the same however many there are.
class SamplePaths final : public DrawnFunctions {
 public:
  /// `process` must outlive it.
  SamplePaths(const GaussianProcess& process, std::size_t n_paths, std::uint64_t seed);

  std::size_t n_paths() const { return n_paths_; }
  /// The scores of rows as GaussianProcess::prepared() gives them, [n x columns]: [n x n_paths]. A row's scores depend on
  /// that row alone.
  std::vector<double> of(std::span<const double> prepared_rows, std::size_t n) const;
  /// On as many threads as the process has; rows that come several times are computed once.
  std::vector<std::vector<double>> scores(const MatrixView& rows) const override;

  /// Fourier features of a function.
  static constexpr std::size_t kFeatures = 2048;

 private:
  std::vector<double> prior(std::span<const double> prepared_rows, std::size_t n) const;

  const GaussianProcess& process_;
  std::size_t n_paths_;
  std::vector<double> frequencies_;  ///< [kFeatures x columns]
  std::vector<double> phases_;       ///< [kFeatures]
  std::vector<double> weights_;      ///< [n_paths x kFeatures]
  std::vector<double> corrections_;  ///< [n_paths x training rows]
};

}  // namespace cartograf
