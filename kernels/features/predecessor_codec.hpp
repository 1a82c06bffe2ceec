#pragma once

#include <cstdint>

#include "kernels/base/int128.hpp"
#include "kernels/features/cell.hpp"

namespace cartograf {

/// Intermediate nodes, nodes before the last of them, and sources of a node at most.
inline constexpr int kMaxIntermediates = 10;
inline constexpr int kMaxPredecessors = 16;
inline constexpr int kMaxSources = 4;

/// Cells whose intermediate nodes choose what enters them among the nodes before: DARTS (Liu, Simonyan and Yang, ICLR
/// 2019), NASNet (Zoph et al., CVPR 2018), PNAS (Liu et al., ECCV 2018), ENAS (Pham et al., ICML 2018), AmoebaNet (Real et
/// al., AAAI 2019).
struct PredecessorParameters {
  std::uint8_t n_inputs = 2;
  std::uint8_t n_intermediates = 4;
  std::uint8_t n_sources = 2;  ///< edges that enter an intermediate node, k
  std::uint8_t n_ops = 7;      ///< operations of an edge, `none` not among them
  /// An edge may carry the operation `none`. It is then absent from all words, so it does not matter where it would come
  /// from: a node has at most k edges instead of exactly k.
  bool none = false;
  /// A node may take the same source more than once, up to k times; the cell is then a multigraph.
  bool repeats = false;
  /// Only intermediate nodes that no other node takes lead to the output; else all do, on edges that every architecture has.
  bool loose_ends = false;

  bool operator==(const PredecessorParameters&) const = default;
};

/// Division of numbers below 2^63 by one that is known before, without dividing: (n * ceil(2^(63 + b) / d) >> 64) >> (b - 1)
/// with b the bits of d - 1 (Granlund and Montgomery, PLDI 1994).
struct KnownDivisor {
  std::uint64_t divisor = 1;
  std::uint64_t factor = 0;
  std::uint8_t shift = 0;

  KnownDivisor() = default;
  explicit KnownDivisor(std::uint64_t divisor);

  CARTOGRAF_HD std::uint64_t quotient(std::uint64_t number) const {
    if (factor == 0) return number;  // divisor 1
#if defined(__CUDA_ARCH__)
    return __umul64hi(number, factor) >> shift;
#else
    return static_cast<std::uint64_t>(static_cast<Uint128>(number) * factor >> 64) >> shift;
#endif
  }
};

/// Index <-> words of one such cell.
///
/// Nodes: the inputs 0 ... n_inputs - 1, then the intermediate ones. The candidate edges source -> node are sorted by
/// source, then node. Where sources may repeat, each is k parallel elements, copies 0 ... k - 1 of the edge, next to each
/// other; a source that is taken m times has the first m of them, their operations ascending. So what a node takes is a set
/// (of pairs of a source and an operation, with repeats a multiset), and no two indices have the same words. With loose
/// ends an element for each intermediate node follows, its edge into the output; it carries the operation n_ops.
///
/// Order: the first intermediate node most significant. The choices of a node are in the order of its sources, first
/// source most significant, more of it before less of it: 01, 02, 12, with `repeats` 00, 01, 11, with `none` 01, 0, 1, -.
/// Those of the same sources are in the order of their operations, those of the first source most significant.
class PredecessorCodec {
 public:
  PredecessorCodec() = default;
  /// Throws InputError where a cell has more than kMaxElements elements, 2^62 architectures, or more than the above.
  explicit PredecessorCodec(const PredecessorParameters& parameters);

  const PredecessorParameters& parameters() const { return parameters_; }
  CARTOGRAF_HD std::uint64_t size() const { return size_.divisor; }
  CARTOGRAF_HD int n_nodes() const { return parameters_.n_inputs + parameters_.n_intermediates; }
  CARTOGRAF_HD int n_copies() const { return parameters_.repeats ? parameters_.n_sources : 1; }
  int n_elements() const { return n_edges() * n_copies() + (parameters_.loose_ends ? parameters_.n_intermediates : 0); }
  int n_words() const { return parameters_.n_ops + (parameters_.loose_ends ? 1 : 0); }
  /// Choices of an intermediate node, 0 ... n_intermediates - 1.
  std::uint32_t n_choices(int intermediate) const { return static_cast<std::uint32_t>(n_choices_[intermediate].divisor); }

