#include "host/space/equivalence.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "host/space/equivalence_canonical.hpp"
#include "host/space/equivalence_expression.hpp"
#include "host/space/equivalence_graphs.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

std::vector<std::uint8_t> edges_by_target(const Cell& cell) {
  std::vector<std::uint8_t> edges(cell.n_edges);
  std::iota(edges.begin(), edges.end(), std::uint8_t{0});
  std::sort(edges.begin(), edges.end(), [&](std::uint8_t a, std::uint8_t b) {
    return std::tuple(cell.target[a], cell.source[a], a) < std::tuple(cell.target[b], cell.source[b], b);
  });
  return edges;
}

/// The nodes that are not among `ends`, the sources or the targets of the edges.
std::vector<std::uint8_t> nodes_not_among(const std::uint8_t* ends, const Cell& cell) {
  std::vector<std::uint8_t> nodes;
  for (std::uint8_t node = 0; node < cell.n_nodes; ++node) {
    if (std::find(ends, ends + cell.n_edges, node) == ends + cell.n_edges) nodes.push_back(node);
  }
  return nodes;
}

/// Each of n nodes once, ascending.
std::vector<std::uint8_t> distinct(const std::uint8_t* nodes, int n) {
  std::vector<std::uint8_t> all(nodes, nodes + n);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::string cell_form(const EdgeGraph& graph, const std::uint64_t* words, Equivalence equivalence) {
  switch (equivalence) {
    case Equivalence::labelled: return canonical_bytes(labelled_dag(graph, words));
    case Equivalence::contracted: return canonical_bytes(contracted_dag(graph, words));
    case Equivalence::expression: return expression_text(graph, words, ZeroPrinting::marker);
    case Equivalence::expression_skip: return expression_text(graph, words, ZeroPrinting::operation);
    case Equivalence::expression_live: return expression_text(graph, words, ZeroPrinting::dropped);
  }
  throw Error("an equivalence outside its enum");
}

}  // namespace

std::string_view to_string(Equivalence equivalence) {
  constexpr std::string_view names[] = {"labelled", "contracted", "expression", "expression_skip", "expression_live"};
  return names[static_cast<int>(equivalence)];
}

std::string_view meaning(Equivalence equivalence) {
  constexpr std::string_view meanings[] = {"the graphs with all their operations are isomorphic as they stand",
                                           "the graphs of the operations that compute something are isomorphic",
                                           "the authors' strings are equal, zeros as a marker",
                                           "the authors' strings are equal, zeros printed like any operation",
                                           "the authors' strings are equal, dead terms left out"};
  return meanings[static_cast<int>(equivalence)];
}

Equivalence parse_equivalence(std::string_view text) {
  std::vector<std::string> names;
  for (const Equivalence equivalence : kEquivalences) {
    if (text == to_string(equivalence)) return equivalence;
    names.emplace_back(to_string(equivalence));
  }
  throw InputError("unknown equivalence " + in_quotes(text) + did_you_mean(text, names));
}

EdgeGraph edge_graph(const Cell& cell, std::vector<std::string> op_names, OpRoles roles) {
  CARTOGRAF_EXPECTS(cell.kind == CellKind::edges && op_names.size() == cell.n_ops);
  EdgeGraph graph;
  graph.cell = cell;
  graph.roles = roles;
  graph.inputs = nodes_not_among(cell.target, cell);
  graph.outputs = nodes_not_among(cell.source, cell);
  graph.op_names = std::move(op_names);
  graph.edges_by_target = edges_by_target(cell);
  return graph;
}

EdgeGraph edge_graph(const SearchSpace& space, OpRoles roles) {
  const Cell& cell = space.cell();
  if (cell.kind != CellKind::edges) {
    throw InputError("space " + space.name() + ": expected operations on edges, which the equivalences compare; found them on " +
                     (cell.kind == CellKind::nodes ? "nodes" : "layers"));
  }
  std::vector<std::string> op_names = space.adjacency_bits().operations;
  op_names.resize(cell.n_ops);  // the cells of a pair have the same operations
  EdgeGraph graph = edge_graph(cell, std::move(op_names), roles);
  graph.n_cells = space.codec().n_cells;
  graph.inputs = distinct(cell.input, cell.n_terminals);
  graph.outputs = distinct(cell.output, cell.n_terminals);
  return graph;
}

std::vector<Equivalence> equivalences_of(const SearchSpace& space) {
  if (space.cell().kind != CellKind::edges) return {Equivalence::labelled};
  return {std::begin(kEquivalences), std::end(kEquivalences)};
}

Equivalence default_equivalence(const SearchSpace& space) {
  return space.cell().kind == CellKind::edges ? Equivalence::contracted : Equivalence::labelled;
}

CanonicalForms::CanonicalForms(const SearchSpace& space, Equivalence equivalence) : space_(space), equivalence_(equivalence) {
  if (space.cell().kind == CellKind::edges || equivalence != Equivalence::labelled) graph_ = edge_graph(space, space.roles());
}

std::string CanonicalForms::of(std::uint64_t index) const {
  return graph_ ? canonical_form(*graph_, words_of(space_, index).data(), equivalence_) : std::to_string(index);
}

std::string canonical_form(const EdgeGraph& graph, const std::uint64_t* words, Equivalence equivalence) {
  if (graph.n_cells == 1) return cell_form(graph, words, equivalence);
  std::string form;
  for (int cell = 0; cell < graph.n_cells; ++cell) {
    const std::string part = cell_form(graph, words + cell * graph.cell.n_ops, equivalence);
    append_number(form, part.size());  // or two pairs of cells might run together to the same bytes
    form += part;
  }
  return form;
}

}  // namespace cartograf
