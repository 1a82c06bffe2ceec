#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/edge_space.hpp"

namespace cartograf {
namespace {

constexpr int kSkipConnection = 1, kConvolution1x1 = 2, kConvolution3x3 = 3;
/// Edges that leave the input node; in the first cell of a stage they are strided, so that a skip is a convolution too.
constexpr ElementMask kFromInput = 0b000111;

/// What operations cost on edges that leave the input, and on others.
struct MicroCost {
  std::int64_t constant, strided_skip, strided_1x1, strided_3x3, conv1x1, conv3x3;

  std::int64_t operator()(const std::uint64_t* words) const {
    const auto strided = [&](int op) { return std::int64_t{popcount(words[op] & kFromInput)}; };
    const auto plain = [&](int op) { return std::int64_t{popcount(words[op] & ~kFromInput)}; };
    return constant + strided_skip * strided(kSkipConnection) + strided_1x1 * strided(kConvolution1x1) + strided_3x3 * strided(kConvolution3x3) +
           conv1x1 * plain(kConvolution1x1) + conv3x3 * plain(kConvolution3x3);
  }
};

}  // namespace

/// Duan et al., "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task Neural Architecture
/// Search", CVPR 2021: the cell level search space.
std::unique_ptr<SearchSpace> make_transnasbench101_micro() {
  EdgeSpaceDefinition definition;
  definition.name = "transnasbench101_micro";
  definition.summary = "TransNAS-Bench-101 micro (Duan et al., CVPR 2021): 6 edges of a 4-node cell, 4 operations on edges";
  definition.operations = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"};
  definition.signal_ops = {{OpRole::none}, {OpRole::skip}, {OpRole::conv, 1}, {OpRole::conv, 3}};
  definition.zero_op = 0;
  definition.identity_op = kSkipConnection;
  definition.unused_operations = 1;
  definition.n_nodes = 4;
  definition.key_edges = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 4}, {3, 4}};
  definition.strided_edges = {{1, 2}, {1, 3}, {1, 4}};
  // Of the network for scene classification, as published in NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022):
  // determined from the published values, which they equal for all 2,128 of them.
  definition.costs = {
      {"params", MicroCost{51'807, 173'824, 685'056, 6'124'544, 857'088, 7'672'832}},
      {"flops", MicroCost{91'824'128, 26'083'328, 145'391'616, 1'286'242'304, 170'328'064, 1'512'505'344}},
  };
  return std::make_unique<EdgeSpace>(std::move(definition));
}

}  // namespace cartograf
