// A whole space in batches on threads: how many convolutions a path has at most, counted over 15,625
// cells.
#include <cartograf/features.hpp>

#include <iostream>
#include <map>

int main() {
  try {
    const cartograf::Space space("nasbench201");
    const cartograf::Features features(space, {"max_op_on_path"});
    const std::size_t column = column_index(features.columns(), "max_op_on_path_(nor_conv_3x3,nor_conv_1x1)");

    cartograf::RunOptions run;
    run.threads = 0;  // all cores
    run.progress = [](std::uint64_t done, std::uint64_t total) { std::cerr << done << " of " << total << '\n'; };
    cartograf::RowStream stream(features, {.dtype = cartograf::Dtype::int8}, run);
    std::map<int, std::uint64_t> counts;
    stream.for_each(cartograf::ArchitectureList(space), [&](const cartograf::FeatureBatch& batch) {
      for (std::size_t i = 0; i < batch.size(); ++i) ++counts[batch.rows.row_values<std::int8_t>(i)[column]];
    });
    for (const auto& [length, n] : counts) std::cout << length << ": " << n << '\n';
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
