#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/hdf5/array_file.hpp"
#include "kernels/linalg/target_map.hpp"

namespace cartograf {

/// What a predictor makes of its targets y before it is fitted to them, and how it maps scores back to their unit. All of
/// it is learnt from the training targets alone:
/// 1. `none` t = y; `log` t = ln y; `ceiling` t = -ln(c - y + 1e-9), the distance to a ceiling c = 2 max(y) - median(y),
///    which spreads the best ones out;
/// 2. the mean of t is subtracted and the result divided by its standard deviation (of the population).
class TargetTransform {
 public:
  using Kind = TargetMap::Kind;

  TargetTransform() = default;  ///< scores are targets
  /// As users write it: none, ceiling, log.
  static const std::vector<std::string>& names();
  /// Throws InputError, which names the training row (counted from 1), for `log` of what is not above zero, for `ceiling` of
  /// targets that span less than 1e-6, and for targets
  /// that are beyond doubles or indistinguishable after the transform. y: at least two, not all the same.
  TargetTransform(const std::string& name, std::span<const double> y);
  /// From what arrays() gave. Throws InputError, naming `where`, when something is missing or cannot be.
  TargetTransform(const std::vector<NamedArray>& arrays, const std::string& where);

  /// y: below the ceiling, as the training targets are.
  double forward(double y) const;
  /// Ascends with the score; not above the ceiling.
  double back(double score) const { return map_(score); }
  /// back() as a functor for a GPU.
  const TargetMap& map() const { return map_; }
  /// forward() of each.
  std::vector<double> forward(std::span<const double> y) const;

  Kind kind() const { return map_.kind; }
  double ceiling() const { return map_.ceiling; }

  std::vector<NamedArray> arrays() const;

 private:
  double unscaled(double y) const;

  TargetMap map_;
};

}  // namespace cartograf
