#pragma once

#include <cstdint>
#include <vector>

#include "host/family/family.hpp"
#include "host/family/measure_block.hpp"

namespace cartograf {

/// The plan behind the first block of a set, which must be of measures.
inline FeaturePlan plan_of(const SearchSpace& space, const FeatureSet& features) {
  return dynamic_cast<const MeasureBlock&>(*features.row_blocks().at(0)).plan(space.graphs());
}

/// The wide columns of one architecture, whose words `codec` counts.
inline std::vector<std::int64_t> wide_values(const SearchSpace& space, const Codec& codec, const FeatureSet& features, const std::uint64_t* words) {
  std::vector<std::int64_t> values(features.wide_columns().size());
  std::int64_t* to = values.data();
  for (const ColumnBlockPointer& block : features.wide_blocks()) {
    block->on_cpu(space, {1})->write({codec, 0, nullptr, words}, 1, Dtype::int64, to, block->columns().size());
    to += block->columns().size();
  }
  return values;
}

inline std::vector<std::int64_t> wide_values(const SearchSpace& space, const FeatureSet& features, const std::uint64_t* words) {
  return wide_values(space, space.codec(), features, words);
}

}  // namespace cartograf
