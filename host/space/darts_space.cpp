#include "host/space/darts_space.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "host/space/matrix.hpp"
#include "host/space/tuple_key.hpp"

namespace cartograf {
namespace {

constexpr int kIntermediates = 4;
constexpr int kInputs = 2;
constexpr int kOps = 7;
constexpr int kSkip = 2;  ///< of the operations
constexpr int kNodes = kInputs + kIntermediates + 1;
constexpr int kOutput = kNodes - 1;
constexpr const char* kInputNames[] = {"c_{k-2}", "c_{k-1}"};

/// A separable convolution is applied twice; of its two steps, depthwise and pointwise, the former has the window.
const std::vector<SignalOp> kSignalOps = {{OpRole::pool}, {OpRole::pool}, {OpRole::skip}, {OpRole::conv, 3, 1, 2}, {OpRole::conv, 5, 1, 2}, {OpRole::conv, 3, 2, 1}, {OpRole::conv, 5, 2, 1}};

/// A source and its operation, as keys write them.
using Pair = std::pair<int, int>;
/// The two pairs of every intermediate node, in the order of the key.
using PairList = std::array<Pair, 2 * kIntermediates>;

const PredecessorCodec& cell_codec() {
  static const PredecessorCodec codec({kInputs, kIntermediates, 2, kOps});
  return codec;
}

Cell make_cell() {
  Cell cell;
  cell.kind = CellKind::edges;
  cell.n_nodes = kNodes;
  cell.n_elements = static_cast<std::uint8_t>(cell_codec().n_elements());
  cell.n_ops = kOps;
  cell.n_terminals = kInputs;
  for (std::uint8_t input = 0; input < kInputs; ++input) {
    cell.input[input] = input;
    cell.output[input] = kOutput;
  }
  for (int source = 0; source < kOutput - 1; ++source) {
    for (int node = std::max(kInputs, source + 1); node < kOutput; ++node) {
      cell.source[cell_codec().element(source, node)] = static_cast<std::uint8_t>(source);
      cell.target[cell_codec().element(source, node)] = static_cast<std::uint8_t>(node);
    }
  }
  cell.n_edges = cell.n_elements;
  for (int node = kInputs; node < kOutput; ++node) {  // the edges `out`, into the concatenation
    cell.source[cell.n_edges] = static_cast<std::uint8_t>(node);
    cell.target[cell.n_edges] = kOutput;
    ++cell.n_edges;
  }
  return cell;
}

SpaceTraits make_traits(int n_cells) {
  SpaceTraits traits;
  traits.ops = {{"max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"}, 1};
  traits.cell = make_cell();
  if (n_cells == 2) traits.cell_parts = {"normal_", "reduce_"};
  traits.inputs = {0, 1};
  traits.output = kOutput;
  traits.identity_op = kSkip;
  for (std::uint8_t input = 0; input < kInputs; ++input) traits.terminals.push_back({kInputNames[input], input, kOutput});
  traits.constant_counts = {{0, kIntermediates}};  // the edges `out`
  traits.signal_ops = kSignalOps;
  return traits;
}

Codec make_codec(int n_cells) {
  Codec codec;
  codec.kind = CodecKind::predecessors;
  codec.n_cells = static_cast<std::uint8_t>(n_cells);
  codec.words_per_cell = kOps;
  codec.predecessors = cell_codec();
  return codec;
}

/// The pairs of a cell with the sources of every node ascending, from its words.
PairList pairs_of(const std::uint64_t* words) {
  PairList pairs;
  for (int i = 0; i < kIntermediates; ++i) {
    std::size_t next = static_cast<std::size_t>(2 * i);
    for (int source = 0; source < i + kInputs; ++source) {
      for (int op = 0; op < kOps; ++op) {
        if ((words[op] >> cell_codec().element(source, i + kInputs) & 1) != 0) pairs[next++] = {source, op};
      }
    }
  }
  return pairs;
}

std::string text_of(const Pair& pair) { return "(" + std::to_string(pair.first) + ", " + std::to_string(pair.second) + ")"; }

/// The pairs of each choice of an intermediate node, which is a digit of the index.
DigitKey::Pieces pieces_of_node(int intermediate) {
  std::uint64_t step = 1;  // between architectures that differ in this choice alone
  for (int later = intermediate + 1; later < kIntermediates; ++later) step *= cell_codec().n_choices(later);
  DigitKey::Pieces pieces;
  for (std::uint64_t choice = 0; choice < cell_codec().n_choices(intermediate); ++choice) {
    std::uint64_t words[kOps] = {};
    cell_codec().decode(choice * step, words);
    const PairList pairs = pairs_of(words);
    const auto first = static_cast<std::size_t>(2 * intermediate);
    pieces.push_back(text_of(pairs[first]) + ", " + text_of(pairs[first + 1]));
  }
  return pieces;
}

/// "((0, 3), (1, 2), ...)": the pairs of a cell; two cells in another pair of brackets.
DigitKey make_digit_key(int n_cells) {
  const std::string outer_begin = n_cells == 2 ? "(" : "", outer_end = n_cells == 2 ? ")" : "";
  std::vector<DigitKey::Pieces> digits;
  for (int cell = 0; cell < n_cells; ++cell) {
    for (int node = 0; node < kIntermediates; ++node) {
      const bool first = node == 0, last = node == kIntermediates - 1;
      const std::string before = (first ? (cell == 0 ? outer_begin : "") + "(" : "");
      const std::string behind = !last ? ", " : cell + 1 < n_cells ? "), "
                                                                   : ")" + outer_end;
      digits.push_back(pieces_of_node(node));
      for (std::string& piece : digits.back()) piece = before + piece + behind;
    }
  }
  return DigitKey(digits);
}

Pair parse_pair(KeyParser& parser, int node) {
  parser.expect('(', "'(' before a source and its operation");
  const int source = parser.number(0, node + kInputs - 1);
  parser.expect(',', "',' between a source and its operation");
  const int op = parser.number(0, kOps - 1);
  parser.expect(')', "')' after a source and its operation");
  return {source, op};
}

/// Parses the pairs of one cell; sources of a node may come in either order.
PairList parse_cell(KeyParser& parser) {
  PairList pairs;
  parser.expect('(', "'(' before the 8 pairs of a cell");
  for (int i = 0; i < 2 * kIntermediates; ++i) {
    if (i > 0) parser.expect(',', "',' (a cell has 8 pairs)");
    const std::size_t position = parser.position();
    const auto at = static_cast<std::size_t>(i);
    pairs[at] = parse_pair(parser, i / 2);
    if (i % 2 == 1 && pairs[at].first == pairs[at - 1].first) {
      parser.fail(position, "a source other than " + std::to_string(pairs[at].first) + ", as the two sources of a node differ");
    }
  }
  parser.expect(')', "')' after 8 pairs");
  return pairs;
}

/// Adds a cell to its words, which forget the order of a node's pairs.
void write_words(const PairList& pairs, std::uint64_t* words) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [source, op] = pairs[i];
    words[op] |= ElementMask{1} << cell_codec().element(source, static_cast<int>(i / 2) + kInputs);
  }
}

