#include "host/space/search_space.hpp"

#include <algorithm>

#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

void check_families(const std::vector<FamilyInfo>& known, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const FamilyInfo& family : known) {
    names.push_back(family.name);
    for (const FamilyInfo& group : family.groups) names.push_back(family.name + ":" + group.name);
  }
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const bool has_signal = std::find(names.begin(), names.end(), "signal") != names.end();
      const bool unsaid = !has_signal && (name == "signal" || name.starts_with("signal:"));
      throw InputError("unknown feature family '" + name + "'" +
                       (unsaid ? std::string(": the space does not say what its operations do to a signal (docs/spaces.md, member `signal`)")
                               : did_you_mean(name, names)));
    }
  }
}

}  // namespace

const std::string& SearchSpace::key_column() const {
  static const std::string name = kKeyColumn;
  return name;
}

std::vector<std::uint64_t> SearchSpace::words_of_matrix(std::span<const std::int64_t>) const {
  throw InputError(name() + ": architectures of this space are not written as matrices");
}

FeatureSet select_features(const SearchSpace& space, Convention convention, const std::vector<std::string>& asked) {
  const std::vector<FamilyInfo> known = space.families(convention);
  check_families(known, asked);
  FeatureSet set(convention, FeaturePlan(space.cell(), space.complete(), space.graphs()));
  for (const FamilyInfo& family : known) {
    const auto is_asked = [&](const std::string& name) { return std::find(asked.begin(), asked.end(), name) != asked.end(); };
    if (asked.empty() ? family.by_default : is_asked(family.name)) {
      set.families.push_back(family.name);
      family.add(set);
      continue;
    }
    for (const FamilyInfo& group : family.groups) {
      if (!is_asked(family.name + ":" + group.name)) continue;
      set.families.push_back(family.name + ":" + group.name);
      group.add(set);
    }
  }
  return set;
}

FeatureSet with_columns(const SearchSpace& space, const FeatureSet& set, const std::vector<std::size_t>& positions) {
  FeatureSet some(set.convention, FeaturePlan(space.cell(), space.complete(), space.graphs()));
  some.families = set.families;
  std::vector<std::pair<const SignalSelection*, SignalSelection::Place>> places;
  for (const SignalSelection& selection : set.signals) {
    for (const SignalSelection::Place& place : selection.places) places.emplace_back(&selection, place);
  }
  for (const std::size_t position : positions) {
    const FeatureColumn& name = set.columns[position];
    if (position >= set.plan.n_columns()) {
      const auto& [selection, place] = places[position - set.plan.n_columns()];
      some.add_signal(name.name, !name.real(), selection->view, place);
      continue;
    }
    const Column& column = set.plan.columns()[position];
    const CellSubset subset = set.plan.subsets()[column.subset];
    Measure measure = set.plan.measures()[column.measure];
    measure.table_offset = Measure::kNoTable;  // the new plan has tables of its own
    some.add(name.name, measure, subset.ops, name.divisor, subset.cell);
  }
  return some;
}

Dtype natural_dtype(const FeatureSet& set) {
  const bool reals = std::any_of(set.columns.begin(), set.columns.end(), [](const FeatureColumn& column) { return column.real(); });
  return reals ? Dtype::float64 : Dtype::float32;
}

void require_dtype(const FeatureSet& set, Dtype dtype) {
  if (dtype != Dtype::int8) return;
  const auto real = std::find_if(set.columns.begin(), set.columns.end(), [](const FeatureColumn& column) { return column.real(); });
  if (real == set.columns.end()) return;
  throw InputError("dtype int8: column '" + real->name + "' holds real numbers; choose float64 or float32");
}

std::optional<std::uint32_t> n_columns(const SearchSpace& space, Convention convention, const FamilyInfo& family) {
  FeatureSet alone(convention, FeaturePlan(space.cell(), space.complete()));
  try {
    family.add(alone);
  } catch (const InputError&) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(alone.columns.size() + alone.costs.size());
}

std::vector<std::uint64_t> words_of(const SearchSpace& space, std::uint64_t index) {
  const Codec codec = space.codec();
  std::vector<std::uint64_t> words(static_cast<std::size_t>(codec.n_words()));
  codec.decode(index, words.data());
  return words;
}

std::string_view to_string(Convention convention) {
  constexpr std::string_view names[] = {"graf_nas", "zc_combine", "paper"};
  return names[static_cast<int>(convention)];
}

Convention parse_convention(std::string_view text) {
  std::vector<std::string> names;
  for (const Convention convention : kConventions) {
    if (text == to_string(convention)) return convention;
    names.emplace_back(to_string(convention));
  }
  throw InputError("unknown convention '" + std::string(text) + "'" + did_you_mean(text, names));
}

}  // namespace cartograf
