#include "host/space/layer_definition.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cartograf {
namespace {

constexpr int kMaxFirstChoice = 1'000;

class DefinitionCheck {
 public:
  explicit DefinitionCheck(const LayerSpaceDefinition& definition) : definition_(definition) {}

  void run() const {
    in_range("operations", definition_.operations.size(), kMaxOps);
    in_range("layers", static_cast<std::size_t>(std::max(definition_.n_layers, 0)), kMaxElements);
    in_range("lengths", definition_.lengths.size(), kMaxVariants);
    check_names();
    check_values();
    require(definition_.first_choice >= 0 && definition_.first_choice <= kMaxFirstChoice,
            "expected a first choice from 0 to " + std::to_string(kMaxFirstChoice) + ", found " + std::to_string(definition_.first_choice));
    if (definition_.key_style == LayerKeyStyle::number) check_numbers();
    in_range("positions", definition_.positions.size(), kMaxElements);
    for (std::size_t i = 0; i < definition_.positions.size(); ++i) check_position(i);
    check_lengths();
  }

 private:
  void require(bool holds, const std::string& problem) const {
    if (!holds) throw InputError("space '" + definition_.name + "': " + problem);
  }

  void in_range(const std::string& what, std::size_t n, int most) const {
    require(n >= 1 && n <= static_cast<std::size_t>(most), "expected 1 to " + std::to_string(most) + " " + what + ", found " + std::to_string(n));
  }

  // Columns are named after operations.
  void check_names() const {
    std::vector<std::string> names = definition_.operations;
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    require(twice == names.end(), "two operations are called '" + (twice == names.end() ? "" : *twice) + "'");
  }

  void check_values() const {
    const std::vector<int>& values = definition_.values;
    require(values.empty() || values.size() == definition_.operations.size(),
            "expected " + std::to_string(definition_.operations.size()) + " values, one for each operation, found " + std::to_string(values.size()));
    for (const int value : values) {
      require(value >= -128 && value <= 127, "expected values from -128 to 127, found " + std::to_string(value));
    }
  }

  // Such keys are read as an int.
  void check_numbers() const {
    const std::size_t n = definition_.listed.size() / definition_.operations.size();
    require(n >= 1 && n <= std::size_t{std::numeric_limits<int>::max()}, "keys that are numbers need a list of architectures");
  }

  void check_position(std::size_t i) const {
    const LayerPosition& position = definition_.positions[i];
    const std::string where = "position " + std::to_string(i) + ": ";
    const auto n_ops = static_cast<int>(definition_.operations.size());
    require(position.layer >= 0 && position.layer < definition_.n_layers,
            where + "expected a layer from 0 to " + std::to_string(definition_.n_layers - 1) + ", found " + std::to_string(position.layer));
    require(position.first_op >= 0 && position.n_choices >= 1 && position.n_choices <= n_ops - position.first_op,
            where + "expected choices among " + std::to_string(n_ops) + " operations");
    require(definition_.key_style != LayerKeyStyle::digits || definition_.first_choice + position.n_choices <= 10,
            where + "keys of digits allow 10 choices at most");
    for (std::size_t before = 0; before < i; ++before) check_disjoint(definition_.positions[before], position, where);
  }

  // Else two different choices could give the same words.
  void check_disjoint(const LayerPosition& a, const LayerPosition& b, const std::string& where) const {
    const bool disjoint = a.first_op + a.n_choices <= b.first_op || b.first_op + b.n_choices <= a.first_op;
    require(a.layer != b.layer || disjoint, where + "layer " + std::to_string(b.layer) + " has a choice of the same operations already");
  }

  void check_lengths() const {
    int before = 0;
    for (const int length : definition_.lengths) {
      require(length > before, "expected ascending lengths from 1, found " + std::to_string(length) + " after " + std::to_string(before));
      before = length;
    }
    const auto n = static_cast<int>(definition_.positions.size());
    require(before == n, "expected the last length to be the number of positions, " + std::to_string(n) + ", found " + std::to_string(before));
  }

  const LayerSpaceDefinition& definition_;
};

}  // namespace

LayerSpaceDefinition checked(LayerSpaceDefinition definition) {
  if (definition.lengths.empty()) definition.lengths = {static_cast<int>(definition.positions.size())};
  DefinitionCheck(definition).run();
  return definition;
}

std::vector<LayerFeatures> general_layer_families(const LayerSpaceDefinition& definition, std::vector<NamedOps> attributes) {
  const std::vector<NamedOps> singles = single_ops(definition.operations);
  std::vector<LayerFeatures> families = {{LayerFamily::count_ops, singles}, {LayerFamily::pos_state, singles}, {LayerFamily::longest_run, singles}};
  if (definition.values.empty()) return families;
  if (attributes.empty()) attributes = {{"", static_cast<OpSet>(low_bits(static_cast<int>(definition.operations.size())))}};
  families.push_back({LayerFamily::monotonicity, attributes});
  families.push_back({LayerFamily::first_last, attributes});
  return families;
}

}  // namespace cartograf
