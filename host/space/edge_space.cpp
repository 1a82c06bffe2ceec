#include "host/space/edge_space.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "host/space/matrix.hpp"
#include "host/space/pruned.hpp"
#include "host/space/tuple_key.hpp"

namespace cartograf {
namespace {

/// The edges by source, in the order of the table inside a source: what Cell asks for, and the insertion order of
/// neighbours on which the convention `paper` depends. Returns positions in `key_edges`.
std::vector<std::size_t> element_order(const std::vector<std::pair<int, int>>& key_edges) {
  std::vector<std::size_t> order(key_edges.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key_edges[a].first < key_edges[b].first; });
  return order;
}

Cell make_cell(const EdgeSpaceDefinition& definition) {
  Cell cell;
  cell.kind = CellKind::edges;
  cell.n_nodes = static_cast<std::uint8_t>(definition.n_nodes);
  cell.n_elements = static_cast<std::uint8_t>(definition.key_edges.size());
  cell.n_edges = cell.n_elements;
  cell.n_ops = static_cast<std::uint8_t>(definition.operations.size());
  for (const auto& [input, output] : definition.terminals) {
    cell.input[cell.n_terminals] = static_cast<std::uint8_t>(input - 1);
    cell.output[cell.n_terminals] = static_cast<std::uint8_t>(output - 1);
    ++cell.n_terminals;
  }
  int edge = 0;
  for (const std::size_t position : element_order(definition.key_edges)) {
    cell.source[edge] = static_cast<std::uint8_t>(definition.key_edges[position].first - 1);
    cell.target[edge] = static_cast<std::uint8_t>(definition.key_edges[position].second - 1);
    ++edge;
  }
  return cell;
}

Codec make_codec(const EdgeSpaceDefinition& definition) {
  Codec codec;
  codec.kind = CodecKind::positions;
  codec.words_per_cell = static_cast<std::uint8_t>(definition.operations.size());
  PositionCodec& positions = codec.positions;
  positions.n_positions = static_cast<std::uint8_t>(definition.key_edges.size());
  positions.active[0] = positions.n_positions;
  std::fill_n(positions.radix, positions.n_positions, static_cast<std::uint8_t>(definition.operations.size()));
  std::uint8_t edge = 0;
  for (const std::size_t position : element_order(definition.key_edges)) positions.element[position] = edge++;
  return codec;
}

/// "(0, 1, 2)": the operation of each edge.
DigitKey make_digit_key(const EdgeSpaceDefinition& definition) {
  const std::size_t n_edges = definition.key_edges.size();
  std::vector<DigitKey::Pieces> digits(n_edges);
  for (std::size_t edge = 0; edge < n_edges; ++edge) {
    for (std::size_t op = 0; op < definition.operations.size(); ++op) {
      digits[edge].push_back((edge == 0 ? "(" : "") + std::to_string(op) + (edge + 1 < n_edges ? ", " : ")"));
    }
  }
  return DigitKey(digits);
}

EdgeSpaceDefinition completed(EdgeSpaceDefinition definition) {
  if (definition.terminals.empty()) definition.terminals = {{1, definition.n_nodes}};
  return definition;
}

SpaceTraits make_traits(const EdgeSpaceDefinition& definition) {
  SpaceTraits traits;
  traits.ops = {definition.operations, 0};
  traits.cell = make_cell(definition);
  traits.complete = true;
  traits.first_node = 1;
  traits.inputs = {definition.terminals.front().first - 1};
  traits.output = definition.terminals.front().second - 1;
  traits.zero_op = definition.zero_op;
  traits.identity_op = definition.identity_op;
  for (const auto& [input, output] : definition.terminals) {
    const std::string name = std::to_string(input) + "->" + std::to_string(output);
    traits.terminals.push_back(
        {definition.terminals.size() > 1 ? name : "", static_cast<std::uint8_t>(input - 1), static_cast<std::uint8_t>(output - 1)});
  }
  for (int i = 0; i < definition.unused_operations; ++i) traits.constant_counts.push_back({static_cast<int>(definition.operations.size()) + i, 0, true});
  traits.costs = definition.costs;
  traits.signal_ops = definition.signal_ops;
  for (int edge = 0; edge < traits.cell.n_elements; ++edge) {
    const std::pair<int, int> ends{traits.cell.source[edge] + 1, traits.cell.target[edge] + 1};
    if (std::ranges::find(definition.strided_edges, ends) != definition.strided_edges.end()) traits.strided |= ElementMask{1} << edge;
  }
  return traits;
}

}  // namespace

