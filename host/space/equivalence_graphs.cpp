#include "host/space/equivalence_graphs.hpp"

#include <algorithm>

namespace cartograf {
namespace {

// Labels of vertices, apart from those of the operations.
constexpr std::uint64_t kInnerLabel = 0;
constexpr std::uint64_t kFirstInputLabel = 1;
constexpr std::uint64_t kFirstOutputLabel = kFirstInputLabel + kMaxNodes;
constexpr std::uint64_t kFirstOpLabel = kFirstOutputLabel + kMaxNodes;

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

  LabelledDag dag() const {
    LabelledDag dag;
    dag.labels.reserve(kMaxDagVertices);
    dag.arcs.reserve(kMaxDagVertices);
    std::array<std::uint8_t, kMaxTerms> vertex_of_term;
    const auto append = [&](std::uint64_t label) {
      dag.labels.push_back(label);
      return static_cast<std::uint8_t>(dag.labels.size() - 1);
    };
    const auto append_reader = [&](int node, std::uint64_t label) {
      const std::uint8_t reader = append(label);
      for_each_term(values_[node], [&](std::size_t term) { dag.arcs.push_back({vertex_of_term[term], reader, counts_[node][term]}); });
      return reader;
    };
    for (std::size_t input = 0; input < graph_.inputs.size(); ++input) vertex_of_term[input] = append(kFirstInputLabel + input);
    for (std::uint64_t rest = live_; rest != 0; rest = without_lowest_bit(rest)) {
      const std::uint8_t edge = graph_.edges_by_target[static_cast<std::size_t>(lowest_bit(rest))];
      vertex_of_term[instance_term(lowest_bit(rest))] = append_reader(graph_.cell.source[edge], kFirstOpLabel + static_cast<std::uint64_t>(ops_.op[edge]));
    }
    for (std::size_t output = 0; output < graph_.outputs.size(); ++output) append_reader(graph_.outputs[output], kFirstOutputLabel + output);
    return dag;
  }

 private:
  static constexpr std::size_t kMaxTerms = kMaxNodes + kMaxElements;

  /// The different terms of a multiset, as bits.
  struct Value {
    std::uint64_t inputs = 0;
    std::uint64_t instances = 0;
  };

  static std::size_t instance_term(int position) { return static_cast<std::size_t>(kMaxNodes + position); }

  template <class Body>
  static void for_each_term(const Value& value, Body&& body) {
    for (std::uint64_t rest = value.inputs; rest != 0; rest = without_lowest_bit(rest)) body(static_cast<std::size_t>(lowest_bit(rest)));
    for (std::uint64_t rest = value.instances; rest != 0; rest = without_lowest_bit(rest)) body(instance_term(lowest_bit(rest)));
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
    counts_[target][instance_term(static_cast<int>(position))] = 1;
  }

  void add_all(int source, int target) {
    const Value before = values_[target];
    values_[target] = {before.inputs | values_[source].inputs, before.instances | values_[source].instances};
    const auto clear = [&](std::size_t term) { counts_[target][term] = 0; };
    for_each_term({values_[source].inputs & ~before.inputs, values_[source].instances & ~before.instances}, clear);
    for_each_term(values_[source], [&](std::size_t term) { counts_[target][term] += counts_[source][term]; });
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
  std::uint64_t live_ = 0;  ///< instances
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
  for (std::size_t output = 0; output < graph.outputs.size(); ++output) dag.labels[graph.outputs[output]] = kFirstOutputLabel + output;
  for (const std::uint8_t edge : graph.edges_by_target) {
    if (ops.op[edge] == EdgeOps::kAbsent) continue;
    dag.arcs.push_back({graph.cell.source[edge], graph.cell.target[edge], static_cast<std::uint64_t>(ops.op[edge])});
  }
  return dag;
}

LabelledDag contracted_dag(const EdgeGraph& graph, const std::uint64_t* words) { return NodeValues(graph, words).dag(); }

}  // namespace cartograf
