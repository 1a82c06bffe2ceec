#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/base/macros.hpp"

namespace cartograf {

/// How scores, of a standardised transformed target, are mapped back to the unit of the target. Ascends.
struct TargetMap {
  enum class Kind : std::int32_t { none,
                                   ceiling,
                                   log };

  Kind kind = Kind::none;
  double ceiling = 0;    ///< of Kind::ceiling: no target is above it
  double mean = 0;       ///< of the transformed target
  double deviation = 1;  ///< of the transformed target, > 0

  CARTOGRAF_HD double operator()(double score) const {
    const double t = score * deviation + mean;
    if (kind == Kind::ceiling) return ceiling - exp(-t);
    return kind == Kind::log ? exp(t) : t;
  }
};

}  // namespace cartograf
