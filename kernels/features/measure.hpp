#pragma once

#include <cstdint>

#include "kernels/features/measures/edge_degrees.hpp"
#include "kernels/features/measures/edge_paths.hpp"
#include "kernels/features/measures/layers.hpp"
#include "kernels/features/measures/live_edges.hpp"
#include "kernels/features/measures/node_graph.hpp"
#include "kernels/features/measures/op_sequence.hpp"
#include "kernels/features/measures/relaxation.hpp"

namespace cartograf {

/// A small integer of one cell and one op subset S; feature families are made of these (docs/features.md).
enum class MeasureKind : std::uint8_t {
  constant,    ///< `if_none`
  count,       ///< elements of S
  present_at,  ///< how many of the elements `a` ... `a` + `b` carry an operation of S
  // Operations on edges; `a` and `b` are nodes.
  shortest_path,  ///< edges on the shortest a -> b path over S
  longest_path,   ///< the same, longest
  lightest_path,  ///< the convention `paper`
  leaving,        ///< edges of S that leave a
  entering,       ///< edges of S that enter a
  live_count,     ///< edges of S on an input -> output path of edges without the zero operation, `if_none` (-1 = none)
  sequence,       ///< 1 when the operations `ops`, an OpSequence, occur in order on an a -> b path
  // Operations on nodes; paths from input to output over nodes of S, the ends always allowed.
  node_shortest_path,
  node_longest_path,
  node_lightest_path,
  node_into_output,         ///< edges into the output whose source is in S
  node_out_of_input,        ///< edges out of the input whose target is in S
  node_sources,             ///< edges whose source is in S
  node_targets,             ///< edges whose target is in S
  node_edge,                ///< 1 when there is an edge a -> b
  node_sequence,            ///< 1 when the operations `ops`, an OpSequence, occur in order on an input -> output path
  node_entering,            ///< edges into node a whose source is in S
  node_leaving,             ///< edges out of node a whose target is in S
  node_pair_shortest_path,  ///< from a to b over nodes of S, a, b, input and output always allowed
  node_pair_longest_path,
  // Layers; `a` is a position.
  layers_up_to,   ///< layers of S at positions 0 ... a; 0 when there is no layer a
  longest_run,    ///< longest run of neighbouring layers of S
  first_value,    ///< value of the first layer of S, `if_none` when there is none
  last_value,     ///< the same of the last one
  value_rises,    ///< layers of S of a larger value than the layer of S before
  value_falls,    ///< smaller
  value_repeats,  ///< equal
};

/// What to compute, and what a convention writes where a path does not exist.
struct Measure {
  /// `if_none` when it is the number of nodes of the architecture.
  static constexpr std::int8_t kNumberOfNodes = -128;
  static constexpr std::uint64_t kNoTable = ~std::uint64_t{0};

  MeasureKind kind = MeasureKind::count;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
  std::int8_t if_none = 0;
  std::int8_t offset = 0;                 ///< added to a path length that exists
  std::uint64_t table_offset = kNoTable;  ///< where its table starts (PlanView::table)

