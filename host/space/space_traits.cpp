#include "host/space/space_traits.hpp"

#include <algorithm>

namespace cartograf {

SignalView make_signal_view(const Cell& cell, const std::vector<SignalOp>& ops, int n_cells) {
  SignalView view;
  view.cell = cell;
  std::copy(ops.begin(), ops.end(), view.ops);
  view.n_cells = static_cast<std::uint8_t>(n_cells);
  view.words_per_cell = static_cast<std::uint8_t>(words_per_cell(cell.kind, cell.n_ops));
  return view;
}

}  // namespace cartograf
