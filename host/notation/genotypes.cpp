#include "host/notation/genotypes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/notation/literal.hpp"
#include "host/space/catalog.hpp"
#include "host/space/predecessor_space.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kCells[] = {"normal", "reduce"};
/// Before the members of a configuration of NAS-Bench-301.
const std::string kConfiguration = "NetworkSelectorDatasetInfo:darts:";
/// A record of the benchmark's training runs holds its configuration under this name (with this spelling).
constexpr const char* kWrapped = "optimized_hyperparamater_config";

const PredecessorSpace* cells_of(const SearchSpace& space) { return dynamic_cast<const PredecessorSpace*>(&space); }

/// One or two cells, whose nodes have names for their operations and numbers for their sources.
bool has_genotypes(const SearchSpace& space) {
  const PredecessorSpace* cells = cells_of(space);
  return cells != nullptr && cells->cell_definition().cells.size() <= std::size(kCells);
}

/// "; the space darts_none has it": where an edge of a built-in space carries `none`, and there is one like it that takes it.
std::string space_with(const SearchSpace& space, const Literal& op) {
  if (op.text != "none") return "";
  const std::string family = space.name().substr(0, space.name().find('_')) + "_none";
  for (const std::string& name : space_names()) {
    if (name.starts_with(family) && name.ends_with("_cell") == space.name().ends_with("_cell")) return "; the space " + name + " has it";
  }
  return "";
}

int op_called(const PredecessorSpace& space, const Literal& name) {
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  const auto found = std::ranges::find(definition.operations, name.text);
  if (name.is_text() && found != definition.operations.end()) return static_cast<int>(found - definition.operations.begin());
  if (name.is_text() && !definition.none.empty() && name.text == definition.none) return IncomingEdge::kNone;
  std::vector<std::string> names = definition.operations;
  if (!definition.none.empty()) names.push_back(definition.none);
  throw KeyError(name.position, "expected an operation of " + space.name() + " (" + listed(names) + "), found " +
                                    (name.is_text() ? in_quotes(name.text) + space_with(space, name) : "another value"));
}

const std::string& name_of(const PredecessorSpace& space, int op) {
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  return op == IncomingEdge::kNone ? definition.none : definition.operations[static_cast<std::size_t>(op)];
}

/// An edge as a text has it, and where.
struct WrittenEdge {
  IncomingEdge edge;
  std::size_t position = 0;
};

/// The pairs of a cell, node after node, sorted into their nodes.
CellEdges in_nodes(const PredecessorSpace& space, const std::vector<WrittenEdge>& edges, std::size_t position) {
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  const auto n_sources = static_cast<std::size_t>(definition.n_sources);
  const std::size_t n_pairs = static_cast<std::size_t>(definition.n_intermediates) * n_sources;
  if (edges.size() != n_pairs) {
    throw KeyError(position, "expected " + std::to_string(n_pairs) + " pairs, " + std::to_string(n_sources) + " for each of " +
                                 std::to_string(definition.n_intermediates) + " nodes, found " + std::to_string(edges.size()));
  }
  CellEdges nodes(static_cast<std::size_t>(definition.n_intermediates));
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto node = definition.n_inputs + static_cast<int>(i / n_sources);
    if (edges[i].edge.source < 0 || edges[i].edge.source >= node) {
      throw KeyError(edges[i].position, "expected a source of node " + std::to_string(node) + ", 0 to " + std::to_string(node - 1) + ", found " +
                                            std::to_string(edges[i].edge.source));
    }
    nodes[i / n_sources].push_back(edges[i].edge);
  }
  return nodes;
}

EncodedKey encode_cells(const PredecessorSpace& space, const std::vector<CellEdges>& cells) {
  try {
    return space.encode_edges(cells);
  } catch (const InputError& error) {
    throw KeyError(0, error.what());
  }
}

