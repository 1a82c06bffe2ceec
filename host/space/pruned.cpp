#include "host/space/pruned.hpp"

#include "kernels/features/measures/live_edges.hpp"

namespace cartograf {

void prune(const Cell& cell, int zero_op, std::uint64_t* words) {
  if (cell.kind != CellKind::edges) return;  // every node of such an architecture is on a path
  ElementMask connecting = 0;
  for (int op = 0; op < cell.n_ops; ++op) connecting |= op == zero_op ? 0 : words[op];
  const ElementMask live = live_edges(cell, connecting | cell.fixed_edges());
  for (int op = 0; op < cell.n_ops; ++op) {
    if (op != zero_op) words[op] &= live;
  }
  if (zero_op >= 0) words[zero_op] |= connecting & ~live;
}

}  // namespace cartograf
