#include "host/space/edge_space.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "host/space/matrix.hpp"
#include "host/space/pruned.hpp"
#include "host/space/tuple_key.hpp"
#include "kernels/features/measures/live_edges.hpp"

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
  for (std::size_t position = 0; position < definition.choices.size(); ++position) {
    positions.radix[position] = static_cast<std::uint8_t>(definition.choices[position].n_ops);
    positions.first_op[position] = static_cast<std::uint8_t>(definition.choices[position].first_op);
  }
  std::uint8_t edge = 0;
  for (const std::size_t position : element_order(definition.key_edges)) positions.element[position] = edge++;
  return codec;
}

/// "(0, 1, 2)": the choice of each edge.
DigitKey make_digit_key(const EdgeSpaceDefinition& definition) {
  const std::size_t n_edges = definition.key_edges.size();
  std::vector<DigitKey::Pieces> digits(n_edges);
  for (std::size_t edge = 0; edge < n_edges; ++edge) {
    for (int choice = 0; choice < definition.choices[edge].n_ops; ++choice) {
      digits[edge].push_back((edge == 0 ? "(" : "") + std::to_string(choice) + (edge + 1 < n_edges ? ", " : ")"));
    }
  }
  return DigitKey(digits);
}

EdgeSpaceDefinition completed(EdgeSpaceDefinition definition) {
  if (definition.terminals.empty()) definition.terminals = {{1, definition.n_nodes}};
  if (definition.choices.empty()) definition.choices.assign(definition.key_edges.size(), {0, static_cast<int>(definition.operations.size())});
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

/// Throws InputError for an operation that the edge does not choose among.
void check_choice(const SpaceTraits& traits, int element, const EdgeChoices& choices, std::int64_t op) {
  if (op >= choices.first_op && op < choices.first_op + choices.n_ops) return;
  throw InputError("edge " + traits.element_name(element) + ": expected an operation from " + std::to_string(choices.first_op) + " to " +
                   std::to_string(choices.first_op + choices.n_ops - 1) + ", found " + std::to_string(op));
}

}  // namespace

EdgeSpace::EdgeSpace(EdgeSpaceDefinition definition)
    : definition_(completed(std::move(definition))), codec_(make_codec(definition_)), digit_key_(make_digit_key(definition_)) {
  traits_ = make_traits(definition_);
  size_ = 1;
  for (const EdgeChoices& choices : definition_.choices) size_ *= static_cast<std::uint64_t>(choices.n_ops);
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
  EncodedKey encoded;
  const std::vector<int> digits = parse_digits(key);
  for (std::size_t edge = 0; edge < digits.size(); ++edge) {
    encoded.index = encoded.index * static_cast<std::uint64_t>(definition_.choices[edge].n_ops) + static_cast<std::uint64_t>(digits[edge]);
  }
  encoded.words = words_of(*this, encoded.index);
  return encoded;
}

std::vector<int> EdgeSpace::parse_digits(std::string_view text) const {
  std::vector<int> largest;
  for (const EdgeChoices& choices : definition_.choices) largest.push_back(choices.n_ops - 1);
  return parse_tuple(text, largest);
}

EncodedKey EdgeSpace::encode_words(std::vector<std::uint64_t> words) const {
  EncodedKey encoded;
  for (int position = 0; position < codec_.positions.n_positions; ++position) {
    const int element = codec_.positions.element[position];
    int n_found = 0;
    for (const std::uint64_t word : words) n_found += static_cast<int>(word >> element & 1);
    if (n_found != 1) throw InputError("edge " + traits().element_name(element) + ": expected one operation, found " + std::to_string(n_found));
    const EdgeChoices& choices = definition_.choices[static_cast<std::size_t>(position)];
    int op = 0;
    while ((words[static_cast<std::size_t>(op)] >> element & 1) == 0) ++op;
    check_choice(traits(), element, choices, op);
  }
  for (const std::uint64_t word : words) {
    if ((word & ~low_bits(cell().n_elements)) != 0) throw InputError("expected bits of " + std::to_string(cell().n_elements) + " edges, found higher ones");
  }
  encoded.index = codec_.encode(words.data());
  encoded.words = std::move(words);
  return encoded;
}

int EdgeSpace::copy_of(int element) const {
  int copy = 0;
  for (int before = 0; before < element; ++before) copy += cell().source[before] == cell().source[element] && cell().target[before] == cell().target[element];
  return copy;
}

int EdgeSpace::n_copies() const {
  int most = 1;
  for (int element = 0; element < cell().n_elements; ++element) most = std::max(most, copy_of(element) + 1);
  return most;
}

std::vector<std::uint64_t> EdgeSpace::matrix_shape() const {
  std::vector<std::uint64_t> shape(2, cell().n_nodes);
  if (n_copies() > 1) shape.insert(shape.begin(), static_cast<std::uint64_t>(n_copies()));
  return shape;
}

std::vector<std::uint64_t> EdgeSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  std::vector<std::uint64_t> words(cell().n_ops);
  const std::size_t n_nodes = cell().n_nodes;
  for (std::size_t copy = 0; copy * n_nodes * n_nodes < matrix.size(); ++copy) {
    const auto part = matrix.subspan(copy * n_nodes * n_nodes, n_nodes * n_nodes);
    std::vector<bool> is_edge(part.size());
    for (int position = 0; position < codec_.positions.n_positions; ++position) {
      const int element = codec_.positions.element[position];
      if (copy_of(element) != static_cast<int>(copy)) continue;
      const std::size_t at = cell().source[element] * n_nodes + cell().target[element];
      is_edge[at] = true;
      check_choice(traits(), element, definition_.choices[static_cast<std::size_t>(position)], part[at]);
      words[static_cast<std::size_t>(part[at])] |= ElementMask{1} << element;
    }
    check_no_edges(part, is_edge, n_nodes);
  }
  return words;
}

bool EdgeSpace::reachable(const std::uint64_t* words) const {
  std::uint64_t pruned[kMaxOps];
  std::copy_n(words, cell().n_ops, pruned);
  prune(cell(), definition_.zero_op, pruned);
  return std::equal(pruned, pruned + cell().n_ops, words);
}

bool EdgeSpace::connected(const std::uint64_t* words) const {
  ElementMask edges = 0;
  for (int op = 0; op < cell().n_ops; ++op) edges |= op == definition_.zero_op ? 0 : words[op];
  return live_edges(cell(), edges) != 0;
}

AdjacencyBits EdgeSpace::adjacency_bits() const {
  AdjacencyBits bits{definition_.operations, {}};
  for (int edge = 0; edge < cell().n_elements; ++edge) {
    bits.edges.push_back(traits().element_name(edge));
  }
  return bits;
}

}  // namespace cartograf
