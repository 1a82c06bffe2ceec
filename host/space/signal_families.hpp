#pragma once

#include <string>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// What the family `signal` needs to know of a space (docs/features.md).
struct SignalDescription {
  SignalView view{};
  std::vector<std::string> cell_parts = {""};  ///< one for each cell, in column names: "normal_", "reduce_"
};

/// Of an architecture with one cell; its words are those of `cell`. ops: one for each operation.
SignalView make_signal_view(const Cell& cell, const std::vector<SignalOp>& ops, int n_cells = 1);

/// The family `signal`, and `signal_strided` for a space with strided elements: the same columns of the form in which a
/// skip on a strided element is a convolution. `signal` takes it for a skip. Both off by default, both made of groups.
std::vector<FamilyInfo> signal_families(SignalDescription description);

}  // namespace cartograf
