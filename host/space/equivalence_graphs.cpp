#include "host/space/equivalence_graphs.hpp"

#include <algorithm>
#include <utility>

namespace cartograf {
namespace {

// Labels of vertices, apart from those of the operations.
constexpr std::uint64_t kInnerLabel = 0;
constexpr std::uint64_t kFirstInputLabel = 1;
constexpr std::uint64_t kFirstOutputLabel = kFirstInputLabel + kMaxNodes;
constexpr std::uint64_t kFirstOpLabel = kFirstOutputLabel + kMaxNodes;

std::size_t position_of(std::uint64_t bits) { return static_cast<std::size_t>(lowest_bit(bits)); }

/// The values of all nodes of a cell, as contracted_dag defines them. A term is an input or the instance of an edge;
/// edges are named by their position in edges_by_target, so that an instance comes after all that it depends on.
class NodeValues {
 public:
  NodeValues(const EdgeGraph& graph, const std::uint64_t* words) : graph_(graph), ops_(edge_ops(graph.cell, words)) {
    for (std::size_t input = 0; input < graph.inputs.size(); ++input) {
      values_[graph.inputs[input]].inputs = std::uint64_t{1} << input;
      counts_[graph.inputs[input]][input] = 1;
    }
    for (std::size_t position = 0; position < graph.edges_by_target.size(); ++position) enter(position);
    find_live();
  }

  static constexpr std::size_t kMaxTerms = kMaxNodes + kMaxElements;

  static std::size_t input_term(std::size_t input) { return input; }
  static std::size_t instance_term(std::size_t position) { return kMaxNodes + position; }

  /// Positions of the live instances, as bits.
  std::uint64_t live() const { return live_; }
  int op(std::uint8_t edge) const { return ops_.op[edge]; }

  /// Calls `body(term, count)` for the different terms of a node's value.
  template <class Body>
  void for_each_term(int node, Body&& body) const {
    for_each(values_[node], [&](std::size_t term) { body(term, counts_[node][term]); });
  }

 private:
  /// The different terms of a multiset, as bits.
  struct Value {
    std::uint64_t inputs = 0;
    std::uint64_t instances = 0;
  };

  template <class Body>
  static void for_each(const Value& value, Body&& body) {
    for (std::uint64_t rest = value.inputs; rest != 0; rest = without_lowest_bit(rest)) body(input_term(position_of(rest)));
    for (std::uint64_t rest = value.instances; rest != 0; rest = without_lowest_bit(rest)) body(instance_term(position_of(rest)));
  }

  bool is_input(int node) const {
    return std::find(graph_.inputs.begin(), graph_.inputs.end(), node) != graph_.inputs.end();
  }

  void enter(std::size_t position) {
    const std::uint8_t edge = graph_.edges_by_target[position];
    const int source = graph_.cell.source[edge], target = graph_.cell.target[edge], op = ops_.op[edge];
    const bool carries_nothing = (values_[source].inputs | values_[source].instances) == 0;
    if (op == EdgeOps::kAbsent || op == graph_.roles.zero || is_input(target) || carries_nothing) return;
    if (op == graph_.roles.identity) return add_all(source, target);
    values_[target].instances |= std::uint64_t{1} << position;
    counts_[target][instance_term(position)] = 1;
  }

  void add_all(int source, int target) {
    const Value before = values_[target];
    values_[target] = {before.inputs | values_[source].inputs, before.instances | values_[source].instances};
    const auto clear = [&](std::size_t term) { counts_[target][term] = 0; };
    for_each({values_[source].inputs & ~before.inputs, values_[source].instances & ~before.instances}, clear);
    for_each(values_[source], [&](std::size_t term) { counts_[target][term] += counts_[source][term]; });
  }

  void find_live() {
    for (const std::uint8_t output : graph_.outputs) live_ |= values_[output].instances;
    for (std::size_t position = graph_.edges_by_target.size(); position-- > 0;) {
      if ((live_ >> position & 1) != 0) live_ |= values_[graph_.cell.source[graph_.edges_by_target[position]]].instances;
    }
  }

