#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// A column of the family `signal`, as one cell has it.
struct SignalColumn {
  std::string name;  ///< with its group: "lin:n3"
  SignalGroup group = SignalGroup::lin;
  bool integer = false;
};

/// All columns of a cell with operations on edges (155) or on nodes (106), in the order in which a kernel writes them: by
/// group, none missing. No other cell has any.
const std::vector<SignalColumn>& signal_columns(CellKind kind);

/// "lin", "x", ...
std::string name_of(SignalGroup group);

/// What to say of a value that int8 does not hold: `column` of cell `cell` of a row.
std::string misfit_message(const std::string& column, int n_cells, std::uint64_t cell, std::uint64_t row, double value);

}  // namespace cartograf
