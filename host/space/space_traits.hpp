#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/space/layer_features.hpp"
#include "host/space/op_names.hpp"
#include "host/space/wide_column.hpp"
#include "kernels/features/cell.hpp"
#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// Two nodes of a cell between which paths are measured.
struct NamedTerminals {
  std::string name;  ///< in column names: "1->4", "c_{k-1}"; empty when there is only one pair
  std::uint8_t input = 0;
  std::uint8_t output = 0;
};

/// A column of `op_count` whose value is the same for all architectures, as published code has them.
struct ConstantCount {
  int id = 0;  ///< in its name
  int value = 0;
  bool released_package_only = false;  ///< not in the conventions of the papers' code
};

/// What families of features (docs/features.md) and equivalences need to know of a space, in one place.
struct SpaceTraits {
  OpNames ops;
  Cell cell{};
  bool complete = false;                       ///< every architecture has all elements of its cells
  int n_parallel = 1;                          ///< so many neighbouring elements are parallel edges that are not told apart
  std::vector<std::string> cell_parts = {""};  ///< one for each cell, in column names: "normal_", "reduce_"
  int first_node = 0;                          ///< how the first node is called in column names
  std::vector<int> inputs = {0};               ///< nodes of the cell, operations on edges
  int output = 0;
  int zero_op = -1;                            ///< the operation that passes nothing on, or -1
  int identity_op = -1;                        ///< the operation that passes its input on unchanged, or -1
  std::vector<NamedTerminals> terminals;       ///< operations on edges
  std::vector<ConstantCount> constant_counts;  ///< of `op_count`
  std::vector<WideColumn> costs;               ///< closed forms
  bool costs_by_default = false;
  std::vector<SignalOp> signal_ops;           ///< one for each operation; empty = not said, so that there is no `signal`
  ElementMask strided = 0;                    ///< elements on which a skip is a 1 x 1 convolution
  std::vector<LayerFeatures> layer_features;  ///< layers: the families, in their order

  /// Operations on edges: "1->2", the nodes as column names have them; "1->2#2" the second of parallel edges.
  std::string element_name(int element) const;
};

/// Of an architecture with one or more cells; its words are those of `cell`. ops: one for each operation.
SignalView make_signal_view(const Cell& cell, const std::vector<SignalOp>& ops, int n_cells = 1);

}  // namespace cartograf