/// Throws InputError unless every intermediate node has two sources with one operation each.
void check_cell(const std::uint64_t* words) {
  ElementMask seen = 0;
  for (int op = 0; op < kOps; ++op) {
    if ((words[op] & ~low_bits(cell_codec().n_elements())) != 0) throw InputError("expected bits of 14 candidate edges, found higher ones");
    if ((words[op] & seen) != 0) throw InputError("expected one operation on each edge, found two on one");
    seen |= words[op];
  }
  for (int i = 0; i < kIntermediates; ++i) {
    int n_sources = 0;
    for (int source = 0; source < i + kInputs; ++source) n_sources += static_cast<int>(seen >> cell_codec().element(source, i + kInputs) & 1);
    if (n_sources != 2) throw InputError("node " + std::to_string(i + kInputs) + ": expected two sources, found " + std::to_string(n_sources));
  }
}

}  // namespace

DartsSpace::DartsSpace(int n_cells)
    : n_cells_(n_cells), name_(n_cells == 1 ? "darts_cell" : "darts"),
      summary_(n_cells == 1 ? "one DARTS cell (Liu et al., ICLR 2019): 8 of 14 candidate edges, 7 operations on edges"
                            : "DARTS / NAS-Bench-301 (Liu et al., ICLR 2019; Zela et al., ICLR 2022): a normal and a reduction cell"),
      codec_(make_codec(n_cells)), digit_key_(make_digit_key(n_cells)) {
  traits_ = make_traits(n_cells);
}

