#include "host/space/graph_canonical.hpp"

#include <algorithm>

#include "kernels/features/measures/node_graph.hpp"

namespace cartograf {
namespace {

/// Row `node` of the adjacency, shifted to its place.
std::uint64_t packed_row(std::uint32_t successors, int node, int capacity) {
  return static_cast<std::uint64_t>(successors >> (node + 1)) << NodeGraph::bit_of(node, node + 1, capacity);
}

/// Numbers the inner nodes of a graph from the last to the first. A node may be numbered once all its successors are,
/// so that its row is known in full; only nodes with the smallest row can lead to the smallest code.
class NumberingSearch {
 public:
  enum class Collect {
    code_only,       ///< nodes that can be exchanged are tried in one order only
    all_numberings,  ///< every numbering that gives the smallest code
  };

  NumberingSearch(const GraphCode& layout, const NodeOpGraph& graph, Collect collect)
      : layout_(layout), graph_(graph), collect_(collect) {
    assign(graph.output(), graph.output());
    for (int node = 0; node < graph.n_nodes; ++node) {
      for (std::uint64_t rest = successors(node); rest != 0; rest = without_lowest_bit(rest)) {
        predecessors_[static_cast<std::size_t>(lowest_bit(rest))] |= std::uint32_t{1} << node;
      }
    }
    place(graph.output() - 1, 0);
  }

  std::uint64_t code() const { return best_; }
  std::vector<Numbering> take_numberings() { return std::move(numberings_); }

 private:
  std::uint32_t successors(int node) const { return graph_.successors[static_cast<std::size_t>(node)]; }
  std::uint32_t predecessors(int node) const { return predecessors_[static_cast<std::size_t>(node)]; }
  std::uint8_t op(int node) const { return graph_.ops[static_cast<std::size_t>(node)]; }

  void assign(int node, int number) {
    node_at_[static_cast<std::size_t>(number)] = static_cast<std::uint8_t>(node);
    number_of_[static_cast<std::size_t>(node)] = static_cast<std::uint8_t>(number);
    numbered_ |= std::uint32_t{1} << node;
  }

  /// The row of a node whose successors are all numbered.
  std::uint32_t new_row(int node) const {
    std::uint32_t row = 0;
    for (std::uint64_t rest = successors(node); rest != 0; rest = without_lowest_bit(rest)) {
      row |= std::uint32_t{1} << number_of_[static_cast<std::size_t>(lowest_bit(rest))];
    }
    return row;
  }

  /// Gives number `number` and all below; `adjacency` holds the rows above.
  void place(int number, std::uint64_t adjacency) {
    if (number == 0) return finish(adjacency | packed_row(new_row(graph_.input()), 0, layout_.capacity));
    std::uint32_t smallest = ~std::uint32_t{0};
    std::uint32_t candidates = 0;
    for (int node = 1; node < graph_.output(); ++node) {
      if ((numbered_ >> node & 1) != 0 || (successors(node) & ~numbered_) != 0) continue;
      const std::uint32_t row = new_row(node);
      if (row > smallest) continue;
      if (row < smallest) candidates = 0;
      smallest = row;
      candidates |= std::uint32_t{1} << node;
    }
    adjacency |= packed_row(smallest, number, layout_.capacity);
    if (pack_code(layout_, graph_.n_nodes, adjacency, 0) > best_) return;  // rows below and operations only add to it
    try_each(candidates, number, adjacency);
  }

  void try_each(std::uint32_t candidates, int number, std::uint64_t adjacency) {
    for (std::uint64_t rest = candidates; rest != 0; rest = without_lowest_bit(rest)) {
      const int node = lowest_bit(rest);
      const std::uint64_t tried = candidates & low_bits(node);
      if (collect_ == Collect::code_only && has_twin(node, tried)) continue;
      assign(node, number);
      place(number - 1, adjacency);
      numbered_ &= ~(std::uint32_t{1} << node);
    }
  }

  /// Whether exchanging `node` with one of `others` changes nothing. They have the same row already.
  bool has_twin(int node, std::uint64_t others) const {
    for (; others != 0; others = without_lowest_bit(others)) {
      const int other = lowest_bit(others);
      if (op(node) == op(other) && predecessors(node) == predecessors(other)) return true;
    }
    return false;
  }

