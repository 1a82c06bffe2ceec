#include "host/family/signal_families.hpp"

#include "host/family/signal_block.hpp"
#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf {
namespace {

/// The columns of one group of all cells, `prefix` before their names. "lin:n3" of the normal cell is "lin:normal_n3".
ColumnBlockPointer group_block(const SignalView& view, const std::vector<std::string>& cell_parts, const std::string& prefix, SignalGroup group) {
  const std::vector<SignalColumn>& columns = signal_columns(view.cell.kind);
  std::vector<FeatureColumn> names;
  std::vector<SignalColumnOfCell> signals;
  for (std::uint8_t cell = 0; cell < view.n_cells; ++cell) {
    for (std::uint16_t i = 0; i < columns.size(); ++i) {
      if (columns[i].group != group) continue;
      std::string name = prefix + columns[i].name;
      name.insert(name.find(':') + 1, cell_parts[cell]);
      names.push_back({std::move(name), columns[i].integer ? 1 : FeatureColumn::kReal});
      signals.push_back({cell, i});
    }
  }
  return std::make_shared<SignalBlock>(view, std::move(names), std::move(signals));
}

Family family_of(const std::string& name, const std::string& prefix, const SignalView& view, const std::vector<std::string>& cell_parts) {
  Family family{name, false, {}, {}};
  for (const SignalColumn& column : signal_columns(view.cell.kind)) {
    const std::string group = name_of(column.group);
    if (!family.groups.empty() && family.groups.back().name == group) continue;
    family.groups.push_back({group, false, [=, which = column.group] { return ColumnBlocks{group_block(view, cell_parts, prefix, which)}; }, {}});
  }
  family.blocks = [groups = family.groups] {
    ColumnBlocks blocks;
    for (const Family& group : groups) {
      for (ColumnBlockPointer& block : group.blocks()) blocks.push_back(std::move(block));
    }
    return blocks;
  };
  return family;
}

}  // namespace

std::vector<Family> signal_families(const SpaceTraits& traits) {
  if (traits.signal_ops.empty()) return {};
  SignalView view = make_signal_view(traits.cell, traits.signal_ops, static_cast<int>(traits.cell_parts.size()));
  std::vector<Family> families = {family_of("signal", "", view, traits.cell_parts)};
  if (traits.strided != 0) {
    view.strided = traits.strided;
    families.push_back(family_of("signal_strided", "strided_", view, traits.cell_parts));
  }
  return families;
}

}  // namespace cartograf