/// Appends the pairs of an operation and a source. Some code bases put those of every node into a list of their own.
void append_pairs(const PredecessorSpace& space, const Literal& literal, std::vector<WrittenEdge>& edges) {
  if (!literal.is_list()) throw KeyError(literal.position, "expected a pair of an operation and a source, found another value");
  const bool is_pair = literal.items.size() == 2 && literal.items[0].is_text();
  if (!is_pair) {
    for (const Literal& item : literal.items) append_pairs(space, item, edges);
    return;
  }
  const Literal& source = literal.items[1];
  if (!source.is_number() || source.number < 0 || source.number > space.cell().n_nodes) {
    throw KeyError(source.position, "expected the number of a node before this one");
  }
  edges.push_back({{static_cast<int>(source.number), op_called(space, literal.items[0])}, source.position});
}

/// The nodes that a cell concatenates: all intermediate ones, or its loose ends.
std::vector<std::int64_t> concatenation_of(const PredecessorSpace& space, const CellEdges& cell) {
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  std::vector<std::int64_t> nodes;
  for (int node = definition.n_inputs; node < definition.n_inputs + definition.n_intermediates; ++node) {
    const bool taken = std::ranges::any_of(cell, [&](const std::vector<IncomingEdge>& edges) {
      return std::ranges::any_of(edges, [&](const IncomingEdge& edge) { return edge.source == node && edge.op != IncomingEdge::kNone; });
    });
    if (!definition.loose_ends || !taken) nodes.push_back(node);
  }
  return nodes;
}

std::string list_text(const std::vector<std::int64_t>& nodes) { return nlohmann::json(nodes).dump(); }

void check_concatenation(const PredecessorSpace& space, const Literal& literal, const CellEdges& cell) {
  std::vector<std::int64_t> found;
  for (const Literal& node : literal.items) found.push_back(node.number);
  std::ranges::sort(found);
  const std::vector<std::int64_t> expected = concatenation_of(space, cell);
  if (literal.is_list() && found == expected) return;
  throw KeyError(literal.position, "expected " + list_text(expected) + ", the nodes that a cell of " + space.name() + " concatenates, found " +
                                       (literal.is_list() ? list_text(found) : "another value"));
}

EncodedKey read_genotype(const SearchSpace& any, std::string_view text) {
  const PredecessorSpace& space = *cells_of(any);
  const std::size_t n_cells = space.cell_definition().cells.size();
  const Literal literal = parse_literal(text);
  for (std::size_t i = 0; i < std::size(kCells); ++i) {
    const Literal* pairs = literal.member(kCells[i]);
    if (i < n_cells && pairs == nullptr) throw KeyError(literal.position, std::string("expected a member '") + kCells[i] + "', found none");
    if (i >= n_cells && pairs != nullptr) {
      throw KeyError(pairs->position, "expected one cell, as an architecture of " + space.name() + " has, found a second one");
    }
  }
  std::vector<CellEdges> cells;
  for (std::size_t i = 0; i < n_cells; ++i) {
    std::vector<WrittenEdge> edges;
    append_pairs(space, *literal.member(kCells[i]), edges);
    cells.push_back(in_nodes(space, edges, literal.member(kCells[i])->position));
    const Literal* concatenation = literal.member(std::string(kCells[i]) + "_concat");
    if (concatenation != nullptr) check_concatenation(space, *concatenation, cells.back());
  }
  return encode_cells(space, cells);
}

std::string write_genotype(const SearchSpace& any, const EncodedKey& architecture) {
  const PredecessorSpace& space = *cells_of(any);
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  const std::vector<CellEdges> cells = space.edges_of(architecture.words.data());
  std::string text = "Genotype(";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += std::string(i > 0 ? ", " : "") + kCells[i] + "=[";
    bool first = true;
    for (const std::vector<IncomingEdge>& edges : cells[i]) {
      for (const IncomingEdge& edge : edges) {
        text += std::string(first ? "" : ", ") + "('" + name_of(space, edge.op) + "', " + std::to_string(edge.source) + ")";
        first = false;
      }
    }
    text += std::string("], ") + kCells[i] + "_concat=";
    text += definition.loose_ends ? list_text(concatenation_of(space, cells[i]))
                                  : "range(" + std::to_string(definition.n_inputs) + ", " + std::to_string(definition.n_inputs + definition.n_intermediates) + ")";
  }
  return text + ")";
}

