#include "host/predictor/kinds/sample_paths.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "host/table/distinct_rows.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/products.hpp"

namespace cartograf {
namespace {

/// Rows that a thread computes at a time.
constexpr std::size_t kTaskRows = 256;

/// Random numbers that are the same with every standard library, whose distributions are not.
class RandomNumbers {
 public:
  RandomNumbers(std::uint64_t seed, std::uint64_t stream) : generator_(make(seed, stream)) {}

  /// In (0, 1].
  double uniform() { return (static_cast<double>(generator_() >> 11U) + 1) / 9007199254740992.0; }
  /// Standard normal, by Box and Muller.
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform()); }

 private:
  static std::mt19937_64 make(std::uint64_t seed, std::uint64_t stream) {
    std::seed_seq sequence{seed & 0xffffffffU, seed >> 32U, stream & 0xffffffffU, stream >> 32U};
    return std::mt19937_64(sequence);
  }

  std::mt19937_64 generator_;
};

}  // namespace

SamplePaths::SamplePaths(const GaussianProcess& process, std::size_t n_paths, std::uint64_t seed) : process_(process), n_paths_(n_paths) {
  constexpr int degrees_of_freedom = 5;
  const GaussianProcessParts& parts = process.parts();
  const std::size_t width = parts.standardiser.n_kept(), n = parts.targets.size();
  const double inverse_length = std::sqrt(process.scale() / degrees_of_freedom);
  RandomNumbers shared(seed, 0);
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    double chi_squared = 0;
    for (int i = 0; i < degrees_of_freedom; ++i) chi_squared += std::pow(shared.normal(), 2);
    const double spread = inverse_length / std::sqrt(chi_squared / degrees_of_freedom);
    for (std::size_t j = 0; j < width; ++j) frequencies_.push_back(spread * shared.normal());
    phases_.push_back(2 * std::numbers::pi * shared.uniform());
  }
  const double noise = std::sqrt(parts.noise + parts.jitter);
  std::vector<double> errors;
  for (std::size_t path = 0; path < n_paths; ++path) {
    RandomNumbers own(seed, path + 1);
    for (std::size_t feature = 0; feature < kFeatures; ++feature) weights_.push_back(std::sqrt(2.0 / kFeatures) * own.normal());
    for (std::size_t i = 0; i < n; ++i) errors.push_back(noise * own.normal());
  }
  const std::vector<double> at_training = prior(parts.rows, n);
  for (std::size_t path = 0; path < n_paths; ++path) {
    for (std::size_t i = 0; i < n; ++i) corrections_.push_back(parts.targets[i] - at_training[i * n_paths + path] - errors[path * n + i]);
  }
  process.solve(corrections_, n_paths);
}

std::vector<double> SamplePaths::prior(std::span<const double> prepared_rows, std::size_t n) const {
  std::vector<double> features = products_with_rows(prepared_rows, n, frequencies_, kFeatures, process_.parts().standardiser.n_kept());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t feature = 0; feature < kFeatures; ++feature) {
      double& value = features[i * kFeatures + feature];
      value = std::cos(value + phases_[feature]);
    }
  }
  return products_with_rows(features, n, weights_, n_paths_, kFeatures);
}

std::vector<double> SamplePaths::of(std::span<const double> prepared_rows, std::size_t n) const {
  const std::size_t n_training = process_.parts().targets.size();
  std::vector<double> scores = prior(prepared_rows, n);
  const std::vector<double> added =
      products_with_rows(process_.kernel_with_training(prepared_rows, n), n, corrections_, n_paths_, n_training);
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += added[i];
  return scores;
}

std::vector<std::vector<double>> SamplePaths::scores(const MatrixView& rows) const {
  const DistinctRows distinct = distinct_rows(rows, process_.threads());
  const std::size_t n = distinct.first.size();
  std::vector<double> computed(n * n_paths_);
  parallel_for(static_cast<std::int64_t>((n + kTaskRows - 1) / kTaskRows), process_.threads(), [&](std::int64_t task) {
    const std::size_t first = static_cast<std::size_t>(task) * kTaskRows, n_rows = std::min(kTaskRows, n - first);
    std::vector<double> block;
    for (std::size_t i = 0; i < n_rows; ++i) {
      const std::vector<double> row = process_.prepared({rows.row(distinct.first[first + i]), rows.dtype, 1, rows.n_columns, {}});
      block.insert(block.end(), row.begin(), row.end());
    }
    const std::vector<double> of_block = of(block, n_rows);
    std::copy(of_block.begin(), of_block.end(), computed.begin() + static_cast<std::ptrdiff_t>(first * n_paths_));
  });
  std::vector<std::vector<double>> result(n_paths_, std::vector<double>(rows.n_rows));
  for (std::size_t path = 0; path < n_paths_; ++path) {
    for (std::size_t i = 0; i < rows.n_rows; ++i) result[path][i] = computed[distinct.which[i] * n_paths_ + path];
  }
  return result;
}

}  // namespace cartograf
