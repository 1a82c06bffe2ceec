#include "host/notation/graph_dictionary.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "host/notation/literal.hpp"
#include "host/space/graph_space.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kMatrixNames[] = {"module_adjacency", "matrix", "adjacency", "adj"};
constexpr const char* kOperationNames[] = {"module_operations", "ops", "operations"};
constexpr const char* kInput = "input";
constexpr const char* kOutput = "output";
/// Columns of one-hot operations, as arch2vec (Yan et al., NeurIPS 2020; MSU-MLSys-Lab/arch2vec) has them for NAS-Bench-101.
const std::vector<std::string> kOneHot = {kInput, "conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3", kOutput};

/// A graph as texts have it, not checked.
struct WrittenGraph {
  std::vector<std::vector<std::int64_t>> matrix;
  std::vector<std::int64_t> ids;  ///< as keys have them, one for each node
  std::size_t position = 0;       ///< in the text
};

const Literal* first_of(const Literal& literal, std::span<const char* const> names) {
  for (const char* name : names) {
    if (const Literal* found = literal.member(name)) return found;
  }
  return nullptr;
}

const Literal& required(const Literal& literal, std::span<const char* const> names) {
  if (const Literal* found = first_of(literal, names)) return *found;
  throw KeyError(literal.position, std::string("expected a member '") + names.front() + "', found none");
}

std::int64_t number_of_literal(const Literal& literal) {
  if (!literal.is_number()) throw KeyError(literal.position, "expected a number, found another value");
  return literal.number;
}

std::int64_t id_of_name(const SearchSpace& space, const std::string& name, std::size_t position) {
  if (name == kInput) return GraphSpace::kInputId;
  if (name == kOutput) return GraphSpace::kOutputId;
  const std::vector<std::string>& ops = space.traits().ops.names;
  const auto found = std::ranges::find(ops, name);
  if (found == ops.end()) throw KeyError(position, "expected an operation (input, output, " + listed(ops) + "), found " + in_quotes(name));
  return GraphSpace::kFirstOpId + (found - ops.begin());
}

/// Nothing: the row of zeros of a node that is padding.
std::optional<std::int64_t> id_of_one_hot(const SearchSpace& space, const Literal& row) {
  std::optional<std::size_t> hot;
  for (std::size_t i = 0; i < row.items.size(); ++i) {
    const std::int64_t entry = number_of_literal(row.items[i]);
    if (entry == 0) continue;
    if (entry != 1 || hot) throw KeyError(row.items[i].position, "expected one 1 among zeros, found another number");
    hot = i;
  }
  if (!hot) return std::nullopt;
  if (row.items.size() != kOneHot.size()) {
    throw KeyError(row.position, "expected 5 columns (input, conv1x1-bn-relu, conv3x3-bn-relu, maxpool3x3, output), found " +
                                     std::to_string(row.items.size()));
  }
  return id_of_name(space, kOneHot[*hot], row.position);
}

/// Nothing: padding.
std::optional<std::int64_t> id_of(const SearchSpace& space, const Literal& operation) {
  if (operation.kind == Literal::Kind::nothing) return std::nullopt;
  if (operation.is_text()) return id_of_name(space, operation.text, operation.position);
  if (operation.is_list()) return id_of_one_hot(space, operation);
  const std::int64_t id = number_of_literal(operation);
  return id == -1 ? std::nullopt : std::optional(id);
}

WrittenGraph written_graph(const SearchSpace& space, const Literal& literal) {
  WrittenGraph graph;
  graph.position = literal.position;
  const Literal& matrix = required(literal, kMatrixNames);
  const Literal& operations = required(literal, kOperationNames);
  bool in_padding = false;
  for (const Literal& operation : operations.items) {
    const std::optional<std::int64_t> id = id_of(space, operation);
    if (id && in_padding) throw KeyError(operation.position, "expected no node behind padding, found one");
    if (id) graph.ids.push_back(*id);
    in_padding = !id;
  }
  const std::size_t n_nodes = graph.ids.size();
  if (!matrix.is_list() || matrix.items.size() < n_nodes) {
    throw KeyError(matrix.position, "expected a matrix of at least " + std::to_string(n_nodes) + " rows, one for each operation, found " +
                                        (matrix.is_list() ? std::to_string(matrix.items.size()) : "another value"));
  }
  for (const Literal& row : matrix.items) {
    if (!row.is_list() || row.items.size() != matrix.items.size()) {
      throw KeyError(row.position, "expected a row of " + std::to_string(matrix.items.size()) + " numbers, as many as the matrix has rows, found " +
                                       (row.is_list() ? std::to_string(row.items.size()) : "another value"));
    }
  }
  graph.matrix.assign(n_nodes, std::vector<std::int64_t>(n_nodes));
  for (std::size_t i = 0; i < matrix.items.size(); ++i) {
    for (std::size_t j = 0; j < matrix.items.size(); ++j) {
      const Literal& entry = matrix.items[i].items[j];
      const std::int64_t edge = number_of_literal(entry);
      if (i < n_nodes && j < n_nodes) {
        graph.matrix[i][j] = edge;
      } else if (edge != 0) {
        throw KeyError(entry.position, "expected 0 behind the last of " + std::to_string(n_nodes) + " nodes, found " + std::to_string(edge));
      }
    }
  }
  return graph;
}

