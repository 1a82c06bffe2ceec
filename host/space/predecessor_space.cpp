#include "host/space/predecessor_space.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <nlohmann/json.hpp>

#include "host/space/matrix.hpp"
#include "host/space/tuple_key.hpp"
#include "kernels/features/measures/live_edges.hpp"

namespace cartograf {
namespace {

/// Choices of a node at most whose texts are kept; keys of nodes with more are put together from the words.
constexpr std::uint64_t kMostPieces = std::uint64_t{1} << 16;

std::string number_word(int number) {
  constexpr const char* words[] = {"no", "one", "two", "three", "four"};
  return words[number];
}

/// What enters one intermediate node.
struct NodeEdges {
  std::array<IncomingEdge, kMaxSources> edges{};
  std::size_t n = 0;

  auto begin() { return edges.begin(); }
  auto end() { return edges.begin() + n; }
  auto begin() const { return edges.begin(); }
  auto end() const { return edges.begin() + n; }
  void add(IncomingEdge edge) { edges[n++] = edge; }

  bool takes(int source) const {
    return std::any_of(begin(), end(), [&](const IncomingEdge& edge) { return edge.source == source && edge.op != IncomingEdge::kNone; });
  }
  /// By source, then operation, `none` last.
  void sort() {
    const auto order = [](const IncomingEdge& edge) { return std::pair(edge.source, static_cast<unsigned>(edge.op)); };
    // At most kMaxSources: std::sort would be no faster, and compilers take its other cases for writes behind the array.
    for (std::size_t i = 1; i < n; ++i) {
      for (std::size_t j = i; j > 0 && order(edges[j]) < order(edges[j - 1]); --j) std::swap(edges[j], edges[j - 1]);
    }
  }
  /// Fills up with `none`, from the smallest nodes that are not taken.
  void fill_up(int n_sources, int n_before) {
    int source = 0;
    while (n < static_cast<std::size_t>(n_sources)) {
      while (source < n_before && takes(source)) ++source;
      add({source < n_before ? source++ : 0, IncomingEdge::kNone});
    }
    sort();
  }
};

/// Adds the edges of a node, which are sorted, to the words of its cell.
void add_edges(const PredecessorCodec& codec, int node, const NodeEdges& edges, std::uint64_t* words) {
  int copy = 0;
  const IncomingEdge* before = nullptr;
  for (const IncomingEdge& edge : edges) {
    if (edge.op == IncomingEdge::kNone) continue;
    copy = before != nullptr && before->source == edge.source ? copy + 1 : 0;
    words[edge.op] |= ElementMask{1} << codec.element(edge.source, node, copy);
    before = &edge;
  }
}

/// The edges of a node, sorted, without those that carry `none`.
NodeEdges edges_into(const PredecessorCodec& codec, int node, const std::uint64_t* words) {
  NodeEdges edges;
  for (int source = 0; source < node; ++source) {
    const int first = codec.element(source, node);
    for (int op = 0; op < codec.parameters().n_ops; ++op) {
      for (std::uint64_t here = words[op] >> first & low_bits(codec.n_copies()); here != 0; here = without_lowest_bit(here)) edges.add({source, op});
    }
  }
  return edges;
}

/// The loose ends of a cell: the elements of the nodes that no other one takes.
ElementMask ends_of(const PredecessorCodec& codec, const std::uint64_t* words) {
  ElementMask present = 0;
  for (int op = 0; op < codec.parameters().n_ops; ++op) present |= words[op];
  ElementMask ends = 0;
  for (int node = codec.parameters().n_inputs; node < codec.n_nodes(); ++node) {
    bool taken = false;
    for (int target = node + 1; target < codec.n_nodes(); ++target) {
      taken |= (present >> codec.element(node, target) & low_bits(codec.n_copies())) != 0;
    }
    if (!taken) ends |= ElementMask{1} << codec.element_of_end(node);
  }
  return ends;
}

PredecessorParameters parameters_of(const PredecessorSpaceDefinition& definition) {
  PredecessorParameters parameters;
  const auto small = [](int number) { return static_cast<std::uint8_t>(std::clamp(number, 0, 255)); };
  parameters.n_inputs = small(definition.n_inputs);
  parameters.n_intermediates = small(definition.n_intermediates);
  parameters.n_sources = small(definition.n_sources);
  parameters.n_ops = small(static_cast<int>(definition.operations.size()));
  parameters.none = !definition.none.empty();
  parameters.repeats = definition.repeats;
  parameters.loose_ends = definition.loose_ends;
  return parameters;
}

Codec make_codec(const PredecessorSpaceDefinition& definition) {
  Codec codec;
  codec.kind = CodecKind::predecessors;
  codec.predecessors = PredecessorCodec(parameters_of(definition));
  const std::size_t n_words = definition.cells.size() * static_cast<std::size_t>(codec.predecessors.n_words());
  if (n_words > kMaxWords) {
    throw InputError("operations of all cells together, with one more for each cell of loose ends: expected at most " + std::to_string(kMaxWords) +
                     ", found " + std::to_string(n_words));
  }
  codec.n_cells = static_cast<std::uint8_t>(definition.cells.size());
  codec.words_per_cell = static_cast<std::uint8_t>(codec.predecessors.n_words());
  return codec;
}

/// Appends edges from all intermediate nodes into the output.
void append_edges_out(Cell& cell, int n_inputs) {
  const int output = cell.n_nodes - 1;
  for (int node = n_inputs; node < output; ++node) {
    cell.source[cell.n_edges] = static_cast<std::uint8_t>(node);
    cell.target[cell.n_edges] = static_cast<std::uint8_t>(output);
    ++cell.n_edges;
  }
}

Cell make_cell(const PredecessorSpaceDefinition& definition, const PredecessorCodec& codec) {
  const int n_fixed = definition.loose_ends ? 0 : definition.n_intermediates;
  if (codec.n_elements() + n_fixed > kMaxElements) {
    throw InputError("edges of a cell, those into its output included: expected at most " + std::to_string(kMaxElements) + ", found " +
                     std::to_string(codec.n_elements() + n_fixed));
  }
  Cell cell;
  cell.kind = CellKind::edges;
  cell.n_nodes = static_cast<std::uint8_t>(definition.n_nodes());
  cell.n_ops = static_cast<std::uint8_t>(codec.n_words());
  cell.most_entering = static_cast<std::uint8_t>(definition.n_sources);
  cell.n_terminals = static_cast<std::uint8_t>(definition.n_inputs);
  const int output = cell.n_nodes - 1;
  for (int input = 0; input < definition.n_inputs; ++input) {
    cell.input[input] = static_cast<std::uint8_t>(input);
    cell.output[input] = static_cast<std::uint8_t>(output);
  }
  for (int source = 0; source < output - 1; ++source) {
    for (int node = std::max(definition.n_inputs, source + 1); node < output; ++node) {
      for (int copy = 0; copy < codec.n_copies(); ++copy, ++cell.n_edges) {
        cell.source[codec.element(source, node, copy)] = static_cast<std::uint8_t>(source);
        cell.target[codec.element(source, node, copy)] = static_cast<std::uint8_t>(node);
      }
    }
  }
  if (definition.loose_ends) {
    cell.n_ends = static_cast<std::uint8_t>(definition.n_intermediates);
    append_edges_out(cell, definition.n_inputs);
  }
  cell.n_elements = cell.n_edges;
  CARTOGRAF_EXPECTS(cell.n_elements == codec.n_elements());
  if (!definition.loose_ends) append_edges_out(cell, definition.n_inputs);
  return cell;
}

SpaceTraits make_traits(const PredecessorSpaceDefinition& definition, const PredecessorCodec& codec) {
  SpaceTraits traits;
  traits.ops = {definition.operations, 1};
  traits.cell = make_cell(definition, codec);
  traits.n_parallel = codec.n_copies();
  traits.cell_parts.clear();
  for (const CellName& cell : definition.cells) traits.cell_parts.push_back(cell.part);
  traits.inputs.clear();
  traits.output = definition.n_nodes() - 1;
  traits.identity_op = definition.identity_op;
  for (std::uint8_t input = 0; input < definition.n_inputs; ++input) {
    const std::string name = definition.input_names.empty() ? std::to_string(input) : definition.input_names[input];
    traits.inputs.push_back(input);
    traits.terminals.push_back({name, input, static_cast<std::uint8_t>(traits.output)});
  }
  if (!definition.loose_ends) traits.constant_counts = {{0, definition.n_intermediates}};  // the edges into the output
  traits.costs = definition.costs;
  traits.signal_ops = definition.signal_ops;
  if (definition.loose_ends && !traits.signal_ops.empty()) traits.signal_ops.push_back({OpRole::skip});
  return traits;
}

/// Nothing for more than can be numbered.
std::optional<std::uint64_t> architectures_of(const Codec& codec) {
  std::uint64_t size = 1;
  for (int cell = 0; cell < codec.n_cells; ++cell) {
    if (size > kMaxArchitectures / codec.predecessors.size()) return std::nullopt;
    size *= codec.predecessors.size();
  }
  return size;
}

/// "((0, 3), (1, 2), ...)": writes a key part by part, several cells in another pair of brackets. `Out` takes characters
/// and numbers.
template <class Out>
class PredecessorKeyWriter {
 public:
  PredecessorKeyWriter(Out& out, const PredecessorSpaceDefinition& definition)
      : out_(out), none_(static_cast<int>(definition.operations.size())), n_cells_(definition.cells.size()), n_nodes_(definition.n_intermediates) {}