/// Where the members of node `node` begin: its candidate edges are numbered by target, then source.
int first_edge(int node) { return node * (node - 1) / 2 - 1; }

/// "0_2": the sources of a node.
std::string sources_text(const std::vector<IncomingEdge>& edges) {
  std::string text;
  for (const IncomingEdge& edge : edges) text += (text.empty() ? "" : "_") + std::to_string(edge.source);
  return text;
}

EncodedKey read_configuration(const SearchSpace& any, std::string_view text) {
  const PredecessorSpace& space = *cells_of(any);
  const PredecessorSpaceDefinition& definition = space.cell_definition();
  const Literal literal = parse_literal(text);
  const Literal* inner = literal.member(kWrapped);
  const Literal& configuration = inner != nullptr ? *inner : literal;
  std::vector<CellEdges> cells;
  for (const std::string cell : kCells) {
    cells.emplace_back();
    for (int node = definition.n_inputs; node < definition.n_inputs + definition.n_intermediates; ++node) {
      std::vector<IncomingEdge> edges;
      for (int source = 0; source < node; ++source) {
        const Literal* op = configuration.member(kConfiguration + "edge_" + cell + "_" + std::to_string(first_edge(node) + source));
        if (op != nullptr) edges.push_back({source, op_called(space, *op)});
      }
      if (edges.size() != static_cast<std::size_t>(definition.n_sources)) {
        throw KeyError(configuration.position, "expected two edges into node " + std::to_string(node) + " of the cell '" + cell + "', found " +
                                                   std::to_string(edges.size()));
      }
      const Literal* sources = configuration.member(kConfiguration + "inputs_node_" + cell + "_" + std::to_string(node));
      if (sources != nullptr && sources->text != sources_text(edges)) {
        throw KeyError(sources->position, "expected '" + sources_text(edges) + "', the sources of the edges into node " + std::to_string(node) +
                                              ", found " + in_quotes(sources->text));
      }
      cells.back().push_back(std::move(edges));
    }
  }
  return encode_cells(space, cells);
}

std::string write_configuration(const SearchSpace& any, const EncodedKey& architecture) {
  const PredecessorSpace& space = *cells_of(any);
  const int n_inputs = space.cell_definition().n_inputs;
  const std::vector<CellEdges> cells = space.edges_of(architecture.words.data());
  nlohmann::ordered_json json;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = kCells[i];
    for (std::size_t at = 0; at < cells[i].size(); ++at) {
      const int node = n_inputs + static_cast<int>(at);
      for (const IncomingEdge& edge : cells[i][at]) {
        json[kConfiguration + "edge_" + cell + "_" + std::to_string(first_edge(node) + edge.source)] = name_of(space, edge.op);
      }
    }
    for (std::size_t at = 1; at < cells[i].size(); ++at) {  // the first node takes both inputs
      json[kConfiguration + "inputs_node_" + cell + "_" + std::to_string(n_inputs + static_cast<int>(at))] = sources_text(cells[i][at]);
    }
  }
  return json.dump();
}

}  // namespace

const Notation kGenotype = {"genotype", "Genotype(normal=[('sep_conv_3x3', 0), ...], ...), as DARTS prints cells", has_genotypes,
                            [](std::string_view text) {
                              return text.starts_with("Genotype") || (text.starts_with('{') && text.find(kConfiguration) == text.npos);
                            },
                            read_genotype, write_genotype};
const Notation kNasBench301 = {"nasbench301", "a configuration of NAS-Bench-301 as JSON", [](const SearchSpace& space) { return space.name() == "darts"; },
                               [](std::string_view text) { return text.starts_with('{') && text.find(kConfiguration) != text.npos; },
                               read_configuration, write_configuration};

}  // namespace cartograf
