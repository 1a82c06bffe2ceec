#include "host/space/space_traits.hpp"

#include <algorithm>

namespace cartograf {

std::string SpaceTraits::element_name(int element) const {
  int place = 1;
  for (int before = 0; before < element; ++before) place += cell.source[before] == cell.source[element] && cell.target[before] == cell.target[element];
  return std::to_string(cell.source[element] + first_node) + "->" + std::to_string(cell.target[element] + first_node) +
         (place > 1 ? "#" + std::to_string(place) : "");
}

SignalView make_signal_view(const Cell& cell, const std::vector<SignalOp>& ops, int n_cells) {
  SignalView view;
  view.cell = cell;
  std::copy(ops.begin(), ops.end(), view.ops);
  view.n_cells = static_cast<std::uint8_t>(n_cells);
  view.words_per_cell = static_cast<std::uint8_t>(words_per_cell(cell.kind, cell.n_ops));
  return view;
}

}  // namespace cartograf