  void finish(std::uint64_t adjacency) {
    NodeOpGraph renumbered;
    renumbered.n_nodes = graph_.n_nodes;
    for (int number = 1; number < graph_.output(); ++number) {
      renumbered.ops[static_cast<std::size_t>(number)] = op(node_at_[static_cast<std::size_t>(number)]);
    }
    const std::uint64_t code = pack_code(layout_, graph_.n_nodes, adjacency, op_code(layout_, renumbered));
    if (code > best_) return;
    if (code < best_) numberings_.clear();
    best_ = code;
    if (collect_ == Collect::all_numberings) numberings_.push_back(node_at_);
  }

  GraphCode layout_;
  const NodeOpGraph& graph_;
  Collect collect_;
  std::array<std::uint32_t, kMaxGraphNodes> predecessors_{};
  Numbering node_at_{};
  Numbering number_of_{};
  std::uint32_t numbered_ = 0;  ///< nodes that have their number
  std::uint64_t best_ = ~std::uint64_t{0};
  std::vector<Numbering> numberings_;
};

}  // namespace

int NodeOpGraph::n_edges() const {
  int count = 0;
  for (int node = 0; node < n_nodes; ++node) count += popcount(successors[static_cast<std::size_t>(node)]);
  return count;
}

std::uint64_t pack_adjacency(const NodeOpGraph& graph, int capacity) {
  std::uint64_t adjacency = 0;
  for (int node = 0; node < graph.output(); ++node) {
    adjacency |= packed_row(graph.successors[static_cast<std::size_t>(node)], node, capacity);
  }
  return adjacency;
}

NodeOpGraph unpack_adjacency(std::uint64_t adjacency, int n_nodes, int capacity) {
  const NodeGraph packed(adjacency, n_nodes, capacity);
  NodeOpGraph graph;
  graph.n_nodes = n_nodes;
  for (int node = 0; node < n_nodes; ++node) graph.successors[static_cast<std::size_t>(node)] = packed.successors(node);
  return graph;
}

void write_words(const GraphCode& layout, const NodeOpGraph& graph, std::uint64_t* words) {
  std::fill_n(words, layout.n_ops, 0);
  for (int node = 1; node < graph.output(); ++node) words[graph.ops[static_cast<std::size_t>(node)]] |= ElementMask{1} << node;
  words[layout.n_ops] = pack_adjacency(graph, layout.capacity);
  words[layout.n_ops + 1] = static_cast<std::uint64_t>(graph.n_nodes);
}

NodeOpGraph read_words(const GraphCode& layout, const std::uint64_t* words) {
  NodeOpGraph graph = unpack_adjacency(words[layout.n_ops], static_cast<int>(words[layout.n_ops + 1]), layout.capacity);
  for (std::uint8_t op = 0; op < layout.n_ops; ++op) {
    for (ElementMask rest = words[op] & low_bits(graph.output()); rest != 0; rest = without_lowest_bit(rest)) {
      graph.ops[static_cast<std::size_t>(lowest_bit(rest))] = op;
    }
  }
  return graph;
}

std::uint64_t pack_code(const GraphCode& layout, int n_nodes, std::uint64_t adjacency, std::uint64_t ops) {
  return (static_cast<std::uint64_t>(n_nodes) << layout.adjacency_bits() | adjacency) << layout.op_bits() | ops;
}

std::uint64_t op_code(const GraphCode& layout, const NodeOpGraph& graph) {
  std::uint64_t ops = 0;
  for (int node = 1; node < graph.output(); ++node) {
    ops |= static_cast<std::uint64_t>(graph.ops[static_cast<std::size_t>(node)]) << ((layout.capacity - 2 - node) * layout.bits_per_op);
  }
  return ops;
}

std::uint64_t canonical_code(const GraphCode& layout, const NodeOpGraph& graph) {
  return NumberingSearch(layout, graph, NumberingSearch::Collect::code_only).code();
}

std::vector<Numbering> canonical_numberings(const GraphCode& layout, NodeOpGraph graph) {
  graph.ops.fill(0);
  return NumberingSearch(layout, graph, NumberingSearch::Collect::all_numberings).take_numberings();
}

}  // namespace cartograf