  /// The next node, whose edges are filled up.
  void node(const NodeEdges& edges) {
    if (node_ == 0) {
      if (cell_ > 0) {
        out_ << ',' << ' ';
      } else if (n_cells_ > 1) {
        out_ << '(';
      }
      out_ << '(';
    }
    for (std::size_t i = 0; i < edges.n; ++i) {
      if (node_ > 0 || i > 0) out_ << ',' << ' ';
      const IncomingEdge& edge = edges.edges[i];
      out_ << '(' << edge.source << ',' << ' ' << (edge.op == IncomingEdge::kNone ? none_ : edge.op) << ')';
    }
    if (++node_ < n_nodes_) return;
    node_ = 0;
    out_ << ')';
    if (++cell_ == n_cells_ && n_cells_ > 1) out_ << ')';
  }

  /// Goes on behind the nodes before.
  void skip_to(std::size_t cell, int node) {
    cell_ = cell;
    node_ = node;
  }

 private:
  Out& out_;
  int none_;
  std::size_t n_cells_;
  int n_nodes_;
  std::size_t cell_ = 0;
  int node_ = 0;
};

/// A text that grows as KeyWriter's memory does.
class TextOut {
 public:
  TextOut& operator<<(char c) {
    text_ += c;
    return *this;
  }
  TextOut& operator<<(int number) {
    text_ += std::to_string(number);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Reads the keys of a space's cells into words.
class PredecessorKeyParser {
 public:
  PredecessorKeyParser(std::string_view key, const PredecessorSpaceDefinition& definition, const PredecessorCodec& codec)
      : parser_(key), definition_(definition), codec_(codec), n_pairs_(std::to_string(definition.n_intermediates * definition.n_sources)) {}

  void parse(std::uint64_t* words) {
    const std::vector<CellName>& cells = definition_.cells;
    const bool several = cells.size() > 1;
    if (several) parser_.expect('(', "'(' before the " + cells.front().title + " cell");
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      if (cell > 0) parser_.expect(',', "',' before the " + cells[cell].title + " cell");
      parse_cell(words + cell * static_cast<std::size_t>(codec_.n_words()));
    }
    if (several) parser_.expect(')', "')' after the " + cells.back().title + " cell");
    parser_.expect_end();
  }

 private:
  void parse_cell(std::uint64_t* words) {
    parser_.expect('(', "'(' before the " + n_pairs_ + " pairs of a cell");
    for (int node = definition_.n_inputs; node < codec_.n_nodes(); ++node) add_edges(codec_, node, parse_node(node), words);
    parser_.expect(')', "')' after " + n_pairs_ + " pairs");
    if (definition_.loose_ends) words[codec_.parameters().n_ops] = ends_of(codec_, words);
  }

  NodeEdges parse_node(int node) {
    NodeEdges edges;
    for (int i = 0; i < definition_.n_sources; ++i) {
      if (node > definition_.n_inputs || i > 0) parser_.expect(',', "',' (a cell has " + n_pairs_ + " pairs)");
      const std::size_t position = parser_.position();
      const IncomingEdge edge = parse_pair(node);
      if (!definition_.repeats && edge.op != IncomingEdge::kNone && edges.takes(edge.source)) {
        parser_.fail(position, "a source other than " + std::to_string(edge.source) + ", as the " + number_word(definition_.n_sources) +
                                   " sources of a node differ");
      }
      edges.add(edge);
    }
    edges.sort();
    return edges;
  }

  IncomingEdge parse_pair(int node) {
    const auto n_ops = static_cast<int>(definition_.operations.size());
    parser_.expect('(', "'(' before a source and its operation");
    const int source = parser_.number(0, node - 1);
    parser_.expect(',', "',' between a source and its operation");
    const int op = parser_.number(0, definition_.none.empty() ? n_ops - 1 : n_ops);
    parser_.expect(')', "')' after a source and its operation");
    return {source, op == n_ops ? IncomingEdge::kNone : op};
  }

  KeyParser parser_;
  const PredecessorSpaceDefinition& definition_;
  const PredecessorCodec& codec_;
  std::string n_pairs_;
};

}  // namespace

PredecessorSpace::PredecessorSpace(PredecessorSpaceDefinition definition)
    : definition_(std::move(definition)), codec_(make_codec(definition_)), size_(architectures_of(codec_).value_or(0)) {
  traits_ = make_traits(definition_, cell_codec());
  if (size_ == 0) {
    met_ = &MetArchitectures::of(this->definition(), static_cast<std::size_t>(codec_.n_words()));
    return;
  }
  std::uint64_t most_choices = 0;
  for (int node = 0; node < definition_.n_intermediates; ++node) most_choices = std::max<std::uint64_t>(most_choices, cell_codec().n_choices(node));
  if (most_choices <= kMostPieces) digit_key_ = make_digit_key();
}

double PredecessorSpace::approximate_size() const {
  double size = 1;
  for (std::size_t cell = 0; cell < n_cells(); ++cell) size *= static_cast<double>(cell_codec().size());
  return size;
}

std::vector<std::uint64_t> PredecessorSpace::sample(std::uint64_t n, std::uint64_t seed) const {
  if (met_ == nullptr) return SearchSpace::sample(n, seed);
  return met_->sample(n, seed, [&](UniformNumbers& random) {
    std::vector<std::uint64_t> words(static_cast<std::size_t>(codec_.n_words()));
    for (std::size_t cell = 0; cell < n_cells(); ++cell) cell_codec().decode(random.below(cell_codec().size()), words_of_cell(words, cell));
    return std::optional(std::move(words));
  });
}

Codec PredecessorSpace::codec() const {
  Codec codec = codec_;
  if (met_ == nullptr) return codec;
  codec.kind = CodecKind::listed;
  codec.codes = met_->words().data();
  return codec;
}

std::uint64_t PredecessorSpace::index_of_words(const std::vector<std::uint64_t>& words) const {
  return met_ != nullptr ? met_->number_of(words) : codec_.encode(words.data());
}

/// The pairs of each choice of an intermediate node, which is a digit of the index.
DigitKey PredecessorSpace::make_digit_key() const {
  std::vector<DigitKey::Pieces> digits;
  std::vector<std::uint64_t> words(static_cast<std::size_t>(cell_codec().n_words()));
  for (std::size_t cell = 0; cell < n_cells(); ++cell) {
    for (int i = 0; i < definition_.n_intermediates; ++i) {
      std::uint64_t step = 1;  // between architectures that differ in this choice alone
      for (int later = i + 1; later < definition_.n_intermediates; ++later) step *= cell_codec().n_choices(later);
      const int node = definition_.n_inputs + i;
      DigitKey::Pieces pieces;
      for (std::uint64_t choice = 0; choice < cell_codec().n_choices(i); ++choice) {
        std::fill(words.begin(), words.end(), 0);
        cell_codec().decode(choice * step, words.data());
        NodeEdges edges = edges_into(cell_codec(), node, words.data());
        edges.fill_up(definition_.n_sources, node);
        TextOut text;
        PredecessorKeyWriter writer(text, definition_);
        writer.skip_to(cell, i);
        writer.node(edges);
        pieces.push_back(text.text());
      }
      digits.push_back(std::move(pieces));
    }
  }
  return DigitKey(digits);
}

std::string PredecessorSpace::definition() const {
  if (!definition_.document.empty()) return definition_.document;
  nlohmann::ordered_json json;
  json["name"] = definition_.name;
  json["kind"] = "predecessors";
  json["operations"] = definition_.operations;
  if (has_none()) json["none"] = definition_.none;
  json["inputs"] = definition_.n_inputs;
  json["intermediate_nodes"] = definition_.n_intermediates;
  json["sources"] = definition_.n_sources;
  json["repeats"] = definition_.repeats;
  json["loose_ends"] = definition_.loose_ends;
  if (n_cells() > 1) {
    for (const CellName& cell : definition_.cells) json["cells"].push_back(cell.title);
  }
  return json.dump();
}

std::size_t PredecessorSpace::write_key(std::uint64_t index, const std::uint64_t* words, char* out) const {
  if (digit_key_) return digit_key_->write(index, out);
  KeyWriter key(out);
  PredecessorKeyWriter writer(key, definition_);
  for (std::size_t cell = 0; cell < n_cells(); ++cell) {
    for (int node = definition_.n_inputs; node < cell_codec().n_nodes(); ++node) {
      NodeEdges edges = edges_into(cell_codec(), node, words + cell * codec_.words_per_cell);
      edges.fill_up(definition_.n_sources, node);
      writer.node(edges);
    }
  }
  return key.size();
}

std::size_t PredecessorSpace::key_width() const {
  if (digit_key_) return digit_key_->width();
  TextOut text;
  PredecessorKeyWriter writer(text, definition_);
  for (std::size_t cell = 0; cell < n_cells(); ++cell) {
    for (int node = definition_.n_inputs; node < cell_codec().n_nodes(); ++node) {
      NodeEdges edges;
      for (int i = 0; i < definition_.n_sources; ++i) edges.add({node - 1, has_none() ? IncomingEdge::kNone : n_ops() - 1});
      writer.node(edges);
    }
  }
  return text.text().size();
}

EncodedKey PredecessorSpace::encode(std::string_view key) const {
  EncodedKey encoded;
  encoded.words.resize(static_cast<std::size_t>(codec_.n_words()));
  PredecessorKeyParser(key, definition_, cell_codec()).parse(encoded.words.data());
  encoded.index = index_of_words(encoded.words);
  return encoded;
}

EncodedKey PredecessorSpace::encode_edges(const std::vector<CellEdges>& cells) const {
  const auto require = [](bool holds, const std::string& where, const std::string& expected, int found) {
    if (!holds) throw InputError(where + "expected " + expected + ", found " + std::to_string(found));
  };
  require(cells.size() == n_cells(), "", std::to_string(n_cells()) + " cells", static_cast<int>(cells.size()));
  EncodedKey encoded;
  encoded.words.resize(static_cast<std::size_t>(codec_.n_words()));
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const std::string in_cell = n_cells() > 1 ? definition_.cells[cell].title + " cell: " : "";
    std::uint64_t* const words = words_of_cell(encoded.words, cell);
    require(static_cast<int>(cells[cell].size()) == definition_.n_intermediates, in_cell, std::to_string(definition_.n_intermediates) + " intermediate nodes",
            static_cast<int>(cells[cell].size()));
    for (int i = 0; i < definition_.n_intermediates; ++i) {
      const int node = definition_.n_inputs + i;
      const std::string where = in_cell + "node " + std::to_string(node) + ": ";
      const std::vector<IncomingEdge>& entering = cells[cell][static_cast<std::size_t>(i)];
      require(static_cast<int>(entering.size()) == definition_.n_sources, where, number_word(definition_.n_sources) + " edges", static_cast<int>(entering.size()));
      NodeEdges edges;
      for (const IncomingEdge& edge : entering) {
        require(edge.source >= 0 && edge.source < node, where, "a source from 0 to " + std::to_string(node - 1), edge.source);
        require(edge.op >= (has_none() ? IncomingEdge::kNone : 0) && edge.op < n_ops(), where, "an operation from 0 to " + std::to_string(n_ops() - 1), edge.op);
        require(definition_.repeats || edge.op == IncomingEdge::kNone || !edges.takes(edge.source), where, "different sources", edge.source);
        edges.add(edge);
      }
      edges.sort();
      add_edges(cell_codec(), node, edges, words);
    }
    if (definition_.loose_ends) words[n_ops()] = ends_of(cell_codec(), words);
  }
  encoded.index = index_of_words(encoded.words);
  return encoded;
}

std::vector<CellEdges> PredecessorSpace::edges_of(const std::uint64_t* words) const {
  std::vector<CellEdges> cells(n_cells());
  for (std::size_t cell = 0; cell < n_cells(); ++cell) {
    for (int node = definition_.n_inputs; node < cell_codec().n_nodes(); ++node) {
      NodeEdges edges = edges_into(cell_codec(), node, words + cell * codec_.words_per_cell);
      edges.fill_up(definition_.n_sources, node);
      cells[cell].emplace_back(edges.begin(), edges.end());
    }
  }
  return cells;
}

/// Throws InputError unless every intermediate node of a cell has as many edges as it should, with one operation each.
void PredecessorSpace::check_words(const std::uint64_t* words) const {
  const int n_candidates = cell().n_candidates();
  ElementMask seen = 0;
  for (int op = 0; op < n_ops(); ++op) {
    if ((words[op] & ~low_bits(n_candidates)) != 0) {
      throw InputError("expected bits of " + std::to_string(n_candidates) + " candidate edges, found higher ones");
    }
    if ((words[op] & seen) != 0) throw InputError("expected one operation on each edge, found two on one");
    seen |= words[op];
  }
  for (int node = definition_.n_inputs; node < cell_codec().n_nodes(); ++node) {
    int n_edges = 0;
    for (int source = 0; source < node; ++source) n_edges += popcount(seen >> cell_codec().element(source, node) & low_bits(cell_codec().n_copies()));
    if (n_edges == definition_.n_sources || (has_none() && n_edges < definition_.n_sources)) continue;
    throw InputError("node " + std::to_string(node) + ": expected " + (has_none() ? "at most " : "") + number_word(definition_.n_sources) +
                     (definition_.n_sources == 1 ? " source" : " sources") + ", found " + std::to_string(n_edges));
  }
}

EncodedKey PredecessorSpace::encode_words(std::vector<std::uint64_t> words) const {
  EncodedKey encoded;
  encoded.words.resize(words.size());
  for (std::size_t which = 0; which < n_cells(); ++which) {
    const std::uint64_t* const given = words_of_cell(words, which);
    std::uint64_t* const ordered = words_of_cell(encoded.words, which);
    check_words(given);
    for (int node = definition_.n_inputs; node < cell_codec().n_nodes(); ++node) add_edges(cell_codec(), node, edges_into(cell_codec(), node, given), ordered);
    if (!definition_.loose_ends) continue;
    ordered[n_ops()] = ends_of(cell_codec(), ordered);
    const ElementMask wrong = ordered[n_ops()] ^ given[n_ops()];
    if (wrong == 0) continue;
    if ((wrong & ~cell().ends()) != 0) throw InputError("expected edges into the output as the last word, found others");
    const int element = lowest_bit(wrong);
    throw InputError("node " + std::to_string(cell().source[element]) + ": expected " +
                     ((ordered[n_ops()] >> element & 1) != 0 ? "an edge into the output, as no other node takes it, found none"
                                                             : "no edge into the output, as another node takes it, found one"));
  }
  encoded.index = index_of_words(encoded.words);
  return encoded;
}

std::vector<std::uint64_t> PredecessorSpace::matrix_shape() const {
  std::vector<std::uint64_t> shape;
  if (n_cells() > 1) shape.push_back(n_cells());
  if (cell_codec().n_copies() > 1) shape.push_back(static_cast<std::uint64_t>(cell_codec().n_copies()));
  shape.insert(shape.end(), 2, cell().n_nodes);
  return shape;
}

std::vector<std::uint64_t> PredecessorSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  const Cell& edges = cell();
  const std::size_t n_nodes = edges.n_nodes;
  const auto n_copies = static_cast<std::size_t>(cell_codec().n_copies());
  std::vector<std::uint64_t> words(static_cast<std::size_t>(codec_.n_words()));
  for (std::size_t which = 0; which < n_cells(); ++which) {
    std::uint64_t* const of_cell = words_of_cell(words, which);
    for (std::size_t copy = 0; copy < n_copies; ++copy) {
      const auto part = matrix.subspan((which * n_copies + copy) * n_nodes * n_nodes, n_nodes * n_nodes);
      std::vector<bool> is_edge(part.size());
      for (int element = static_cast<int>(copy); element < edges.n_candidates(); element += static_cast<int>(n_copies)) {
        const std::size_t at = edges.source[element] * n_nodes + edges.target[element];
        is_edge[at] = true;
        if (part[at] < -1 || part[at] >= n_ops()) {
          throw InputError(definition_.cells[which].part + "edge " + traits().element_name(element) + ": expected an operation from 0 to " +
                           std::to_string(n_ops() - 1) + " or -1 for no edge, found " + std::to_string(part[at]));
        }
        if (part[at] >= 0) of_cell[part[at]] |= ElementMask{1} << element;
      }
      check_no_edges(part, is_edge, n_nodes);
    }
    if (definition_.loose_ends) of_cell[n_ops()] = ends_of(cell_codec(), of_cell);
  }
  return words;
}

