#pragma once

#include <string>
#include <vector>

#include "host/space/measure_column.hpp"

namespace cartograf {

/// Operations that a column is about, and how its name calls them. An attribute of the layers (heads, width) is the set
/// of its choices.
struct NamedOps {
  std::string name;
  OpSet ops = 0;
};

/// Each operation on its own, under its name.
std::vector<NamedOps> single_ops(const std::vector<std::string>& operations);

/// The families of layered spaces; docs/features.md defines them.
enum class LayerFamily {
  count_ops,     ///< of subsets
  pos_state,     ///< of subsets
  longest_run,   ///< of subsets
  monotonicity,  ///< of attributes
  first_last,    ///< of attributes
  listed,        ///< columns one by one
};

/// A family that a layered space has.
struct LayerFeatures {
  LayerFamily family = LayerFamily::listed;
  std::vector<NamedOps> ops{};           ///< subsets or attributes
  std::string name{};                    ///< of a listed family
  std::vector<MeasureColumn> columns{};  ///< of a listed family
};

}  // namespace cartograf
