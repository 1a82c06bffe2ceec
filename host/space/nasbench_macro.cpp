#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/layer_space.hpp"

namespace cartograf {
namespace {

constexpr int kLayers = 8, kChoices = 3;

/// A cost that is the sum of what each layer's block costs; the identity costs nothing.
struct MacroCost {
  std::int64_t constant;
  std::int64_t block[kLayers][kChoices - 1];

  std::int64_t operator()(const std::uint64_t* words) const {
    std::int64_t cost = constant;
    for (int choice = 1; choice < kChoices; ++choice) {
      for (ElementMask rest = words[choice]; rest != 0; rest = without_lowest_bit(rest)) cost += block[lowest_bit(rest)][choice - 1];
    }
    return cost;
  }
};

// Determined from the published table, whose 6,561 rows they equal exactly.
constexpr MacroCost kParams = {387'882,
                               {{8'416, 21'952}, {27'200, 60'416}, {31'168, 76'672}, {103'552, 219'136}, {103'552, 219'136}, {119'680, 284'416}, {403'712, 831'488}, {403'712, 831'488}}};
constexpr MacroCost kFlops = {7'713'280,
                              {{4'415'488, 10'141'696}, {6'733'824, 15'040'512}, {4'304'896, 9'527'296}, {6'512'640, 13'811'712}, {6'512'640, 13'811'712}, {4'249'600, 9'220'096}, {6'402'048, 13'197'312}, {6'402'048, 13'197'312}}};

}  // namespace

/// Su et al., "Prioritized Architecture Sampling with Monto-Carlo Tree Search", CVPR 2021.
std::unique_ptr<SearchSpace> make_nasbench_macro() {
  LayerSpaceDefinition definition;
  definition.name = "nasbench_macro";
  definition.summary = "NAS-Bench-Macro (Su et al., CVPR 2021): 8 layers, each the identity or one of two MobileNetV2 blocks";
  definition.operations = {"identity", "mbconv_k3_e3", "mbconv_k5_e6"};
  definition.n_layers = kLayers;
  for (int layer = 0; layer < kLayers; ++layer) definition.positions.push_back({layer, 0, kChoices});
  definition.key_style = LayerKeyStyle::digits;
  const std::vector<NamedOps> choices = single_ops({"0", "1", "2"});
  definition.families = {{LayerFamily::count_ops, choices}, {LayerFamily::pos_state, choices}};
  definition.costs = {{"params", kParams}, {"flops", kFlops}};
  return std::make_unique<LayerSpace>(std::move(definition));
}

}  // namespace cartograf
