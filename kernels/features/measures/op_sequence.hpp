#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"
#include "kernels/features/measures/node_graph.hpp"

namespace cartograf {

/// A sequence of at most kMaxSequence operations in 32 bits, so that it fits where a column keeps its op subset:
/// 4 bits of length, then 5 bits for each operation.
struct OpSequence {
  static constexpr int kMaxSequence = 5;

  std::uint32_t code = 0;

  CARTOGRAF_HD int length() const { return static_cast<int>(code & 15); }
  CARTOGRAF_HD int op(int i) const { return static_cast<int>(code >> (4 + 5 * i) & 31); }
  /// The sequence with one more operation at its end.
  CARTOGRAF_HD OpSequence then(int op) const {
    return {code + 1 + (static_cast<std::uint32_t>(op) << (4 + 5 * length()))};
  }
};

/// Whether the operations of `sequence` occur, in this order, on the edges of a path from `input` to `output`; an edge
/// without an operation follows at its end where the cell has such edges. words: [n_ops] edge masks.
CARTOGRAF_HD inline bool occurs_on_edges(const Cell& cell, const std::uint64_t* words, OpSequence sequence, int input, int output) {
  std::uint32_t reached = std::uint32_t{1} << input;
  const auto step = [&](ElementMask edges) {
    std::uint32_t next = 0;
    for (ElementMask rest = edges; rest != 0; rest = without_lowest_bit(rest)) {
      const int edge = lowest_bit(rest);
      if ((reached >> cell.source[edge] & 1) != 0) next |= std::uint32_t{1} << cell.target[edge];
    }
    return next;
  };
  for (int i = 0; i < sequence.length(); ++i) reached = step(words[sequence.op(i)]);
  if (cell.n_ends != 0) {
    reached = step(words[cell.n_ops - 1]);
  } else if (cell.fixed_edges() != 0) {
    reached = step(cell.fixed_edges());
  }
  return (reached >> output & 1) != 0;
}

/// The same with operations on nodes: the inner nodes of an input -> output path carry the sequence.
CARTOGRAF_HD inline bool occurs_on_nodes(const NodeGraph& graph, const std::uint64_t* words, OpSequence sequence) {
  std::uint32_t reached = std::uint32_t{1} << graph.input();
  for (int i = 0; i <= sequence.length(); ++i) {
    std::uint32_t next = 0;
    for (std::uint32_t rest = reached; rest != 0; rest &= rest - 1) next |= graph.successors(lowest_bit(rest));
    const bool last = i == sequence.length();
    reached = next & (last ? std::uint32_t{1} << graph.output() : static_cast<std::uint32_t>(words[sequence.op(i)]));
  }
  return reached != 0;
}

}  // namespace cartograf
