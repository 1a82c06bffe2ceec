#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// Operations that an edge chooses among: neighbours in the order of the space's.
struct EdgeChoices {
  int first_op = 0;
  int n_ops = 0;

  bool operator==(const EdgeChoices&) const = default;
};

/// What makes a space whose architectures put one operation on every edge of a fixed cell.
struct EdgeSpaceDefinition {
  std::string name;
  std::string summary;
  std::vector<std::string> operations;
  int n_nodes = 0;  ///< numbered from 1, in topological order
  /// (input, output) pairs of nodes between which paths are measured; empty = from 1 to n_nodes.
  std::vector<std::pair<int, int>> terminals;
  std::vector<std::pair<int, int>> key_edges;  ///< (source, target), in the order of the key; two may have the same ends
  std::vector<EdgeChoices> choices;            ///< of each of them; empty = all choose among all operations
  int zero_op = -1;                            ///< the operation that passes nothing on, or -1
  int identity_op = -1;                        ///< the operation that passes its input on unchanged, or -1
  /// What the operations do to a signal; empty = not said, so that there is no family `signal`.
  std::vector<SignalOp> signal_ops;
  /// (source, target) edges on which a skip is a 1 x 1 convolution, at least in some cells of the network.
  std::vector<std::pair<int, int>> strided_edges;
  std::string document;  ///< of a user's space: what definition() gives
  /// Operations that the released package counts although no architecture has them: constant columns.
  int unused_operations = 0;
  std::vector<WideColumn> costs;
};

/// A space of EdgeSpaceDefinition. A digit of the key is the place of an operation among those that the edge chooses among.
/// Index order: lexicographic in the key, its last digit fastest.
class EdgeSpace : public SearchSpace {
 public:
  explicit EdgeSpace(EdgeSpaceDefinition definition);

  const std::string& name() const override { return definition_.name; }
  const std::string& summary() const override { return definition_.summary; }
  std::uint64_t size() const override { return size_; }
  std::string definition() const override;
  const DigitKey* digit_key() const override { return &digit_key_; }
  EncodedKey encode(std::string_view key) const override;
  EncodedKey encode_words(std::vector<std::uint64_t> words) const override;
  /// [copies x nodes x nodes], without the first where no two edges have the same ends.
  std::vector<std::uint64_t> matrix_shape() const override;
  std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const override;
  Codec codec() const override { return codec_; }
  AdjacencyBits adjacency_bits() const override;
  bool has_reachability() const override { return definition_.zero_op >= 0; }
  bool reachable(const std::uint64_t* words) const override;
  bool may_be_disconnected() const override { return has_reachability(); }
  bool connected(const std::uint64_t* words) const override;

 private:
  std::vector<int> parse_digits(std::string_view text) const;
  /// Which of the edges with the same ends an element is, from 0.
  int copy_of(int element) const;
  int n_copies() const;

  EdgeSpaceDefinition definition_;
  Codec codec_;
  DigitKey digit_key_;
  std::uint64_t size_ = 0;
};

}  // namespace cartograf
