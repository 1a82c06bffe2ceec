#include <algorithm>
#include <array>
#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/graph_space.hpp"
#include "kernels/features/measures/node_graph.hpp"

namespace cartograf {
namespace {

constexpr int kCellNodes = 7, kEdges = 9;
constexpr int kConv1x1 = 1, kConv3x3 = 2, kOps = 3;

/// Trainable parameters of the networks for CIFAR-10 that the benchmark trained: a stem of 128 channels, three stacks
/// of three cells (128, 256 and 512 channels) with max pooling between them, a dense layer of ten classes.
class TrainableParameters {
 public:
  explicit TrainableParameters(const std::uint64_t* words)
      : words_(words), graph_(words[kOps], static_cast<int>(words[kOps + 1]), kCellNodes) {}

  std::int64_t operator()() const {
    constexpr std::int64_t colours = 3, stem = 128, widest = 512, classes = 10;
    std::int64_t sum = convolution(9, colours, stem) + widest * classes + classes;
    std::int64_t in = stem;
    for (const std::int64_t out : {128, 256, 512}) {
      sum += cell(in, out) + 2 * cell(out, out);
      in = out;
    }
    return sum;
  }

 private:
  using Channels = std::array<std::int64_t, kCellNodes>;

  /// Weights without bias, and the scale and shift of the batch norm.
  static std::int64_t convolution(std::int64_t kernel_area, std::int64_t in, std::int64_t out) { return kernel_area * in * out + 2 * out; }

  /// The nodes that feed the output share its channels (they are concatenated), the first ones with the remainder;
  /// any other has as many as the widest node that it feeds.
  Channels channels(std::int64_t out) const {
    std::int64_t n_feeding = 0;
    for (int node = 1; node < graph_.output(); ++node) n_feeding += graph_.has_edge(node, graph_.output());
    Channels channels{};
    std::int64_t n_before = 0;
    for (int node = 1; node < graph_.output(); ++node) {
      if (!graph_.has_edge(node, graph_.output())) continue;
      channels[static_cast<std::size_t>(node)] = out / n_feeding + (n_before++ < out % n_feeding);
    }
    for (int node = graph_.output() - 1; node > 0; --node) {
      if (graph_.has_edge(node, graph_.output())) continue;
      std::int64_t& own = channels[static_cast<std::size_t>(node)];
      for (int next = node + 1; next < graph_.output(); ++next) {
        if (graph_.has_edge(node, next)) own = std::max(own, channels[static_cast<std::size_t>(next)]);
      }
    }
    return channels;
  }

  /// The input reaches inner nodes and the output through projections, convolutions of 1 x 1.
  std::int64_t cell(std::int64_t in, std::int64_t out) const {
    Channels width = channels(out);
    width[static_cast<std::size_t>(graph_.output())] = out;
    std::int64_t sum = 0;
    for (int node = 1; node <= graph_.output(); ++node) {
      const std::int64_t own = width[static_cast<std::size_t>(node)];
      if (graph_.has_edge(graph_.input(), node)) sum += convolution(1, in, own);
      if (carries(kConv1x1, node)) sum += convolution(1, own, own);
      if (carries(kConv3x3, node)) sum += convolution(9, own, own);
    }
    return sum;
  }

  bool carries(int op, int node) const { return (words_[op] >> node & 1) != 0; }

  const std::uint64_t* words_;
  NodeGraph graph_;
};

}  // namespace

/// Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019. As the remainder of the
/// channels goes to the first nodes, `params` can depend on the numbering of the nodes, which keys keep.
std::unique_ptr<SearchSpace> make_nasbench101() {
  GraphSpaceDefinition definition;
  definition.name = "nasbench101";
  definition.summary = "NAS-Bench-101 (Ying et al., ICML 2019): graphs of 2 to 7 nodes and at most 9 edges, 3 operations on nodes";
  definition.operations = {"maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu"};
  definition.signal_ops = {{OpRole::pool}, {OpRole::conv, 1}, {OpRole::conv, 3}};
  definition.max_nodes = kCellNodes;
  definition.max_edges = kEdges;
  definition.size = 423'624;
  definition.costs = {{"params", [](const std::uint64_t* words) { return TrainableParameters(words)(); }}};
  return std::make_unique<GraphSpace>(std::move(definition));
}

}  // namespace cartograf
