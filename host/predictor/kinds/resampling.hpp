#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace cartograf {

/// Draws rows. The numbers follow from the seed alone, on every machine.
class Resampling {
 public:
  explicit Resampling(std::uint64_t seed) : random_(seed) {}

  /// How often each of n rows is among n that are drawn with replacement: [n].
  std::vector<float> bootstrap(std::uint64_t n);
  /// The same where row i is drawn with a probability that is proportional to `weights[i]`.
  std::vector<float> bootstrap(std::span<const double> weights);
  /// 1 for each of `n_drawn` of n rows, drawn without replacement, 0 for the others: [n].
  std::vector<float> subset(std::uint64_t n, std::uint64_t n_drawn);

 private:
  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }  ///< in [0, 1)

  std::mt19937_64 random_;
};

}  // namespace cartograf