std::uint64_t DartsSpace::size() const {
  const std::uint64_t n = codec_.predecessors.size();
  return n_cells_ == 1 ? n : n * n;
}

std::string DartsSpace::definition() const {
  nlohmann::ordered_json json;
  json["name"] = name_;
  json["kind"] = "darts";
  json["cells"] = n_cells_;
  json["operations"] = traits().ops.names;
  return json.dump();
}

EncodedKey DartsSpace::encode(std::string_view key) const {
  EncodedKey encoded;
  encoded.words.resize(static_cast<std::size_t>(codec_.n_words()));
  KeyParser parser(key);
  if (n_cells_ == 2) parser.expect('(', "'(' before the normal cell");
  for (int cell = 0; cell < n_cells_; ++cell) {
    if (cell > 0) parser.expect(',', "',' before the reduction cell");
    write_words(parse_cell(parser), encoded.words.data() + cell * codec_.words_per_cell);
  }
  if (n_cells_ == 2) parser.expect(')', "')' after the reduction cell");
  parser.expect_end();
  encoded.index = codec_.encode(encoded.words.data());
  return encoded;
}

EncodedKey DartsSpace::encode_words(std::vector<std::uint64_t> words) const {
  for (int cell = 0; cell < n_cells_; ++cell) check_cell(words.data() + cell * codec_.words_per_cell);
  const std::uint64_t index = codec_.encode(words.data());
  return {std::move(words), index};
}

std::vector<std::uint64_t> DartsSpace::matrix_shape() const {
  if (n_cells_ == 1) return {kNodes, kNodes};
  return {static_cast<std::uint64_t>(n_cells_), kNodes, kNodes};
}

std::vector<std::uint64_t> DartsSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  const Cell& edges = cell();
  std::vector<std::uint64_t> words(static_cast<std::size_t>(codec_.n_words()));
  std::size_t first_word = 0, first_entry = 0;
  for (const std::string& cell_part : traits().cell_parts) {
    const auto part = matrix.subspan(first_entry, kNodes * kNodes);
    std::vector<bool> is_edge(part.size());
    for (int element = 0; element < edges.n_elements; ++element) {
      const auto at = static_cast<std::size_t>(edges.source[element] * kNodes + edges.target[element]);
      is_edge[at] = true;
      if (part[at] < -1 || part[at] >= kOps) {
        throw InputError(cell_part + "edge " + edge_name(element) + ": expected an operation from 0 to " + std::to_string(kOps - 1) +
                         " or -1 for no edge, found " + std::to_string(part[at]));
      }
      if (part[at] >= 0) words[first_word + static_cast<std::size_t>(part[at])] |= ElementMask{1} << element;
    }
    check_no_edges(part, is_edge, kNodes);
    first_word += codec_.words_per_cell;
    first_entry += kNodes * kNodes;
  }
  return words;
}

std::string DartsSpace::edge_name(int element) const {
  return std::to_string(cell().source[element]) + "->" + std::to_string(cell().target[element]);
}

AdjacencyBits DartsSpace::adjacency_bits() const {
  AdjacencyBits bits;
  for (const std::string& cell_part : traits().cell_parts) {
    for (const std::string& op : traits().ops.names) bits.operations.push_back(cell_part + op);
  }
  for (int element = 0; element < cell().n_elements; ++element) bits.edges.push_back(edge_name(element));
  return bits;
}

}  // namespace cartograf
