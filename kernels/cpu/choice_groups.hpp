#pragma once

#include <cstdint>
#include <vector>

#include "kernels/features/codec.hpp"

namespace cartograf::cpu {

/// Two elements a and b of which each gets one of some operations, or several such pairs of which one is chosen: a node of
/// a DARTS cell chooses two of its candidate edges, and an operation for each. Both may be the same element, such as a
/// layer with two attributes.
struct ChoiceGroup {
  static constexpr std::uint8_t kNoOp = 255;

  struct Pair {
    /// Places in element_sets of: neither element, a alone, b alone, both.
    std::uint8_t corner[4] = {};
    /// Digit i of a is operation first_op_a + i, kNoOp where there is no element a.
    std::uint8_t first_op_a = kNoOp;
    std::uint8_t first_op_b = 0;
  };

  std::vector<ElementMask> element_sets;  ///< every set of elements that one subset may allow of the group; the first is empty
  std::vector<Pair> pairs;                ///< of the same numbers of operations, slowest digit of the index
  std::uint8_t n_a = 1;                   ///< operations of a
  std::uint8_t n_b = 1;                   ///< operations of b, fastest digit
  std::uint8_t n_positions = 0;           ///< of a PositionCodec that the group stands for

  std::uint64_t size() const { return pairs.size() * pair_size(); }
  std::uint64_t pair_size() const { return std::uint64_t{n_a} * n_b; }
};

/// More groups would multiply the rows that are kept for them (choice_rows.cpp).
inline constexpr std::size_t kMaxGroups = 4;

/// Consecutive indices whose architectures are made of independent choices.
struct IndexSegment {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  std::uint8_t cell = 0;            ///< which cell of the architecture the groups are of
  std::uint8_t n_positions = 0;     ///< of a PositionCodec that the architectures use
  std::vector<ChoiceGroup> groups;  ///< the fastest digits of the index, slowest group first; kMaxGroups at most
};

/// Empty for a codec whose order is no product of such choices: graphs, listed architectures, nodes that take other than
/// two different sources.
std::vector<IndexSegment> index_segments(const Codec& codec);

}  // namespace cartograf::cpu
