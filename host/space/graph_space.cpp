#include "host/space/graph_space.hpp"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

#include "host/space/graph_classes.hpp"
#include "host/space/graph_key.hpp"

namespace cartograf {
namespace {

/// Bits of a GraphCode that hold the number of nodes.
constexpr int kNodeCountBits = 4;

void check(const GraphSpaceDefinition& definition, const GraphCode& layout) {
  const auto refuse = [&](const std::string& expected, auto found) {
    throw InputError("space '" + definition.name + "': expected " + expected + ", found " + std::to_string(found));
  };
  const auto n_ops = definition.operations.size();
  if (n_ops < 1 || n_ops > kMaxOps) refuse("1 to " + std::to_string(kMaxOps) + " operations", n_ops);
  if (definition.max_nodes < 2 || definition.max_nodes > kMaxGraphNodes) {
    refuse("2 to " + std::to_string(kMaxGraphNodes) + " nodes", definition.max_nodes);
  }
  if (definition.max_edges < definition.max_nodes - 1) {
    refuse("at least " + std::to_string(definition.max_nodes - 1) + " edges, so that all nodes can lie on a path", definition.max_edges);
  }
  const int n_bits = kNodeCountBits + layout.adjacency_bits() + layout.op_bits();
  if (n_bits > 64) refuse("nodes and operations whose code fits 64 bits", n_bits);
}

GraphCode make_layout(const GraphSpaceDefinition& definition) {
  GraphCode layout;
  layout.capacity = static_cast<std::uint8_t>(definition.max_nodes);
  layout.n_ops = static_cast<std::uint8_t>(definition.operations.size());
  layout.bits_per_op = static_cast<std::uint8_t>(std::bit_width(layout.n_ops - 1u));
  return layout;
}

Cell make_cell(const GraphSpaceDefinition& definition) {
  Cell cell;
  cell.kind = CellKind::nodes;
  cell.n_nodes = static_cast<std::uint8_t>(definition.max_nodes);
  cell.n_elements = cell.n_nodes;
  cell.n_ops = static_cast<std::uint8_t>(definition.operations.size());
  return cell;
}

SpaceTraits make_traits(const GraphSpaceDefinition& definition) {
  SpaceTraits traits;
  traits.ops = {definition.operations, GraphSpace::kFirstOpId};
  traits.cell = make_cell(definition);
  traits.constant_counts = {{GraphSpace::kInputId, 1}, {GraphSpace::kOutputId, 1}};
  traits.costs = definition.costs;
  traits.signal_ops = definition.signal_ops;
  return traits;
}

/// Whether every node lies on a path from the input to the output, over no more edges than there may be.
bool is_architecture(const NodeOpGraph& graph, int max_edges) {
  std::uint32_t reached = 1;
  for (int node = 0; node < graph.n_nodes; ++node) {
    const std::uint32_t successors = graph.successors[static_cast<std::size_t>(node)];
    const bool leads_on = node == graph.output() ? successors == 0 : successors != 0;
    if ((reached >> node & 1) == 0 || !leads_on || (successors & ~low_bits(graph.n_nodes)) != 0) return false;
    reached |= successors;
  }
  return graph.n_edges() <= max_edges;
}

}  // namespace

GraphSpace::GraphSpace(GraphSpaceDefinition definition)
    : definition_(std::move(definition)), layout_(make_layout(definition_)) {
  check(definition_, layout_);
  traits_ = make_traits(definition_);
}

std::uint64_t GraphSpace::size() const { return definition_.size != 0 ? definition_.size : codes().size(); }

std::span<const std::uint64_t> GraphSpace::codes() const {
  std::call_once(enumerated_, [this] {
    codes_ = enumerate_graph_classes(layout_, definition_.max_edges);
    CARTOGRAF_EXPECTS(definition_.size == 0 || definition_.size == codes_.size());
  });
  return codes_;
}

Codec GraphSpace::codec() const {
  Codec codec;
  codec.kind = CodecKind::graphs;
  codec.words_per_cell = static_cast<std::uint8_t>(words_per_cell(CellKind::nodes, traits().ops.n_ops()));
  codec.graph = layout_;
  codec.codes = codes().data();
  return codec;
}

std::string GraphSpace::definition() const {
  if (!definition_.document.empty()) return definition_.document;
  nlohmann::ordered_json json;
  json["name"] = definition_.name;
  json["kind"] = "nodes";
  json["operations"] = definition_.operations;
  json["max_nodes"] = definition_.max_nodes;
  json["max_edges"] = definition_.max_edges;
  return json.dump();
}

std::size_t GraphSpace::write_key(std::uint64_t, const std::uint64_t* words, char* out) const {
  return write_graph_key(read_words(layout_, words), out);
}

std::size_t GraphSpace::key_width() const {
  NodeOpGraph longest;
  longest.n_nodes = definition_.max_nodes;
  longest.ops.fill(static_cast<std::uint8_t>(traits().ops.n_ops() - 1));  // the id of most digits
  return graph_key(longest).size();
}

EncodedKey GraphSpace::encode(std::string_view key) const {
  return encode_graph(parse_graph_key(key, {definition_.max_nodes, definition_.max_edges, traits().ops.n_ops()}));
}

EncodedKey GraphSpace::encode_words(std::vector<std::uint64_t> words) const {
  const std::uint64_t n_nodes = words[static_cast<std::size_t>(cell().n_ops) + 1];
  if (n_nodes < 2 || n_nodes > cell().n_nodes) {
    throw InputError("expected 2 to " + std::to_string(cell().n_nodes) + " nodes, found " + std::to_string(n_nodes));
  }
  const NodeOpGraph graph = read_words(layout_, words.data());
  if (is_architecture(graph, definition_.max_edges)) {
    EncodedKey encoded = encode_graph(graph);
    if (encoded.words == words) return encoded;
  }
  const EncodedKey encoded = encode(graph_key(graph));  // which says what is wrong with it, if a key can
  throw InputError("expected one operation on each inner node and no other bits, found " + key(encoded.index) + " and more");
}

std::vector<std::uint64_t> GraphSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  const std::size_t capacity = cell().n_nodes;
  std::size_t n_nodes = 0;
  while (n_nodes < capacity && matrix[n_nodes * (capacity + 1)] != -1) ++n_nodes;
  std::string edges, ops;
  for (std::size_t i = 0; i < capacity; ++i) {
    for (std::size_t j = 0; j < capacity; ++j) {
      const std::int64_t entry = matrix[i * capacity + j];
      const bool there = i < n_nodes && j < n_nodes;
      if (!there && entry != 0 && entry != -1) {
        throw InputError("entry [" + std::to_string(i) + "][" + std::to_string(j) + "]: expected 0 or -1 behind the last node, found " +
                         std::to_string(entry));
      }
      if (there) edges += (edges.empty() ? "" : ", ") + std::to_string(i == j ? 0 : entry);
      if (there && i == j) ops += ", " + std::to_string(entry);
    }
  }
  return encode("(" + edges + ops + ")").words;
}

