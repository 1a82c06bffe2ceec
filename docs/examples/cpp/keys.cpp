// The features of a list of keys, as a table.
#include <cartograf/features.hpp>

#include <iostream>

int main() {
  try {
    const cartograf::Space space("nasbench201");
    const auto cells = cartograf::ArchitectureList::of_keys(space, {"(4, 0, 3, 1, 4, 3)", "(0, 0, 0, 0, 0, 0)", "(2, 2, 2, 2, 2, 2)"});
    const cartograf::Features features(space, {"op_count", "node_degree"});
    const cartograf::FeatureTable table = cartograf::compute(features, cells);

    std::cout << "net";
    for (const cartograf::FeatureColumn& column : table.columns) std::cout << ';' << column.name;
    std::cout << '\n';
    for (std::size_t i = 0; i < table.indices.size(); ++i) {
      std::cout << space.key(table.indices[i]);
      for (const float value : table.rows().row_values<float>(i)) std::cout << ';' << value;
      std::cout << '\n';
    }
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
