#include "host/space/graph_key.hpp"

#include "host/space/graph_space.hpp"
#include "host/space/tuple_key.hpp"

namespace cartograf {
namespace {

std::string node_name(int node) { return "node " + std::to_string(node); }

/// Reads the numbers of a key and where they stand, then checks them from left to right as far as that is possible.
class GraphKeyReader {
 public:
  GraphKeyReader(std::string_view key, const GraphKeyLimits& limits) : parser_(key), limits_(limits) {
    read_numbers();
    graph_.n_nodes = n_nodes_of(values_.size());
    read_edges();
    read_ops();
    check_paths();
  }

  const NodeOpGraph& graph() const { return graph_; }

 private:
  static std::size_t n_numbers(int n_nodes) { return static_cast<std::size_t>(n_nodes * (n_nodes + 1)); }

  void read_numbers() {
    const std::string too_many = "')' after at most " + std::to_string(n_numbers(limits_.max_nodes)) + " numbers";
    parser_.expect('(', "'('");
    do {
      if (values_.size() == n_numbers(limits_.max_nodes)) parser_.fail(parser_.position(), too_many);
      if (!values_.empty()) parser_.expect(',', "',' or ')'");
      positions_.push_back(parser_.position());
      values_.push_back(parser_.number(0, GraphSpace::kFirstOpId + limits_.n_ops - 1));
    } while (!parser_.next_is(')'));
    positions_.push_back(parser_.position());
    parser_.expect(')', "')'");
    parser_.expect_end();
  }

  int n_nodes_of(std::size_t n) const {
    for (int n_nodes = 2; n_nodes <= limits_.max_nodes; ++n_nodes) {
      if (n == n_numbers(n_nodes)) return n_nodes;
    }
    throw KeyError(positions_.back(), "expected n * n + n numbers for 2 <= n <= " + std::to_string(limits_.max_nodes) +
                                          " nodes (the adjacency matrix, then the operations), found " + std::to_string(n) + " numbers");
  }

  std::size_t entry(int row, int column) const { return static_cast<std::size_t>(row * graph_.n_nodes + column); }
  std::size_t op_entry(int node) const { return entry(graph_.n_nodes, node); }

  void read_edges() {
    int n_edges = 0;
    for (int row = 0; row < graph_.n_nodes; ++row) {
      for (int column = 0; column < graph_.n_nodes; ++column) {
        if (!is_edge(row, column)) continue;
        if (++n_edges > limits_.max_edges) fail(entry(row, column), "at most " + std::to_string(limits_.max_edges) + " edges");
        graph_.successors[static_cast<std::size_t>(row)] |= std::uint32_t{1} << column;
      }
    }
  }

  bool is_edge(int row, int column) const {
    const int value = values_[entry(row, column)];
    if (value == 0) return false;
    if (column <= row) {
      fail(entry(row, column), "0 at row " + std::to_string(row) + ", column " + std::to_string(column) + " (edges lead to higher nodes)");
    }
    if (value != 1) fail(entry(row, column), "0 or 1 in the adjacency matrix");
    return true;
  }

  void read_ops() {
    for (int node = 0; node < graph_.n_nodes; ++node) {
      const int id = values_[op_entry(node)];
      if (node == graph_.input()) {
        if (id != GraphSpace::kInputId) fail(op_entry(node), "0, the operation of the input");
      } else if (node == graph_.output()) {
        if (id != GraphSpace::kOutputId) fail(op_entry(node), "1, the operation of the output");
      } else {
        if (id < GraphSpace::kFirstOpId) {
          fail(op_entry(node), "an operation from 2 to " + std::to_string(limits_.n_ops + 1) + " on " + node_name(node));
        }
        graph_.ops[static_cast<std::size_t>(node)] = static_cast<std::uint8_t>(id - GraphSpace::kFirstOpId);
      }
    }
  }

  /// In a graph whose edges lead to higher nodes, an edge into every node but the first and one out of every node but
  /// the last put all of them on paths from the first to the last.
  void check_paths() const {
    std::uint32_t reached = 1;
    for (int node = 0; node < graph_.n_nodes; ++node) {
      const std::uint32_t successors = graph_.successors[static_cast<std::size_t>(node)];
      if ((reached >> node & 1) == 0) fail(entry(node - 1, node), "an edge into " + node_name(node));
      if (node != graph_.output() && successors == 0) fail(entry(node, node + 1), "an edge out of " + node_name(node));
      reached |= successors;
    }
  }

  [[noreturn]] void fail(std::size_t number, const std::string& expected) const { parser_.fail(positions_[number], expected); }

  KeyParser parser_;
  GraphKeyLimits limits_;
  std::vector<int> values_;
  std::vector<std::size_t> positions_;  ///< of the values, and of the ')' after them
  NodeOpGraph graph_;
};

}  // namespace

std::size_t write_graph_key(const NodeOpGraph& graph, char* out) {
  KeyWriter key(out);
  key << '(';
  for (int row = 0; row < graph.n_nodes; ++row) {
    for (int column = 0; column < graph.n_nodes; ++column) key << (graph.has_edge(row, column) ? '1' : '0') << ',' << ' ';
  }
  key << GraphSpace::kInputId << ',' << ' ';
  for (int node = 1; node < graph.output(); ++node) key << GraphSpace::kFirstOpId + graph.ops[static_cast<std::size_t>(node)] << ',' << ' ';
  key << GraphSpace::kOutputId << ')';
  return key.size();
}

std::string graph_key(const NodeOpGraph& graph) {
  constexpr std::size_t longest = static_cast<std::size_t>(kMaxGraphNodes * (kMaxGraphNodes + 1)) * std::string_view("32, ").size() + 2;
  char text[longest];
  return {text, write_graph_key(graph, text)};
}

NodeOpGraph parse_graph_key(std::string_view key, const GraphKeyLimits& limits) { return GraphKeyReader(key, limits).graph(); }

}  // namespace cartograf