EncodedKey GraphSpace::encode_graph(const NodeOpGraph& graph) const {
  const std::span<const std::uint64_t> known = codes();
  // Most graphs from elsewhere are numbered canonically already, which is cheaper to see than to make so.
  const std::uint64_t as_numbered = pack_code(layout_, graph.n_nodes, pack_adjacency(graph, layout_.capacity), op_code(layout_, graph));
  auto found = std::ranges::lower_bound(known, as_numbered);
  if (found == known.end() || *found != as_numbered) found = std::ranges::lower_bound(known, canonical_code(layout_, graph));
  EncodedKey encoded;
  encoded.index = static_cast<std::uint64_t>(found - known.begin());
  encoded.words.resize(static_cast<std::size_t>(words_per_cell(CellKind::nodes, traits().ops.n_ops())));
  write_words(layout_, graph, encoded.words.data());
  return encoded;
}

std::vector<std::uint64_t> GraphSpace::graphs() const {
  std::vector<std::uint64_t> graphs;
  for (const std::uint64_t code : codes()) {  // ascending, so equal graphs are neighbours
    const std::uint64_t graph = code >> layout_.op_bits();
    if (graphs.empty() || graphs.back() != graph) graphs.push_back(graph);
  }
  return graphs;
}

AdjacencyBits GraphSpace::adjacency_bits() const {
  AdjacencyBits bits{traits().ops.names, {}};
  bits.word_bits = layout_.adjacency_bits();
  bits.operations.insert(bits.operations.end(), {"adjacency", "number of nodes"});
  for (int source = 0; source < definition_.max_nodes; ++source) {
    for (int target = source + 1; target < definition_.max_nodes; ++target) {
      bits.edges.push_back(std::to_string(source) + "->" + std::to_string(target));
    }
  }
  return bits;
}

}  // namespace cartograf