EdgeSpace::EdgeSpace(EdgeSpaceDefinition definition)
    : definition_(completed(std::move(definition))), codec_(make_codec(definition_)), digit_key_(make_digit_key(definition_)) {
  traits_ = make_traits(definition_);
  size_ = 1;
  for (std::size_t i = 0; i < definition_.key_edges.size(); ++i) size_ *= definition_.operations.size();
}

std::string EdgeSpace::definition() const {
  if (!definition_.document.empty()) return definition_.document;
  nlohmann::ordered_json json;
  json["name"] = definition_.name;
  json["kind"] = "edges";
  json["operations"] = definition_.operations;
  json["nodes"] = definition_.n_nodes;
  json["edges"] = definition_.key_edges;
  json["terminals"] = definition_.terminals;
  return json.dump();
}

EncodedKey EdgeSpace::encode(std::string_view key) const {
  const std::uint64_t n_ops = definition_.operations.size();
  EncodedKey encoded;
  const bool arch_string = definition_.arch_strings && key.starts_with('|');
  for (const int digit : arch_string ? parse_arch_string(key) : parse_tuple(key, definition_.key_edges.size(), 0, static_cast<int>(n_ops) - 1)) {
    encoded.index = encoded.index * n_ops + static_cast<std::uint64_t>(digit);
  }
  encoded.words = words_of(*this, encoded.index);
  return encoded;
}

std::vector<int> EdgeSpace::parse_arch_string(std::string_view text) const {
  KeyParser parser(text);
  std::vector<int> digits(definition_.key_edges.size());
  for (int node = 2; node <= definition_.n_nodes; ++node) {
    if (node > 2) parser.expect('+', "'+' between nodes");
    parser.expect('|', "'|' before an operation");
    for (int source = 1; source < node; ++source) {
      const auto edge = std::find(definition_.key_edges.begin(), definition_.key_edges.end(), std::pair(source, node));
      if (edge == definition_.key_edges.end()) continue;
      digits[static_cast<std::size_t>(edge - definition_.key_edges.begin())] = parser.one_of(definition_.operations);
      parser.expect('~', "'~' between an operation and its source");
      parser.expect_number(source - 1, "the source " + std::to_string(source - 1) + " (the sources of a node stand in ascending order)");
      parser.expect('|', "'|' after a source");
    }
  }
  parser.expect_end();
  return digits;
}

std::string EdgeSpace::edge_name(int element) const {
  return std::to_string(cell().source[element] + 1) + "->" + std::to_string(cell().target[element] + 1);
}

EncodedKey EdgeSpace::encode_words(std::vector<std::uint64_t> words) const {
  EncodedKey encoded;
  for (int position = 0; position < codec_.positions.n_positions; ++position) {
    const int element = codec_.positions.element[position];
    int n_found = 0;
    for (const std::uint64_t word : words) n_found += static_cast<int>(word >> element & 1);
    if (n_found != 1) throw InputError("edge " + edge_name(element) + ": expected one operation, found " + std::to_string(n_found));
  }
  for (const std::uint64_t word : words) {
    if ((word & ~low_bits(cell().n_elements)) != 0) throw InputError("expected bits of " + std::to_string(cell().n_elements) + " edges, found higher ones");
  }
  encoded.index = codec_.encode(words.data());
  encoded.words = std::move(words);
  return encoded;
}

std::vector<std::uint64_t> EdgeSpace::matrix_shape() const { return {cell().n_nodes, cell().n_nodes}; }

std::vector<std::uint64_t> EdgeSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  std::vector<std::uint64_t> words(cell().n_ops);
  std::vector<bool> is_edge(matrix.size());
  for (int element = 0; element < cell().n_elements; ++element) {
    const auto at = static_cast<std::size_t>(cell().source[element] * cell().n_nodes + cell().target[element]);
    is_edge[at] = true;
    if (matrix[at] < 0 || matrix[at] >= cell().n_ops) {
      throw InputError("edge " + edge_name(element) + ": expected an operation from 0 to " + std::to_string(cell().n_ops - 1) + ", found " +
                       std::to_string(matrix[at]));
    }
    words[static_cast<std::size_t>(matrix[at])] |= ElementMask{1} << element;
  }
  check_no_edges(matrix, is_edge, cell().n_nodes);
  return words;
}

bool EdgeSpace::reachable(const std::uint64_t* words) const {
  std::uint64_t pruned[kMaxOps];
  std::copy_n(words, cell().n_ops, pruned);
  prune(cell(), definition_.zero_op, pruned);
  return std::equal(pruned, pruned + cell().n_ops, words);
}

AdjacencyBits EdgeSpace::adjacency_bits() const {
  AdjacencyBits bits{definition_.operations, {}};
  for (int edge = 0; edge < cell().n_elements; ++edge) {
    bits.edges.push_back(edge_name(edge));
  }
  return bits;
}

}  // namespace cartograf
