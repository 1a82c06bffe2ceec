// The features of a list of keys, as a table.
#include <cartograf/features.hpp>

#include <iostream>

int main() {
  try {
    const cartograf::Space space("nasbench201");
    const std::vector<std::string> keys = {"(4, 0, 3, 1, 4, 3)", "(0, 0, 0, 0, 0, 0)", "(2, 2, 2, 2, 2, 2)"};
    const cartograf::Features features(space, {"op_count", "node_degree"});
    const cartograf::FeatureTable table = cartograf::compute(features, cartograf::ArchitectureList::keys(space, keys));

    std::cout << "net";
    for (const cartograf::FeatureColumn& column : table.columns) std::cout << ';' << column.name;
    const std::span<const float> values = table.rows().values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % table.columns.size() == 0) std::cout << '\n' << keys[i / table.columns.size()];
      std::cout << ';' << values[i];
    }
    std::cout << '\n';
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
