#include "host/space/layer_families.hpp"

#include <utility>

namespace cartograf {
namespace {

/// A value of an attribute, and the last part of its column's name.
using AttributePart = std::pair<const char*, MeasureKind>;

/// A family of one column for each subset.
FamilyInfo one_column_family(const std::string& family, MeasureKind kind, const std::vector<NamedOps>& subsets) {
  return {family, true, [=](FeatureSet& set) {
            for (const NamedOps& subset : subsets) set.add(family + "_" + subset.name, {kind}, subset.ops);
          }};
}

/// A family of some columns for each attribute.
FamilyInfo attribute_family(const std::string& family, const std::vector<AttributePart>& parts, const std::vector<NamedOps>& attributes) {
  return {family, true, [=](FeatureSet& set) {
            for (const NamedOps& attribute : attributes) {
              const std::string name = family + "_" + (attribute.name.empty() ? "" : attribute.name + "_");
              for (const auto& [part, kind] : parts) set.add(name + part, {kind}, attribute.ops);
            }
          }};
}

}  // namespace

std::vector<NamedOps> single_ops(const std::vector<std::string>& operations) {
  std::vector<NamedOps> singles;
  for (const std::string& name : operations) singles.push_back({name, OpSet{1} << singles.size()});
  return singles;
}

FamilyInfo count_ops_family(const std::vector<NamedOps>& subsets) { return one_column_family("count_ops", MeasureKind::count, subsets); }

FamilyInfo pos_state_family(const std::vector<NamedOps>& subsets, int n_layers) {
  return {"pos_state", true, [=](FeatureSet& set) {
            for (int layer = 0; layer < n_layers; ++layer) {
              const Measure measure{MeasureKind::layers_up_to, static_cast<std::uint8_t>(layer)};
              for (const NamedOps& subset : subsets) set.add("pos_state_" + subset.name + "_pos_" + std::to_string(layer), measure, subset.ops);
            }
          }};
}

FamilyInfo longest_run_family(const std::vector<NamedOps>& subsets) {
  return one_column_family("longest_run", MeasureKind::longest_run, subsets);
}

FamilyInfo monotonicity_family(const std::vector<NamedOps>& attributes) {
  return attribute_family("monotonicity",
                          {{"increases", MeasureKind::value_rises}, {"decreases", MeasureKind::value_falls}, {"equal", MeasureKind::value_repeats}},
                          attributes);
}

FamilyInfo first_last_family(const std::vector<NamedOps>& attributes) {
  return attribute_family("first_last", {{"first", MeasureKind::first_value}, {"last", MeasureKind::last_value}}, attributes);
}

}  // namespace cartograf
