#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/edge_space.hpp"

namespace cartograf {
namespace {

// Per convolution of C channels, CIFAR-10: k^2 C^2 weights and 2C of the batch norm; five cells in each of three stages
// of 16, 32 and 64 channels. The constant is the stem, the two reductions and the classifier.
constexpr std::int64_t convolution_params(std::int64_t kernel_area) {
  std::int64_t params = 0;
  for (const std::int64_t channels : {16, 32, 64}) params += 5 * (kernel_area * channels * channels + 2 * channels);
  return params;
}

/// Multiplications of the same convolutions: the images of the stages are of 32, 16 and 8 pixels a side.
constexpr std::int64_t convolution_flops(std::int64_t kernel_area) {
  std::int64_t flops = 0;
  for (const std::int64_t scale : {1, 2, 4}) flops += 5 * kernel_area * (16 * scale) * (16 * scale) * (32 / scale) * (32 / scale);
  return flops;
}

}  // namespace

/// Dong and Yang, "NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search", ICLR 2020.
std::unique_ptr<SearchSpace> make_nasbench201() {
  EdgeSpaceDefinition definition;
  definition.name = "nasbench201";
  definition.summary = "NAS-Bench-201 (Dong and Yang, ICLR 2020): 6 edges of a 4-node cell, 5 operations on edges";
  definition.operations = {"skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3"};
  definition.signal_ops = {{OpRole::skip}, {OpRole::none}, {OpRole::conv, 3}, {OpRole::conv, 1}, {OpRole::pool}};
  definition.identity_op = 0;
  definition.zero_op = 1;
  definition.n_nodes = 4;
  definition.key_edges = {{1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}};
  definition.costs = {
      linear_cost("params", 73'306, {0, 0, convolution_params(9), convolution_params(1), 0}),
      // As counted for the `flops` column of NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022), CIFAR-10:
      // determined from the published values, which it equals for all 9,445 of them.
      linear_cost("flops", 7'943'872, {0, 0, 35'819'520, 4'362'240, 1'290'240}),
      // As NATS-Bench and NAS-Bench-201 publish them, CIFAR-10, in single operations: multiplications of convolutions and of the
      // classifier, with its bias (`flop_benchmark.py` of D-X-Y/AutoDL-Projects). Batch norms and pools count nothing.
      linear_cost("flops_nats", 7'783'050, {0, 0, convolution_flops(9), convolution_flops(1), 0}),
  };
  return std::make_unique<EdgeSpace>(std::move(definition));
}

}  // namespace cartograf
