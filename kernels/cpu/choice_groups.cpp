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

/// Intermediate node `node` of a DARTS cell, 0 ... 3: two of its node + 2 sources, in the order of DartsCodec.
ChoiceGroup group_of_darts_node(int node) {
  const int n_sources = node + 2;
  const auto element = [&](int source) { return bit(DartsCodec::edge(source, node + 2)); };
  ChoiceGroup group;
  group.n_a = group.n_b = DartsCodec::kOps;
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
  if (codec.kind != CodecKind::darts) return {};
  IndexSegment segment;
  segment.end = 1;
  for (int cell = 0; cell < codec.n_cells; ++cell) segment.end *= DartsCodec::kCells;
  segment.cell = static_cast<std::uint8_t>(codec.n_cells - 1);
  for (int node = 0; node < DartsCodec::kIntermediates; ++node) segment.groups.push_back(group_of_darts_node(node));
  return {segment};
}

}  // namespace cartograf::cpu
