// A family of one's own beside those of cartograf: the share of edges that carry a convolution.
#include <cartograf/features.hpp>

#include <iostream>

int main() {
  try {
    const cartograf::Space space("nasbench201");
    const std::vector<std::string> operations = space.operations();
    cartograf::FeatureFamily share;
    share.name = "convolutions";
    share.columns = {"share_of_convolutions"};
    share.compute = [operations](std::span<const cartograf::CellGraph> cells, std::span<double> values) {
      double convolutions = 0, edges = 0;
      for (const cartograf::CellGraph& cell : cells) {
        for (const cartograf::Edge& edge : cell.edges) {
          const bool is_convolution = edge.operation >= 0 && operations[static_cast<std::size_t>(edge.operation)].starts_with("nor_conv");
          convolutions += is_convolution ? 1 : 0;
          ++edges;
        }
      }
      values[0] = convolutions / edges;
    };

    const cartograf::Features features = cartograf::Features(space, {"op_count"}).with(share);
    const cartograf::FeatureTable table = compute(features, cartograf::ArchitectureList::sample(space, 5, 1));
    const std::vector<double> shares = table.column("share_of_convolutions");
    for (std::size_t i = 0; i < shares.size(); ++i) std::cout << space.key(table.indices[i]) << ": " << shares[i] << '\n';
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
