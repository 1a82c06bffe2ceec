#pragma once

#include <vector>

#include "host/family/family.hpp"

namespace cartograf {

/// The family `signal`, and `signal_strided` for a space with strided elements: the same columns of the form in which a
/// skip on a strided element is a convolution. `signal` takes it for a skip. Both off by default, both made of groups.
/// Empty for a space that does not say what its operations do to a signal.
std::vector<Family> signal_families(const SpaceTraits& traits);

}  // namespace cartograf
