#include "host/cli/signal_groups.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cartograf::cli {
namespace {

struct Known {
  std::string_view group, title;
};

/// As the headings of docs/signal.md say it.
constexpr Known kKnown[] = {{"lin", "counts of the canonical form"},
                            {"x", "receptive fields, chains and shares of the canonical form"},
                            {"pf", "paths from input to output"},
                            {"ed", "expected depth of the signal through a stack of cells"},
                            {"g2", "gradients at the convolutions, relative to the variance"},
                            {"mf", "mean field: correlations and gradients of an infinitely wide network"},
                            {"gr", "variance and gradients through a stack of cells"},
                            {"n", "counts, paths and degrees of the pruned graph"},
                            {"m", "signal, correlations and gradients through the pruned graph"}};

/// Of "lin:n3" and "strided_lin:n3" the group is lin.
std::string_view group_of(std::string_view column) {
  constexpr std::string_view strided = "strided_";
  const std::size_t colon = column.find(':');
  std::string_view group = column.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (group.starts_with(strided)) group.remove_prefix(strided.size());
  return group;
}

}  // namespace

std::vector<SignalGroupTitle> signal_groups_of(const std::vector<std::string>& column_names) {
  std::vector<SignalGroupTitle> groups;
  for (const std::string& column : column_names) {
    const std::string_view group = group_of(column);
    const auto* const known = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& k) { return k.group == group; });
    const std::string name = "signal:" + std::string(group);
    if (known == std::end(kKnown) || std::any_of(groups.begin(), groups.end(), [&](const auto& g) { return g.name == name; })) continue;
    groups.push_back({name, std::string(known->title)});
  }
  return groups;
}

std::vector<SignalGroupTitle> signal_groups_of(const FeatureDescription& features) {
  const auto is_signal = [](const std::string& family) { return family.starts_with("signal"); };
  const bool each_known = !features.column_families.empty();
  if (!each_known && std::none_of(features.families.begin(), features.families.end(), is_signal)) return {};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < features.columns.size(); ++i) {
    if (!each_known || is_signal(features.column_families[i])) names.push_back(features.columns[i].name);
  }
  return signal_groups_of(names);
}

std::string signal_group_lines(const std::vector<SignalGroupTitle>& groups) {
  std::string text;
  for (const SignalGroupTitle& group : groups) text += fmt::format("  {:<13}  {}\n", group.name, group.title);
  return text;
}

}  // namespace cartograf::cli