  /// Element of a copy of the candidate edge source -> node, both numbered as nodes.
  CARTOGRAF_HD int element(int source, int node, int copy = 0) const { return (first_edge_[source] + node) * n_copies() + copy; }
  /// With loose ends: element of the edge from a node into the output.
  CARTOGRAF_HD int element_of_end(int node) const { return n_edges() * n_copies() + node - parameters_.n_inputs; }

  /// Adds the architecture with index `index` % size() to words that are zero, [n_words()]. index: below 2^63.
  CARTOGRAF_HD void decode(std::uint64_t index, std::uint64_t* words) const {
    std::uint32_t taken = 0;
    for (int i = parameters_.n_intermediates - 1; i >= 0; --i) {
      const std::uint64_t rest = n_choices_[i].quotient(index);
      const auto choice = static_cast<std::uint32_t>(index - rest * n_choices_[i].divisor);
      taken |= is_plain_ ? decode_pair(i, choice, words) : decode_multiset(i, choice, words);
      index = rest;
    }
    if (!parameters_.loose_ends) return;
    const std::uint64_t ends = ~taken >> parameters_.n_inputs & low_bits(parameters_.n_intermediates);
    words[parameters_.n_ops] |= ends << element_of_end(parameters_.n_inputs);
  }

  /// The index of words that decode() writes.
  CARTOGRAF_HD std::uint64_t encode(const std::uint64_t* words) const {
    std::uint64_t index = 0;
    for (int i = 0; i < parameters_.n_intermediates; ++i) index = index * n_choices_[i].divisor + encode_node(i, words);
    return index;
  }

  CARTOGRAF_HD const KnownDivisor& known_size() const { return size_; }

 private:
  CARTOGRAF_HD int n_edges() const { return first_edge_[n_nodes() - 1] + n_nodes(); }

  /// Multisets of `n` out of `kinds`: (kinds + n - 1) choose n.
  CARTOGRAF_HD static std::uint32_t multisets(int kinds, int n) {
    std::uint64_t number = 1;
    for (int i = 0; i < n; ++i) number = number * static_cast<unsigned>(kinds + i) / static_cast<unsigned>(i + 1);
    return static_cast<std::uint32_t>(number);
  }

  /// Two different sources, both with an operation: what the general way does as well. Returns the sources.
  CARTOGRAF_HD std::uint32_t decode_pair(int intermediate, std::uint32_t choice, std::uint64_t* words) const {
    const int node = parameters_.n_inputs + intermediate;
    const std::uint32_t n_ops = parameters_.n_ops;
    const std::uint32_t ops_of_a = over_ops(choice);
    const std::uint32_t op_b = choice - ops_of_a * n_ops;
    auto pair = static_cast<int>(over_ops(ops_of_a));
    const std::uint32_t op_a = ops_of_a - static_cast<std::uint32_t>(pair) * n_ops;
    int a = 0;
    while (pair >= node - 1 - a) pair -= node - 1 - a++;
    const int b = a + 1 + pair;
    words[op_a] |= ElementMask{1} << (first_edge_[a] + node);
    words[op_b] |= ElementMask{1} << (first_edge_[b] + node);
    return std::uint32_t{1} << a | std::uint32_t{1} << b;
  }

