#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/family/feature_set.hpp"

namespace cartograf {

/// A family of features that a space offers. It holds all it needs, so that it may outlive the space.
struct Family {
  std::string name;
  bool by_default = true;
  /// Its columns. Throws InputError for more than kMaxColumns.
  std::function<ColumnBlocks()> blocks;
  /// The groups that the family is made of, if it may be asked for in parts ("signal:lin"), in the order of the columns.
  std::vector<Family> groups = {};
};

/// Name of the family of closed-form costs.
inline constexpr const char* kCostFamily = "cost";

/// The families of a space under a convention, in the order of their columns.
std::vector<Family> families_of(const SearchSpace& space, Convention convention);

/// The features of `families` (all default ones when empty), in the order of docs/features.md whatever the order asked
/// for. A family made of groups may be given as FAMILY:GROUP. Throws InputError for an unknown one, with the nearest names.
FeatureSet select_features(const SearchSpace& space, Convention convention, const std::vector<std::string>& families);

/// One family on its own; nothing when it has more columns than a store may have.
std::optional<FeatureSet> alone(const Family& family, Convention convention);

/// The columns of one family, wide ones included; nothing when there are more than a store may have.
std::optional<std::uint32_t> n_columns(const Family& family);

}  // namespace cartograf