  const EdgeGraph& graph_;
  EdgeOps ops_;
  std::array<Value, kMaxNodes> values_{};
  /// How often a term is in the value of a node; only the terms in values_ are set.
  std::uint64_t counts_[kMaxNodes][kMaxTerms];
  std::uint64_t live_ = 0;
};

/// Puts the vertices and arcs of contracted_dag together.
class ContractedDag {
 public:
  ContractedDag(const EdgeGraph& graph, const std::uint64_t* words) : values_(graph, words) {
    dag_.labels.reserve(kMaxDagVertices);
    dag_.arcs.reserve(kMaxDagVertices);
    for (std::size_t input = 0; input < graph.inputs.size(); ++input) {
      vertex_of_term_[NodeValues::input_term(input)] = append_vertex(kFirstInputLabel + input);
    }
    for (std::uint64_t rest = values_.live(); rest != 0; rest = without_lowest_bit(rest)) {
      const std::uint8_t edge = graph.edges_by_target[position_of(rest)];
      const auto op = static_cast<std::uint64_t>(values_.op(edge));
      vertex_of_term_[NodeValues::instance_term(position_of(rest))] = append_reader(graph.cell.source[edge], kFirstOpLabel + op);
    }
    for (std::size_t output = 0; output < graph.outputs.size(); ++output) {
      append_reader(graph.outputs[output], kFirstOutputLabel + output);
    }
  }

  LabelledDag take() { return std::move(dag_); }

 private:
  std::uint8_t append_vertex(std::uint64_t label) {
    dag_.labels.push_back(label);
    return static_cast<std::uint8_t>(dag_.labels.size() - 1);
  }

  std::uint8_t append_reader(int node, std::uint64_t label) {
    const std::uint8_t reader = append_vertex(label);
    values_.for_each_term(node, [&](std::size_t term, std::uint64_t count) {
      dag_.arcs.push_back({vertex_of_term_[term], reader, count});
    });
    return reader;
  }

  NodeValues values_;
  LabelledDag dag_;
  std::array<std::uint8_t, NodeValues::kMaxTerms> vertex_of_term_;
};

}  // namespace

EdgeOps edge_ops(const Cell& cell, const std::uint64_t* words) {
  EdgeOps ops;
  ops.op.fill(EdgeOps::kAbsent);
  for (int op = 0; op < cell.n_ops; ++op) {
    for (ElementMask rest = words[op]; rest != 0; rest = without_lowest_bit(rest)) {
      ops.op[static_cast<std::size_t>(lowest_bit(rest))] = static_cast<std::int8_t>(op);
    }
  }
  for (std::size_t edge = cell.n_elements; edge < cell.n_edges; ++edge) ops.op[edge] = static_cast<std::int8_t>(cell.n_ops);
  return ops;
}

LabelledDag labelled_dag(const EdgeGraph& graph, const std::uint64_t* words) {
  const EdgeOps ops = edge_ops(graph.cell, words);
  LabelledDag dag;
  dag.labels.assign(graph.cell.n_nodes, kInnerLabel);
  for (std::size_t input = 0; input < graph.inputs.size(); ++input) dag.labels[graph.inputs[input]] = kFirstInputLabel + input;
  for (std::size_t output = 0; output < graph.outputs.size(); ++output) {
    dag.labels[graph.outputs[output]] = kFirstOutputLabel + output;
  }
  for (const std::uint8_t edge : graph.edges_by_target) {
    if (ops.op[edge] == EdgeOps::kAbsent) continue;
    dag.arcs.push_back({graph.cell.source[edge], graph.cell.target[edge], static_cast<std::uint64_t>(ops.op[edge])});
  }
  return dag;
}

LabelledDag contracted_dag(const EdgeGraph& graph, const std::uint64_t* words) { return ContractedDag(graph, words).take(); }

}  // namespace cartograf
