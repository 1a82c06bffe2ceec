#include "kernels/features/signal/signal_limits.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "kernels/features/signal/signal_form.hpp"

namespace cartograf {
namespace {

/// Convolutions that an element may become at most.
int most_convolutions(const SignalView& view, int element) {
  int most = 0;
  for (int op = 0; op < view.cell.n_ops; ++op) {
    if (view.ops[op].role == OpRole::conv) most = std::max(most, int{view.ops[op].depth});
    if (view.ops[op].role == OpRole::skip && (view.strided >> element & 1) != 0) most = std::max(most, 1);
  }
  return most;
}

std::string why_no_operation(const SignalView& view) {
  for (int op = 0; op < view.cell.n_ops; ++op) {
    const SignalOp& one = view.ops[op];
    if (one.role == OpRole::conv && (one.kernel < 1 || one.dilation < 1 || one.depth < 1)) {
      return "operation " + std::to_string(op) + ": kernel, dilation and depth of a convolution must be at least 1, found " +
             std::to_string(one.kernel) + ", " + std::to_string(one.dilation) + ", " + std::to_string(one.depth);
    }
  }
  return {};
}

/// The sum of what the edges bring into a node at most, as an architecture has Cell::most_entering of its candidates.
class MostEntering {
 public:
  explicit MostEntering(const Cell& cell) : cell_(cell) {}

  template <class ValueOf>
  double of(int node, ValueOf value_of) const {
    std::vector<double> candidates;
    double sum = 0;
    for (int edge = 0; edge < cell_.n_edges; ++edge) {
      if (cell_.target[edge] != node) continue;
      if (edge < cell_.n_candidates()) {
        candidates.push_back(value_of(edge));
      } else {
        sum += value_of(edge);
      }
    }
    std::sort(candidates.begin(), candidates.end(), std::greater<>());
    if (cell_.most_entering != 0 && candidates.size() > cell_.most_entering) candidates.resize(cell_.most_entering);
    for (const double value : candidates) sum += value;
    return sum;
  }

 private:
  const Cell& cell_;
};

/// The most paths between two nodes, or from all inputs to the output, if every edge carried a skip.
double most_paths(const Cell& cell) {
  const MostEntering entering(cell);
  double most = 0;
  double to_output = 0;
  for (int from = 0; from < cell.n_nodes; ++from) {
    double paths[kMaxNodes] = {};
    paths[from] = 1;
    for (int node = from + 1; node < cell.n_nodes; ++node) {
      paths[node] = entering.of(node, [&](int edge) { return paths[cell.source[edge]]; });
    }
    most = std::max(most, *std::max_element(paths, paths + cell.n_nodes));
    if ((input_nodes(cell) >> from & 1) != 0) to_output += paths[cell.output[0]];
  }
  return std::max(most, to_output);
}

std::string at_most(const char* what, long long limit, double found) {
  return std::string("at most ") + std::to_string(limit) + " " + what + " are possible, found " +
         std::to_string(static_cast<long long>(std::min(found, 1e18)));
}

}  // namespace

std::string why_no_signal(const SignalView& view) {
  const Cell& cell = view.cell;
  if (cell.kind != CellKind::edges) return {};
  if (std::string reason = why_no_operation(view); !reason.empty()) return reason;
  for (int pair = 1; pair < cell.n_terminals; ++pair) {
    if (cell.output[pair] != cell.output[0]) return "a cell must have one output, the terminals name several";
  }
  if (cell.n_nodes > kMaxSignalNodes) return at_most("nodes", kMaxSignalNodes, cell.n_nodes);
  if (const int inputs = popcount(input_nodes(cell)); inputs > kMaxSignalInputs) return at_most("inputs", kMaxSignalInputs, inputs);
  if (const int convolutions = most_convolutions(view); convolutions > kMaxConvolutions) {
    return at_most("convolutions (one of depth d is d of them, on every edge)", kMaxConvolutions, convolutions);
  }
  if (const double paths = most_paths(cell); paths > kMaxSignalPaths) return at_most("paths", kMaxSignalPaths, paths);
  return {};
}

int most_convolutions(const SignalView& view) {
  const MostEntering entering(view.cell);
  double most = 0;
  for (int node = 0; node < view.cell.n_nodes; ++node) {
    most += entering.of(node, [&](int edge) { return edge < view.cell.n_candidates() ? most_convolutions(view, edge) : 0; });
  }
  return static_cast<int>(most);
}

}  // namespace cartograf
