#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "host/predictor/registry.hpp"
#include "host/predictor/uncertainty.hpp"
#include "host/predictor/kinds/standardiser.hpp"
#include "host/predictor/kinds/target_transform.hpp"
#include "kernels/linalg/cholesky.hpp"
#include "kernels/linalg/matern_device.hpp"
#include "kernels/linalg/matern_kernel.hpp"

namespace cartograf {

/// `gp`: Gaussian process regression with a Matern 5/2 kernel whose parameters are fixed, so that there is nothing to
/// optimise and nothing random.
PredictorKind gaussian_process_kind();

/// What a Gaussian process is made of.
struct GaussianProcessParts {
  Standardiser standardiser;  ///< of the features; columns that hardly vary are left out
  TargetTransform transform;
  double clip = 0;              ///< standardised features are within +-clip
  double log_scale = 0;         ///< r^2 = 5 exp(log_scale) |a - b|^2 / columns
  double noise = 0;             ///< variance of the noise of a transformed, standardised target
  double jitter = 0;            ///< added to it where the kernel matrix was not positive definite otherwise
  std::vector<double> rows;     ///< of the training, [n x columns], standardised and clipped
  std::vector<double> targets;  ///< [n] transformed, standardised
  std::vector<double> alpha;    ///< [n] (K + (noise + jitter) I)^-1 targets
};

/// Scores are in the unit of the transformed, standardised target; predictions in that of the target. What is computed for
/// a row depends on that row alone: not on threads, batches, or the rows beside it. Rows that come several times in a call
/// are computed once.
class GaussianProcess final : public Regressor, public Uncertainty {
 public:
  /// Predicts where `context` says. Throws DeviceError when that cannot be used.
  GaussianProcess(GaussianProcessParts parts, const PredictorContext& context);
  /// Parameters are those of the kind. Throws InputError for training rows that the Standardiser or the TargetTransform
  /// does not take and for features that are all constant.
  static std::unique_ptr<GaussianProcess> train(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context);
  /// Throws InputError, naming `where`, when something is missing or does not fit.
  static std::unique_ptr<GaussianProcess> load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context);

  Device device() const override { return device_; }
  std::uint64_t n_features() const override { return parts_.standardiser.n_columns(); }
  std::vector<double> predict(const MatrixView& rows) const override;
  ScoresView scores(const MatrixView& rows) const override;
  std::vector<NamedArray> save() const override;
  std::vector<std::string> notes() const override;
  const Uncertainty* uncertainty() const override { return this; }

  // What follows is computed on the CPU; rows are in host memory.

  /// The posterior means, which predictions are mapped back from.
  std::vector<double> scores_of(const MatrixView& rows) const;
  Posterior posterior(const MatrixView& rows) const override;
  double in_unit_of_target(double score) const override { return parts_.transform.back(score); }
  std::vector<double> scores_of_training() const override;
  double noise() const override { return parts_.noise + parts_.jitter; }
  const TargetTransform& transform() const { return parts_.transform; }
  const GaussianProcessParts& parts() const { return parts_; }

  /// r^2 of a squared distance of 1.
  double scale() const { return kernel_.scale(); }
  /// On how many threads it predicts; 0 = all cores.
  int threads() const { return threads_; }

  /// Rows as the kernel takes them: standardised and clipped, [n_rows x columns].
  std::vector<double> prepared(const MatrixView& rows) const override;
  std::size_t n_seen() const override { return parts_.standardiser.n_kept(); }
  std::span<const double> prepared_training_rows() const override { return parts_.rows; }
  std::unique_ptr<PosteriorCovariances> covariances(const MatrixView& rows) const override;
  std::unique_ptr<DrawnFunctions> draw(std::size_t n_functions, std::uint64_t seed) const override;
  /// Replaces each b, a row of [n_right x training rows], by (K + (noise + jitter) I)^-1 b.
  void solve(std::span<double> b, std::size_t n_right) const { factor().solve(b, n_right); }

  // Of prepared rows, [n x columns].

  /// The kernel with the training rows, [n x training rows].
  std::vector<double> kernel_with_training(std::span<const double> prepared_rows, std::size_t n) const { return kernel_.rows(prepared_rows, n); }
  /// The kernel with the training rows, each row of it multiplied by the inverse of the Cholesky factor of
  /// K + (noise + jitter) I: [n x training rows]. Its products are what training has taken away from the prior covariance.
  std::vector<double> whitened(std::span<const double> prepared_rows, std::size_t n) const;

 private:
  const Cholesky& factor() const;
  /// What compute(prepared rows, n) says of each row; called of blocks of the distinct rows, by several threads.
  template <class Compute>
  std::vector<double> of_distinct(const MatrixView& rows, Compute compute) const;

  GaussianProcessParts parts_;
  Device device_;
  int threads_;
  MaternKernel kernel_;
  std::unique_ptr<MaternOnDevice> on_device_;  ///< null on the CPU
  mutable std::unique_ptr<Cholesky> factor_;   ///< made when it is first needed
};

}  // namespace cartograf