ElementMask PredecessorSpace::present_edges(const std::uint64_t* words, std::size_t which) const {
  const std::uint64_t* const of_cell = words + which * codec_.words_per_cell;
  ElementMask present = 0;
  for (int word = 0; word < codec_.words_per_cell; ++word) present |= of_cell[word];
  return present;
}

bool PredecessorSpace::reachable(const std::uint64_t* words) const {
  for (std::size_t which = 0; which < n_cells(); ++which) {
    const ElementMask present = present_edges(words, which);
    const ElementMask live = live_edges(cell(), present | cell().fixed_edges());
    if ((present & ~live & ~cell().ends()) != 0) return false;
  }
  return true;
}

bool PredecessorSpace::connected(const std::uint64_t* words) const {
  for (std::size_t which = 0; which < n_cells(); ++which) {
    if (live_edges(cell(), present_edges(words, which) | cell().fixed_edges()) == 0) return false;
  }
  return true;
}

AdjacencyBits PredecessorSpace::adjacency_bits() const {
  AdjacencyBits bits;
  for (const CellName& cell : definition_.cells) {
    for (const std::string& op : definition_.operations) bits.operations.push_back(cell.part + op);
    if (definition_.loose_ends) bits.operations.push_back(cell.part + "out");
  }
  for (int element = 0; element < cell().n_elements; ++element) bits.edges.push_back(traits().element_name(element));
  return bits;
}

}  // namespace cartograf