/// "(matrix row by row, ids)", n n + n numbers.
WrittenGraph written_graph_of_tuple(const Literal& tuple) {
  WrittenGraph graph;
  graph.position = tuple.position;
  const auto n_nodes = static_cast<std::size_t>(std::sqrt(static_cast<double>(tuple.items.size())));
  if (!tuple.is_list() || n_nodes * (n_nodes + 1) != tuple.items.size()) {
    throw KeyError(tuple.position, "expected n * n + n numbers for a graph of n nodes, found " + std::to_string(tuple.items.size()));
  }
  for (std::size_t i = 0; i < n_nodes; ++i) {
    graph.matrix.emplace_back();
    for (std::size_t j = 0; j < n_nodes; ++j) graph.matrix.back().push_back(number_of_literal(tuple.items[i * n_nodes + j]));
  }
  for (std::size_t i = 0; i < n_nodes; ++i) graph.ids.push_back(number_of_literal(tuple.items[n_nodes * n_nodes + i]));
  return graph;
}

/// Which nodes an edge path leads to from `start`; `forward`: along the edges, else against them.
std::vector<bool> connected_with(const WrittenGraph& graph, std::size_t start, bool forward) {
  const std::size_t n = graph.ids.size();
  std::vector<bool> connected(n);
  connected[start] = true;
  for (std::size_t round = 0; round < n; ++round) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (graph.matrix[i][j] == 0) continue;
        if (forward && connected[i]) connected[j] = true;
        if (!forward && connected[j]) connected[i] = true;
      }
    }
  }
  return connected;
}

WrittenGraph pruned(const WrittenGraph& graph) {
  if (graph.ids.size() < 2) return graph;
  const std::vector<bool> from_input = connected_with(graph, 0, true);
  const std::vector<bool> to_output = connected_with(graph, graph.ids.size() - 1, false);
  if (!from_input.back()) throw KeyError(graph.position, "expected a path from the input to the output, found none");
  WrittenGraph kept;
  kept.position = graph.position;
  for (std::size_t i = 0; i < graph.ids.size(); ++i) {
    if (!from_input[i] || !to_output[i]) continue;
    kept.ids.push_back(graph.ids[i]);
    kept.matrix.emplace_back();
    for (std::size_t j = 0; j < graph.ids.size(); ++j) {
      if (from_input[j] && to_output[j]) kept.matrix.back().push_back(graph.matrix[i][j]);
    }
  }
  return kept;
}

EncodedKey encode_graph(const SearchSpace& space, const WrittenGraph& graph) {
  if (graph.ids.empty()) throw KeyError(graph.position, "expected a graph with an input and an output, found an empty one");
  std::string key = "(";
  for (const auto& row : graph.matrix) {
    for (const std::int64_t entry : row) key += std::to_string(entry) + ", ";
  }
  for (const std::int64_t id : graph.ids) key += std::to_string(id) + ", ";
  key.replace(key.size() - 2, 2, ")");
  try {
    return space.encode(key);
  } catch (const KeyError& error) {
    throw KeyError(graph.position, "read as " + key + ", at its byte " + std::to_string(error.position()) + ": " + error.what());
  }
}

EncodedKey read_graph(const SearchSpace& space, std::string_view text) { return encode_graph(space, written_graph(space, parse_literal(text))); }

std::string write_graph(const SearchSpace& space, const EncodedKey& architecture) {
  const WrittenGraph graph = written_graph_of_tuple(parse_literal(space.key(architecture.index, architecture.words.data())));
  nlohmann::ordered_json json;
  json[kMatrixNames[0]] = graph.matrix;
  for (const std::int64_t id : graph.ids) {
    json[kOperationNames[0]].push_back(id == GraphSpace::kInputId    ? kInput
                                       : id == GraphSpace::kOutputId ? kOutput
                                                                     : space.traits().ops.names[static_cast<std::size_t>(id - GraphSpace::kFirstOpId)]);
  }
  return json.dump();
}

}  // namespace

EncodedKey read_pruned_graph(const SearchSpace& space, std::string_view text) {
  const Literal literal = parse_literal(text);
  return encode_graph(space, pruned(literal.is_list() ? written_graph_of_tuple(literal) : written_graph(space, literal)));
}

const Notation kNasBench101 = {"nasbench101", "{\"module_adjacency\": ..., \"module_operations\": ...}, as NAS-Bench-101 has graphs",
                               [](const SearchSpace& space) { return space.cell().kind == CellKind::nodes; },
                               [](std::string_view text) { return text.starts_with('{') || text.starts_with("ModelSpec"); }, read_graph, write_graph};

}  // namespace cartograf
