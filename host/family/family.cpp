#include "host/family/family.hpp"

#include <algorithm>

#include "host/family/extra_families.hpp"
#include "host/family/graf_families.hpp"
#include "host/family/layer_families.hpp"
#include "host/family/signal_families.hpp"
#include "host/family/spectral_block.hpp"
#include "host/family/wide_block.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

std::vector<Family> cost_family(const SpaceTraits& traits) {
  if (traits.costs.empty()) return {};
  return {{kCostFamily, traits.costs_by_default, [costs = traits.costs] { return ColumnBlocks{std::make_shared<WideBlock>(costs)}; }}};
}

void check_families(const std::vector<Family>& known, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const Family& family : known) {
    names.push_back(family.name);
    for (const Family& group : family.groups) names.push_back(family.name + ":" + group.name);
  }
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const bool has_signal = std::find(names.begin(), names.end(), "signal") != names.end();
      const bool unsaid = !has_signal && (name == "signal" || name.starts_with("signal:"));
      throw InputError("unknown feature family " + in_quotes(name) +
                       (unsaid ? std::string(": the space does not say what its operations do to a signal (docs/spaces.md, member `signal`)")
                               : did_you_mean(name, names)));
    }
  }
}

}  // namespace

std::vector<Family> families_of(const SearchSpace& space, Convention convention) {
  const SpaceTraits& traits = space.traits();
  std::vector<Family> all;
  // The order here is that of the columns. Each gives nothing for a space that does not have it.
  for (const auto& list : {graf_families(traits, convention), layer_families(traits), cost_family(traits), extra_families(traits, convention),
                           signal_families(traits), spectral_families(traits)}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

FeatureSet select_features(const SearchSpace& space, Convention convention, const std::vector<std::string>& asked) {
  const std::vector<Family> known = families_of(space, convention);
  check_families(known, asked);
  FeatureSet set(convention);
  for (const Family& family : known) {
    const auto is_asked = [&](const std::string& name) { return std::find(asked.begin(), asked.end(), name) != asked.end(); };
    if (asked.empty() ? family.by_default : is_asked(family.name)) {
      set.families.push_back(family.name);
      set.add(family.blocks());
      continue;
    }
    for (const Family& group : family.groups) {
      if (!is_asked(family.name + ":" + group.name)) continue;
      set.families.push_back(family.name + ":" + group.name);
      set.add(group.blocks());
    }
  }
  return set;
}

std::optional<FeatureSet> alone(const Family& family, Convention convention) {
  try {
    FeatureSet set(convention);
    set.add(family.blocks());
    return set;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

std::optional<std::uint32_t> n_columns(const Family& family) {
  const std::optional<FeatureSet> set = alone(family, Convention::graf_nas);  // which the number does not depend on
  if (!set) return std::nullopt;
  return static_cast<std::uint32_t>(set->n_columns());
}

}  // namespace cartograf