  /// Any choice: the sources one after the other, then their operations. Returns the sources.
  CARTOGRAF_HD std::uint32_t decode_multiset(int intermediate, std::uint32_t choice, std::uint64_t* words) const {
    const int node = parameters_.n_inputs + intermediate;
    std::uint8_t times[kMaxPredecessors];
    std::uint32_t of_the_same_sources = 1;
    std::uint32_t taken = 0;
    for (int source = 0, left = parameters_.n_sources; source < node; ++source) {
      int n = left < n_copies() ? left : n_copies();
      for (;; --n) {
        const std::uint32_t n_such = of_the_same_sources * multisets(parameters_.n_ops, n) * n_ways_[node - 1 - source][left - n];
        if (choice < n_such) break;
        choice -= n_such;
      }
      times[source] = static_cast<std::uint8_t>(n);
      left -= n;
      of_the_same_sources *= multisets(parameters_.n_ops, n);
      if (n > 0) taken |= std::uint32_t{1} << source;
    }
    for (int source = 0; source < node; ++source) {
      of_the_same_sources /= multisets(parameters_.n_ops, times[source]);
      decode_ops(element(source, node), times[source], choice / of_the_same_sources, words);
      choice %= of_the_same_sources;
    }
    return taken;
  }

  /// The multiset of `n` operations number `rank` in lexicographic order, on elements from `element` on.
  CARTOGRAF_HD void decode_ops(int element, int n, std::uint32_t rank, std::uint64_t* words) const {
    int op = 0;
    for (; n > 0; --n, ++element) {
      for (;; ++op) {
        const std::uint32_t n_such = multisets(parameters_.n_ops - op, n - 1);
        if (rank < n_such) break;
        rank -= n_such;
      }
      words[op] |= ElementMask{1} << element;
    }
  }

  CARTOGRAF_HD std::uint32_t encode_node(int intermediate, const std::uint64_t* words) const {
    const int node = parameters_.n_inputs + intermediate;
    std::uint32_t before = 0;
    std::uint32_t of_the_same_sources = 1;
    std::uint32_t rank_of_ops = 0;
    for (int source = 0, left = parameters_.n_sources; source < node; ++source) {
      std::uint32_t rank = 0;
      const int n = encode_ops(element(source, node), words, rank);
      CARTOGRAF_EXPECTS(n <= left);
      for (int more = left < n_copies() ? left : n_copies(); more > n; --more) {
        before += of_the_same_sources * multisets(parameters_.n_ops, more) * n_ways_[node - 1 - source][left - more];
      }
      left -= n;
      of_the_same_sources *= multisets(parameters_.n_ops, n);
      rank_of_ops = rank_of_ops * multisets(parameters_.n_ops, n) + rank;
    }
    return before + rank_of_ops;
  }

  /// How many copies of an edge are there, and the rank of their operations.
  CARTOGRAF_HD int encode_ops(int element, const std::uint64_t* words, std::uint32_t& rank) const {
    int ops[kMaxSources];
    int n = 0;
    for (int op = 0; op < parameters_.n_ops; ++op) {
      for (std::uint64_t here = words[op] >> element & low_bits(n_copies()); here != 0; here &= here - 1) {
        if (n < parameters_.n_sources) ops[n++] = op;
      }
    }
    int least = 0;
    for (int i = 0; i < n; ++i) {
      for (; least < ops[i]; ++least) rank += multisets(parameters_.n_ops - least, n - 1 - i);
    }
    return n;
  }

  /// choice / n_ops.
  CARTOGRAF_HD std::uint32_t over_ops(std::uint32_t choice) const {
    return static_cast<std::uint32_t>(choice * std::uint64_t{op_factor_} >> 32);
  }

  PredecessorParameters parameters_{};
  bool is_plain_ = false;                              ///< two different sources of every node: decode_pair()
  std::uint32_t op_factor_ = 0;                        ///< of over_ops(), ceil(2^32 / n_ops)
  std::int8_t first_edge_[kMaxPredecessors + 1] = {};  ///< edge source -> node is first_edge_[source] + node
  KnownDivisor size_{};
  KnownDivisor n_choices_[kMaxIntermediates];
  /// Ways to take what is left (second index) from the last sources (their number), operations and all.
  std::uint32_t n_ways_[kMaxPredecessors + 1][kMaxSources + 1] = {};
};

}  // namespace cartograf
