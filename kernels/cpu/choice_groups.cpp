#include "kernels/cpu/choice_groups.hpp"

#include <algorithm>

namespace cartograf::cpu {
namespace {

ElementMask bit(int element) { return ElementMask{1} << element; }

/// The positions a = b - 1 and b; b alone when it is the first.
ChoiceGroup group_of_positions(const PositionCodec& codec, int b) {
  ChoiceGroup group;
  ChoiceGroup::Pair pair;
  const auto position_b = static_cast<std::size_t>(b);
  group.n_b = codec.radix[position_b];
  pair.first_op_b = codec.first_op[position_b];
  const ElementMask element_b = bit(codec.element[position_b]);
  group.n_positions = b == 0 ? 1 : 2;
  if (b == 0) {
    group.element_sets = {0, element_b};
    pair.corner[2] = pair.corner[3] = 1;
  } else {
    const std::size_t position_a = position_b - 1;
    group.n_a = codec.radix[position_a];
    pair.first_op_a = codec.first_op[position_a];
    const ElementMask element_a = bit(codec.element[position_a]);
    group.element_sets = {0, element_a, element_b, element_a | element_b};
    for (std::uint8_t corner = 0; corner < 4; ++corner) pair.corner[corner] = corner;
  }
  group.pairs = {pair};
  return group;
}

std::vector<IndexSegment> segments_of(const PositionCodec& codec) {
  std::vector<IndexSegment> segments;
  for (std::size_t variant = 0; variant < codec.n_variants; ++variant) {
    IndexSegment segment;
    segment.first = segment.end = codec.first_index[variant];
    std::uint64_t size = 1;
    for (std::size_t position = 0; position < codec.active[variant]; ++position) size *= codec.radix[position];
    segment.end += size;
    segment.n_positions = codec.active[variant];
    for (int b = codec.active[variant] - 1; b >= 0 && segment.groups.size() < kMaxGroups; b -= 2) {
      segment.groups.insert(segment.groups.begin(), group_of_positions(codec, b));
    }
    if (!segment.groups.empty()) segments.push_back(segment);
  }
  return segments;
}

/// Intermediate node `intermediate`: two of the nodes before it, in the order of PredecessorCodec.
ChoiceGroup group_of_node(const PredecessorCodec& codec, int intermediate) {
  const int n_sources = codec.parameters().n_inputs + intermediate;
  const auto element = [&](int source) { return bit(codec.element(source, n_sources)); };
  ChoiceGroup group;
  group.n_a = group.n_b = codec.parameters().n_ops;
  group.element_sets = {0};
  for (int source = 0; source < n_sources; ++source) group.element_sets.push_back(element(source));
  for (int a = 0; a < n_sources; ++a) {
    for (int b = a + 1; b < n_sources; ++b) {
      ChoiceGroup::Pair pair;
      pair.corner[1] = static_cast<std::uint8_t>(1 + a);
      pair.corner[2] = static_cast<std::uint8_t>(1 + b);
      pair.corner[3] = static_cast<std::uint8_t>(group.element_sets.size());
      pair.first_op_a = pair.first_op_b = 0;
      group.element_sets.push_back(element(a) | element(b));
      group.pairs.push_back(pair);
    }
  }
  return group;
}

}  // namespace

std::vector<IndexSegment> index_segments(const Codec& codec) {
  if (codec.kind == CodecKind::positions) return segments_of(codec.positions);
  if (codec.kind != CodecKind::predecessors) return {};
  const PredecessorParameters& cell = codec.predecessors.parameters();
  // Other choices are no pairs of as many operations each; with loose ends nodes do not choose on their own.
  if (cell.n_sources != 2 || cell.none || cell.repeats || cell.loose_ends) return {};
  IndexSegment segment;
  segment.end = 1;
  for (int i = 0; i < codec.n_cells; ++i) segment.end *= codec.predecessors.size();
  segment.cell = static_cast<std::uint8_t>(codec.n_cells - 1);
  const auto n_groups = std::min<int>(cell.n_intermediates, kMaxGroups);
  for (int node = cell.n_intermediates - n_groups; node < cell.n_intermediates; ++node) {
    segment.groups.push_back(group_of_node(codec.predecessors, node));
  }
  return {segment};
}

}  // namespace cartograf::cpu
