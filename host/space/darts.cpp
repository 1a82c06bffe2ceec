#include <nlohmann/json.hpp>

#include "host/space/catalog.hpp"
#include "host/space/predecessor_space.hpp"

namespace cartograf {
namespace {

/// Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019.
PredecessorSpaceDefinition darts_cells(const std::string& name, std::vector<CellName> cells) {
  PredecessorSpaceDefinition definition;
  definition.name = name;
  definition.operations = {"max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"};
  definition.cells = std::move(cells);
  definition.input_names = {"c_{k-2}", "c_{k-1}"};
  definition.identity_op = 2;
  // A separable convolution is applied twice; of its two steps, depthwise and pointwise, the former has the window.
  definition.signal_ops = {{OpRole::pool}, {OpRole::pool}, {OpRole::skip}, {OpRole::conv, 3, 1, 2}, {OpRole::conv, 5, 1, 2}, {OpRole::conv, 3, 2, 1}, {OpRole::conv, 5, 2, 1}};
  nlohmann::ordered_json document;  // what stores have of these spaces
  document["name"] = name;
  document["kind"] = "darts";
  document["cells"] = definition.cells.size();
  document["operations"] = definition.operations;
  definition.document = document.dump();
  return definition;
}

}  // namespace

std::unique_ptr<SearchSpace> make_darts() {
  PredecessorSpaceDefinition definition = darts_cells("darts", {{"normal_", "normal"}, {"reduce_", "reduction"}});
  definition.summary = "DARTS / NAS-Bench-301 (Liu et al., ICLR 2019; Zela et al., ICLR 2022): a normal and a reduction cell";
  return std::make_unique<PredecessorSpace>(std::move(definition));
}

std::unique_ptr<SearchSpace> make_darts_cell() {
  PredecessorSpaceDefinition definition = darts_cells("darts_cell", {CellName{}});
  definition.summary = "one DARTS cell (Liu et al., ICLR 2019): 8 of 14 candidate edges, 7 operations on edges";
  return std::make_unique<PredecessorSpace>(std::move(definition));
}

}  // namespace cartograf