  bool operator==(const Measure&) const = default;
};

/// A path length as a convention writes it.
CARTOGRAF_HD inline int written_length(const Measure& measure, int length, int n_nodes) {
  if (length >= 0) return length + measure.offset;
  return measure.if_none == Measure::kNumberOfNodes ? n_nodes : measure.if_none;
}

CARTOGRAF_HD inline int evaluate_on_nodes(const Measure& measure, const Cell& cell, const Subgraph& subgraph) {
  const NodeGraph graph(subgraph.adjacency, subgraph.n_nodes, cell.n_nodes);
  const auto allowed = static_cast<std::uint32_t>(subgraph.allowed);
  const std::uint32_t input = std::uint32_t{1} << graph.input();
  const std::uint32_t output = std::uint32_t{1} << graph.output();
  const std::uint32_t kept = allowed | input | output;
  const std::uint32_t a = std::uint32_t{1} << measure.a;
  const std::uint32_t b = std::uint32_t{1} << measure.b;
  const auto path = [&](bool longest) {
    return written_length(measure, graph.path_length(kept, graph.input(), graph.output(), longest), subgraph.n_nodes);
  };
  const auto pair_path = [&](bool longest) {
    const bool there = measure.b < subgraph.n_nodes;
    return written_length(measure, there ? graph.path_length(kept | a | b, measure.a, measure.b, longest) : -1, subgraph.n_nodes);
  };
  switch (measure.kind) {
    case MeasureKind::node_shortest_path: return path(false);
    case MeasureKind::node_longest_path: return path(true);
    case MeasureKind::node_lightest_path: return written_length(measure, ops_on_lightest_path(graph, allowed), subgraph.n_nodes);
    case MeasureKind::node_into_output: return graph.edges_between(allowed, output);
    case MeasureKind::node_out_of_input: return graph.edges_between(input, allowed);
    case MeasureKind::node_sources: return graph.edges_between(allowed, ~std::uint32_t{0});
    case MeasureKind::node_targets: return graph.edges_between(~std::uint32_t{0}, allowed);
    case MeasureKind::node_sequence: return occurs_on_nodes(graph, subgraph.words, {subgraph.ops}) ? 1 : 0;
    case MeasureKind::node_entering: return graph.edges_between(allowed, a);
    case MeasureKind::node_leaving: return graph.edges_between(a, allowed);
    case MeasureKind::node_pair_shortest_path: return pair_path(false);
    case MeasureKind::node_pair_longest_path: return pair_path(true);
    case MeasureKind::node_edge: return graph.has_edge(measure.a, measure.b) ? 1 : 0;
    default: return 0;
  }
}

CARTOGRAF_HD inline int evaluate_on_values(const Measure& measure, const Cell& cell, const Subgraph& subgraph) {
  switch (measure.kind) {
    case MeasureKind::first_value:
      return subgraph.allowed == 0 ? measure.if_none : layer_value(cell, subgraph, lowest_bit(subgraph.allowed));
    case MeasureKind::last_value:
      return subgraph.allowed == 0 ? measure.if_none : layer_value(cell, subgraph, highest_bit(subgraph.allowed));
    case MeasureKind::value_rises: return value_steps(cell, subgraph, 1);
    case MeasureKind::value_falls: return value_steps(cell, subgraph, -1);
    case MeasureKind::value_repeats: return value_steps(cell, subgraph, 0);
    default: return 0;
  }
}

CARTOGRAF_HD inline int evaluate(const Measure& measure, const Cell& cell, const Subgraph& subgraph) {
  const ElementMask usable = subgraph.allowed | cell.fixed_edges();
  switch (measure.kind) {
    case MeasureKind::constant: return measure.if_none;
    case MeasureKind::count: return popcount(subgraph.allowed);
    case MeasureKind::present_at: return popcount(subgraph.allowed >> measure.a & low_bits(measure.b + 1));
    case MeasureKind::shortest_path:
      return written_length(measure, path_length(cell, usable, measure.a, measure.b, false), cell.n_nodes);
    case MeasureKind::longest_path:
      return written_length(measure, path_length(cell, usable, measure.a, measure.b, true), cell.n_nodes);
    case MeasureKind::lightest_path:
      return written_length(measure, ops_on_lightest_path(cell, subgraph, measure.a, measure.b), cell.n_nodes);
    case MeasureKind::leaving: return edge_degree(cell, subgraph.allowed, measure.a, true);
    case MeasureKind::entering: return edge_degree(cell, subgraph.allowed, measure.a, false);
    case MeasureKind::live_count: {
      const ElementMask zero = measure.if_none < 0 ? 0 : subgraph.words[measure.if_none];
      const ElementMask edges = (subgraph.present & ~zero) | cell.fixed_edges();
      return popcount(live_edges(cell, edges) & subgraph.allowed);
    }
    case MeasureKind::sequence:
      return occurs_on_edges(cell, subgraph.words, {subgraph.ops}, measure.a, measure.b) ? 1 : 0;
    case MeasureKind::layers_up_to: return layers_up_to(subgraph, measure.a);
    case MeasureKind::longest_run: return longest_run(subgraph.allowed);
    case MeasureKind::first_value:
    case MeasureKind::last_value:
    case MeasureKind::value_rises:
    case MeasureKind::value_falls:
    case MeasureKind::value_repeats: return evaluate_on_values(measure, cell, subgraph);
    default: return evaluate_on_nodes(measure, cell, subgraph);
  }
}

/// Whether the value depends on nothing but the allowed elements, so that a table over them serves all architectures.
/// `complete`: every architecture has all candidate edges.
CARTOGRAF_HD constexpr bool depends_on_allowed_alone(MeasureKind kind, bool complete) {
  switch (kind) {
    case MeasureKind::constant:
    case MeasureKind::count:
    case MeasureKind::present_at:
    case MeasureKind::shortest_path:
    case MeasureKind::longest_path:
    case MeasureKind::leaving:
    case MeasureKind::entering:
    case MeasureKind::longest_run: return true;
    case MeasureKind::lightest_path:
    case MeasureKind::layers_up_to: return complete;
    default: return false;
  }
}

/// Whether, with operations on nodes, the value depends on nothing but the graph and the allowed nodes. Only kinds that
/// stand here are tabulated; any other is evaluated directly.
CARTOGRAF_HD constexpr bool depends_on_graph_and_allowed_alone(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::constant:
    case MeasureKind::node_shortest_path:
    case MeasureKind::node_longest_path:
    case MeasureKind::node_lightest_path:
    case MeasureKind::node_into_output:
    case MeasureKind::node_out_of_input:
    case MeasureKind::node_sources:
    case MeasureKind::node_targets:
    case MeasureKind::node_edge:
    case MeasureKind::node_entering:
    case MeasureKind::node_leaving:
    case MeasureKind::node_pair_shortest_path:
    case MeasureKind::node_pair_longest_path: return true;
    default: return false;
  }
}

}  // namespace cartograf
