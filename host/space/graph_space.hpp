#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "host/space/graph_canonical.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

/// What makes a space whose architectures are graphs with an operation on every inner node.
struct GraphSpaceDefinition {
  std::string name;
  std::string summary;
  std::vector<std::string> operations;  ///< of the inner nodes; in keys and column names they count from 2
  int max_nodes = 0;                    ///< input and output included
  int max_edges = 0;
  std::uint64_t size = 0;  ///< number of classes where it is known; 0 = counted when first asked for
  std::vector<WideColumn> costs;
  /// What the operations do to a signal; empty = not said, so that there is no family `signal`.
  std::vector<SignalOp> signal_ops;
  std::string document;  ///< of a user's space: what definition() gives
};

/// A space of GraphSpaceDefinition: the isomorphism classes of all graphs of 2 ... max_nodes nodes with at most max_edges
/// edges in which every node lies on a path from the input (node 0) to the output (the last node). Index order: number
/// of nodes, then canonical code (graph_canonical.hpp), which the graph of an index is numbered by. Keys may number
/// the nodes in any topological order. The classes are enumerated when first asked for.
class GraphSpace : public SearchSpace {
 public:
  /// Operation ids of keys and column names.
  static constexpr int kInputId = 0, kOutputId = 1, kFirstOpId = 2;

  /// Throws InputError for a definition that no packed architecture can hold.
  explicit GraphSpace(GraphSpaceDefinition definition);

  const std::string& name() const override { return definition_.name; }
  const std::string& summary() const override { return definition_.summary; }
  std::uint64_t size() const override;
  std::string definition() const override;
  std::size_t write_key(std::uint64_t index, const std::uint64_t* words, char* out) const override;
  std::size_t key_width() const override;
  EncodedKey encode(std::string_view key) const override;
  EncodedKey encode_words(std::vector<std::uint64_t> words) const override;
  /// Entry [i][j], i != j: 1 for an edge i -> j, else 0; [i][i]: the operation id of node i, -1 behind the last node.
  std::vector<std::uint64_t> matrix_shape() const override { return {cell().n_nodes, cell().n_nodes}; }
  std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const override;
  Codec codec() const override;
  /// The canonical codes, ascending: [size()].
  std::span<const std::uint64_t> codes() const override;
  std::vector<std::uint64_t> graphs() const override;
  AdjacencyBits adjacency_bits() const override;

 private:
  EncodedKey encode_graph(const NodeOpGraph& graph) const;

  GraphSpaceDefinition definition_;
  GraphCode layout_;
  mutable std::once_flag enumerated_;
  mutable std::vector<std::uint64_t> codes_;
};

}  // namespace cartograf
