#include "host/family/layer_families.hpp"

#include <utility>

#include "host/family/measure_block.hpp"

namespace cartograf {
namespace {

/// A value of an attribute, and the last part of its column's name.
using AttributePart = std::pair<const char*, MeasureKind>;

/// One column for each subset.
void add_subsets(const std::string& family, MeasureKind kind, const std::vector<NamedOps>& subsets, MeasureColumns& columns) {
  for (const NamedOps& subset : subsets) columns.add(family + "_" + subset.name, {kind}, subset.ops);
}

/// Some columns for each attribute.
void add_attributes(const std::string& family, const std::vector<AttributePart>& parts, const std::vector<NamedOps>& attributes,
                    MeasureColumns& columns) {
  for (const NamedOps& attribute : attributes) {
    const std::string name = family + "_" + (attribute.name.empty() ? "" : attribute.name + "_");
    for (const auto& [part, kind] : parts) columns.add(name + part, {kind}, attribute.ops);
  }
}

void add_pos_state(const std::vector<NamedOps>& subsets, int n_layers, MeasureColumns& columns) {
  for (int layer = 0; layer < n_layers; ++layer) {
    const Measure measure{MeasureKind::layers_up_to, static_cast<std::uint8_t>(layer)};
    for (const NamedOps& subset : subsets) columns.add("pos_state_" + subset.name + "_pos_" + std::to_string(layer), measure, subset.ops);
  }
}

std::string name_of(const LayerFeatures& features) {
  switch (features.family) {
    case LayerFamily::count_ops: return "count_ops";
    case LayerFamily::pos_state: return "pos_state";
    case LayerFamily::longest_run: return "longest_run";
    case LayerFamily::monotonicity: return "monotonicity";
    case LayerFamily::first_last: return "first_last";
    case LayerFamily::listed: break;
  }
  return features.name;
}

ColumnBlocks blocks_of(const LayerFeatures& features, const Cell& cell, bool complete) {
  MeasureColumns columns(cell, complete);
  const std::string name = name_of(features);
  switch (features.family) {
    case LayerFamily::count_ops: add_subsets(name, MeasureKind::count, features.ops, columns); break;
    case LayerFamily::pos_state: add_pos_state(features.ops, cell.n_elements, columns); break;
    case LayerFamily::longest_run: add_subsets(name, MeasureKind::longest_run, features.ops, columns); break;
    case LayerFamily::monotonicity:
      add_attributes(
          name, {{"increases", MeasureKind::value_rises}, {"decreases", MeasureKind::value_falls}, {"equal", MeasureKind::value_repeats}},
          features.ops, columns);
      break;
    case LayerFamily::first_last:
      add_attributes(name, {{"first", MeasureKind::first_value}, {"last", MeasureKind::last_value}}, features.ops, columns);
      break;
    case LayerFamily::listed:
      for (const MeasureColumn& column : features.columns) columns.add(column.name, column.measure, column.ops, column.divisor, column.cell);
  }
  return std::move(columns).blocks();
}

}  // namespace

std::vector<Family> layer_families(const SpaceTraits& traits) {
  std::vector<Family> families;
  for (const LayerFeatures& features : traits.layer_features) {
    families.push_back({name_of(features), true, [features, cell = traits.cell, complete = traits.complete] {
                          return blocks_of(features, cell, complete);
                        }});
  }
  return families;
}

}  // namespace cartograf
