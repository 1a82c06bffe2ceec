#include "host/space/graph_space.hpp"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>

#include "host/space/edge_space.hpp"
#include "host/space/extra_families.hpp"
#include "host/space/graph_classes.hpp"
#include "host/space/graph_key.hpp"
#include "host/space/signal_families.hpp"

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

}  // namespace

GraphSpace::GraphSpace(GraphSpaceDefinition definition)
    : definition_(std::move(definition)), ops_{definition_.operations, kFirstOpId}, cell_(make_cell(definition_)),
      layout_(make_layout(definition_)) {
  check(definition_, layout_);
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
  codec.words_per_cell = static_cast<std::uint8_t>(words_per_cell(CellKind::nodes, ops_.n_ops()));
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

std::string GraphSpace::key(std::uint64_t index) const {
  CARTOGRAF_EXPECTS(index < size());
  std::uint64_t words[kMaxWords] = {};
  layout_.decode(codes()[index], words);
  return graph_key(read_words(layout_, words));
}

std::size_t GraphSpace::key_width() const {
  NodeOpGraph longest;
  longest.n_nodes = definition_.max_nodes;
  longest.ops.fill(static_cast<std::uint8_t>(ops_.n_ops() - 1));  // the id of most digits
  return graph_key(longest).size();
}

EncodedKey GraphSpace::encode(std::string_view key) const {
  return encode_graph(parse_graph_key(key, {definition_.max_nodes, definition_.max_edges, ops_.n_ops()}));
}

EncodedKey GraphSpace::encode_words(std::vector<std::uint64_t> words) const {
  const std::uint64_t n_nodes = words[static_cast<std::size_t>(cell_.n_ops) + 1];
  if (n_nodes < 2 || n_nodes > cell_.n_nodes) {
    throw InputError("expected 2 to " + std::to_string(cell_.n_nodes) + " nodes, found " + std::to_string(n_nodes));
  }
  EncodedKey encoded = encode(graph_key(read_words(layout_, words.data())));  // a key is checked as a whole
  if (encoded.words != words) throw InputError("expected one operation on each inner node and no other bits, found " + key(encoded.index) + " and more");
  return encoded;
}

std::vector<std::uint64_t> GraphSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  const std::size_t capacity = cell_.n_nodes;
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
  const auto found = std::ranges::lower_bound(codes(), canonical_code(layout_, graph));
  EncodedKey encoded;
  encoded.index = static_cast<std::uint64_t>(found - codes().begin());
  encoded.words.resize(static_cast<std::size_t>(words_per_cell(CellKind::nodes, ops_.n_ops())));
  write_words(layout_, graph, encoded.words.data());
  return encoded;
}

void GraphSpace::op_count(FeatureSet& set) const {
  for (const int terminal : {kInputId, kOutputId}) set.add("op_count_" + std::to_string(terminal), {MeasureKind::constant, 0, 0, 1}, 0);
  for (int op = 0; op < ops_.n_ops(); ++op) set.add("op_count_" + std::to_string(op + kFirstOpId), {MeasureKind::count}, OpSet{1} << op);
}

void GraphSpace::min_path_len(FeatureSet& set) const {
  const Measure measure{MeasureKind::node_shortest_path, 0, 0, Measure::kNumberOfNodes};
  for (const NamedSubset& subset : min_path_len_subsets(set.convention, ops_)) set.add(subset.name, measure, subset.allowed);
}

void GraphSpace::max_op_on_path(FeatureSet& set) const {
  // As published, the two terminals are taken off the nodes of the path twice: edges + 1 - 4.
  const Measure inside{MeasureKind::node_longest_path, 0, 0, -4, -3};
  const Measure measure = set.convention == Convention::paper ? Measure{MeasureKind::node_lightest_path} : inside;
  for (const OpSet ops : subsets_by_size(ops_.n_ops(), 1, ops_.n_ops())) {
    set.add(allowed_name("max_op_on_path", set.convention, ops_, ops), measure, ops);
  }
}

void GraphSpace::node_degree(FeatureSet& set) const {
  constexpr int kNodeCount = 0;  // the divisor is the architecture's
  for (const OpSet ops : subsets_by_size(ops_.n_ops(), 1, ops_.n_ops())) {
    const std::string name = allowed_name("node_degree", set.convention, ops_, ops);
    set.add(name + "_in_degree", {MeasureKind::node_into_output}, ops);
    set.add(name + "_out_degree", {MeasureKind::node_out_of_input}, ops);
    set.add(name + "_avg_in", {MeasureKind::node_sources}, ops, kNodeCount);
    set.add(name + "_avg_out", {MeasureKind::node_targets}, ops, kNodeCount);
  }
}

std::vector<FamilyInfo> GraphSpace::families(Convention) const {
  std::vector<FamilyInfo> families = {
      {"op_count", true, [this](FeatureSet& set) { op_count(set); }},
      {"min_path_len", true, [this](FeatureSet& set) { min_path_len(set); }},
      {"max_op_on_path", true, [this](FeatureSet& set) { max_op_on_path(set); }},
      {"node_degree", true, [this](FeatureSet& set) { node_degree(set); }},
  };
  if (!definition_.costs.empty()) families.push_back(cost_family(definition_.costs));
  GraphDescription graph;
  graph.ops = ops_;
  graph.cell = cell_;
  graph.costs = definition_.costs;
  for (FamilyInfo& family : extra_families(graph)) families.push_back(std::move(family));
  if (!definition_.signal_ops.empty()) {
    for (FamilyInfo& family : signal_families({make_signal_view(cell_, definition_.signal_ops), {""}})) families.push_back(std::move(family));
  }
  return families;
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
  AdjacencyBits bits{ops_.names, {}};
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
