#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/space/met_architectures.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

/// What one cell of an architecture is called.
struct CellName {
  std::string part = {};   ///< in column names: "normal_"
  std::string title = {};  ///< in messages: "normal"
};

/// What makes a space of cells whose intermediate nodes choose what enters them among the nodes before (PredecessorCodec).
struct PredecessorSpaceDefinition {
  std::string name;
  std::string summary;
  std::vector<std::string> operations;
  std::string none;  ///< what an edge carries that is absent; empty = every node has exactly n_sources edges
  int n_inputs = 2;
  int n_intermediates = 4;
  int n_sources = 2;        ///< edges that enter an intermediate node
  bool repeats = false;     ///< a node may take the same source more than once
  bool loose_ends = false;  ///< only the nodes that no other node takes are concatenated, else all intermediate ones
  std::vector<CellName> cells = {CellName{}};
  std::vector<std::string> input_names;  ///< in column names; empty = their numbers
  int identity_op = -1;                  ///< the operation that passes its input on unchanged, or -1
  std::vector<SignalOp> signal_ops;      ///< one for each operation; empty = not said, so that there is no family `signal`
  std::vector<WideColumn> costs;
  std::string document;  ///< what definition() gives; empty = put together from the above

  int n_nodes() const { return n_inputs + n_intermediates + 1; }
};

/// An edge into an intermediate node.
struct IncomingEdge {
  /// The operation `none`: the edge is absent, so it does not matter where it would come from.
  static constexpr int kNone = -1;

  int source = 0;  ///< node, from 0: the inputs, then the intermediate ones
  int op = 0;      ///< place among the operations

  bool operator==(const IncomingEdge&) const = default;
};

/// What enters each intermediate node of a cell, in any order: [n_intermediates] lists of n_sources edges.
using CellEdges = std::vector<std::vector<IncomingEdge>>;

/// A space of PredecessorSpaceDefinition. The order of its cells is that of PredecessorCodec; of several cells the first
/// is the most significant: the index of a pair is index(normal) * size of a cell + index(reduction).
///
/// Key of a cell: "((source, op), ...)", the edges of the first intermediate node, then those of the next; several cells
/// in another pair of brackets. It may list the edges of a node in any order. As written they ascend by source, then
/// operation; an edge `none` has the operation behind the last one, and as its source the smallest node not taken.
class PredecessorSpace final : public SearchSpace {
 public:
  /// Throws InputError for a definition that contradicts itself, or of cells that cannot be numbered.
  explicit PredecessorSpace(PredecessorSpaceDefinition definition);

  const std::string& name() const override { return definition_.name; }
  const std::string& summary() const override { return definition_.summary; }
  /// Of several cells that make more than 2^62 architectures: those that were met.
  std::uint64_t size() const override { return met_ != nullptr ? met_->size() : size_; }
  bool numbered() const override { return met_ == nullptr; }
  double approximate_size() const override;
  std::vector<std::uint64_t> sample(std::uint64_t n, std::uint64_t seed) const override;
  std::string definition() const override;
  const DigitKey* digit_key() const override { return digit_key_ ? &*digit_key_ : nullptr; }
  std::size_t write_key(std::uint64_t index, const std::uint64_t* words, char* out) const override;
  std::size_t key_width() const override;
  EncodedKey encode(std::string_view key) const override;
  /// The parallel edges of a pair of nodes may be in any order; the words that are given back have them ascending.
  EncodedKey encode_words(std::vector<std::uint64_t> words) const override;
  /// [cells x copies x nodes x nodes], without the first two where they are 1.
  std::vector<std::uint64_t> matrix_shape() const override;
  std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const override;
  Codec codec() const override;
  AdjacencyBits adjacency_bits() const override;
  /// Where there is a `none`: without it every node has inputs behind it and leads to the output.
  bool has_reachability() const override { return has_none(); }
  bool reachable(const std::uint64_t* words) const override;
  bool may_be_disconnected() const override { return has_none(); }
  bool connected(const std::uint64_t* words) const override;

  /// What the space was made of, to read and write other notations of its architectures.
  const PredecessorSpaceDefinition& cell_definition() const { return definition_; }
  /// An architecture from what enters the nodes of each of its cells: [n_cells]. Throws InputError that says which cell and
  /// node is wrong.
  EncodedKey encode_edges(const std::vector<CellEdges>& cells) const;
  /// The reverse, with edges in the order of keys; `none` fills up. words: [codec().n_words()].
  std::vector<CellEdges> edges_of(const std::uint64_t* words) const;

 private:
  bool has_none() const { return !definition_.none.empty(); }
  int n_ops() const { return static_cast<int>(definition_.operations.size()); }
  std::size_t n_cells() const { return definition_.cells.size(); }
  const PredecessorCodec& cell_codec() const { return codec_.predecessors; }
  std::uint64_t* words_of_cell(std::vector<std::uint64_t>& words, std::size_t cell) const { return words.data() + cell * codec_.words_per_cell; }
  std::uint64_t index_of_words(const std::vector<std::uint64_t>& words) const;
  DigitKey make_digit_key() const;
  void check_words(const std::uint64_t* words) const;
  /// The edges of one cell of an architecture that carry an operation, and its loose ends.
  ElementMask present_edges(const std::uint64_t* words, std::size_t which) const;

  PredecessorSpaceDefinition definition_;
  Codec codec_;
  std::uint64_t size_ = 1;
  MetArchitectures* met_ = nullptr;    ///< of a space that has no numbers
  std::optional<DigitKey> digit_key_;  ///< unless the choices of a node are too many to be listed, or there are no numbers
};

}  // namespace cartograf
