#include "kernels/features/signal/signal_columns.hpp"

#include "kernels/features/signal/edge_signal_columns.hpp"
#include "kernels/features/signal/node_signal_columns.hpp"

namespace cartograf {

std::string name_of(SignalGroup group) {
  switch (group) {
    case SignalGroup::lin: return "lin";
    case SignalGroup::x: return "x";
    case SignalGroup::pf: return "pf";
    case SignalGroup::ed: return "ed";
    case SignalGroup::g2: return "g2";
    case SignalGroup::mf: return "mf";
    case SignalGroup::gr: return "gr";
    case SignalGroup::n: return "n";
    case SignalGroup::m: return "m";
  }
  return "?";
}

std::string misfit_message(const std::string& column, int n_cells, std::uint64_t cell, std::uint64_t row, double value) {
  const std::string of_cell = n_cells > 1 ? " of cell " + std::to_string(cell + 1) : "";
  return "signal features as int8: column '" + column + "'" + of_cell + " of row " + std::to_string(row) +
         " must be an integer from -128 to 127, found " + std::to_string(value);
}

const std::vector<SignalColumn>& signal_columns(CellKind kind) {
  static const std::vector<SignalColumn> on_edges = edge_signal_columns();
  static const std::vector<SignalColumn> on_nodes = node_signal_columns();
  static const std::vector<SignalColumn> none;
  switch (kind) {
    case CellKind::edges: return on_edges;
    case CellKind::nodes: return on_nodes;
    case CellKind::layers: break;
  }
  return none;
}

}  // namespace cartograf
