#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/base/dtype.hpp"

namespace cartograf {

/// What the numbers of a matrix stand for: the integers k of values k/n (as int8 stores hold them), or the values.
enum class Representation { numerators,
                            values };

/// That of features as the engine computes them.
constexpr Representation representation_of(Dtype dtype) {
  return dtype == Dtype::int8 ? Representation::numerators : Representation::values;
}

/// What was done to get columns that are not those of a store as it is; a model keeps it, to do the same when it is applied.
struct ColumnPreparation {
  std::vector<std::string> joined;      ///< columns that come from joined tables
  std::vector<std::string> logarithms;  ///< columns whose natural logarithm was taken
  std::vector<double> missing_values;   ///< what stood for a missing value in joined tables

  bool empty() const { return joined.empty() && logarithms.empty(); }
  bool operator==(const ColumnPreparation&) const = default;
};

/// What the rows of a store, of a matrix, of a space or of a model's training are.
struct FeatureDescription {
  std::string space{};
  std::string convention{};  ///< its name; empty where it is not known
  Dtype dtype = Dtype::float32;
  Representation representation = Representation::values;
  std::vector<FeatureColumn> columns{};
  std::vector<std::string> families{};         ///< that the columns come from, or groups of one (signal:lin); empty in models of older versions
  std::vector<std::string> column_families{};  ///< [columns] the family of each, or the name of a joined table; empty when not asked for
  bool lacks_edges = false;                    ///< whether architectures of the space may lack candidate edges; known where the families of the columns are
  ColumnPreparation preparation{};
};

/// What the words of /adjacency and their bits mean.
struct AdjacencyBits {
  std::vector<std::string> operations;  ///< one word a row for each: the mask of the elements that carry it
  std::vector<std::string> edges;       ///< bit e of a mask is this element; an edge is written "source->target"
  int word_bits = 0;                    ///< bits of the widest word; 0 = those of the masks
};

/// With `--unique`: which architectures the rows stand for. [n] each, n = all that were asked for.
struct ClassTable {
  std::string equivalence;
  std::vector<std::uint64_t> index;
  std::vector<std::uint64_t> representative;  ///< index of the architecture that stands for it
};

}  // namespace cartograf
