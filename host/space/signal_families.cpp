#include "host/space/signal_families.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {
namespace {

/// The family, with `prefix` before the names of its columns.
FamilyInfo family_of(const std::string& name, const std::string& prefix, const SignalDescription& description) {
  const auto shared = std::make_shared<const SignalDescription>(description);
  // "lin:n3" of the normal cell is "lin:normal_n3".
  const auto add = [shared, prefix](FeatureSet& set, SignalGroup group) {
    const std::vector<SignalColumn>& columns = signal_columns(shared->view.cell.kind);
    for (std::uint8_t cell = 0; cell < shared->view.n_cells; ++cell) {
      for (std::uint16_t i = 0; i < columns.size(); ++i) {
        if (columns[i].group != group) continue;
        std::string column = prefix + columns[i].name;
        column.insert(column.find(':') + 1, shared->cell_parts[cell]);
        set.add_signal(std::move(column), columns[i].integer, shared->view, {cell, i});
      }
    }
  };
  FamilyInfo family{name, false, {}, {}};
  for (const SignalColumn& column : signal_columns(description.view.cell.kind)) {
    const std::string group = name_of(column.group);
    if (!family.groups.empty() && family.groups.back().name == group) continue;
    family.groups.push_back({group, false, [add, which = column.group](FeatureSet& set) { add(set, which); }, {}});
  }
  family.add = [groups = family.groups](FeatureSet& set) {
    for (const FamilyInfo& group : groups) group.add(set);
  };
  return family;
}

}  // namespace

SignalView make_signal_view(const Cell& cell, const std::vector<SignalOp>& ops, int n_cells) {
  SignalView view;
  view.cell = cell;
  std::copy(ops.begin(), ops.end(), view.ops);
  view.n_cells = static_cast<std::uint8_t>(n_cells);
  view.words_per_cell = static_cast<std::uint8_t>(words_per_cell(cell.kind, cell.n_ops));
  return view;
}

std::vector<FamilyInfo> signal_families(SignalDescription description) {
  const ElementMask strided = std::exchange(description.view.strided, 0);
  std::vector<FamilyInfo> families = {family_of("signal", "", description)};
  if (strided != 0) {
    description.view.strided = strided;
    families.push_back(family_of("signal_strided", "strided_", description));
  }
  return families;
}

SignalPlan SignalSelection::plan() const {
  const std::vector<SignalColumn>& all = signal_columns(view.cell.kind);
  SignalPlan plan{view, {}};
  plan.view.groups = 0;
  for (const Place& place : places) plan.view.groups |= mask_of(all[place.column].group);
  std::vector<std::uint32_t> position(all.size());  // among the columns of these groups
  std::uint32_t n_computed = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((plan.view.groups & mask_of(all[i].group)) != 0) position[i] = n_computed++;
  }
  for (const Place& place : places) plan.columns.push_back(place.cell * n_computed + position[place.column]);
  return plan;
}

}  // namespace cartograf
