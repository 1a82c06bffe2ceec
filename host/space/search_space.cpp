#include "host/space/search_space.hpp"

#include <algorithm>

#include "io/suggest.hpp"

namespace cartograf {
namespace {

void check_families(const std::vector<FamilyInfo>& known, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const FamilyInfo& family : known) names.push_back(family.name);
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw InputError("unknown feature family '" + name + "'" + did_you_mean(name, names));
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
    const bool chosen = asked.empty() ? family.by_default : std::find(asked.begin(), asked.end(), family.name) != asked.end();
    if (!chosen) continue;
    set.families.push_back(family.name);
    family.add(set);
  }
  return set;
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
