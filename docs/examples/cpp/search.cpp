// Search with few trainings: a Gaussian process says which architectures to train next, round by round.
#include <cartograf/cartograf.hpp>

#include <iostream>

namespace {

/// Stands for trainings and their accuracies, which grow with 3 x 3 convolutions until there are too many.
std::vector<double> trained(const cartograf::Space& space, const cartograf::ArchitectureList& architectures) {
  const cartograf::Features features(space, {"op_count"});
  const cartograf::FeatureTable counts = compute(features, architectures);
  const std::size_t column = column_index(counts.columns, "op_count_2");
  std::vector<double> accuracies;
  for (std::size_t row = 0; row < counts.indices.size(); ++row) {
    const double convolutions = counts.rows().values<float>()[row * counts.columns.size() + column];
    accuracies.push_back(convolutions - 0.15 * convolutions * convolutions);
  }
  return accuracies;
}

}  // namespace

int main() {
  try {
    const cartograf::Space space("nasbench201");
    const cartograf::Features features(space);
    cartograf::TrainingOptions options;
    options.kind = "gp";
    std::vector<std::uint64_t> known = {0, 5000, 7812, 11111, 15624};
    for (int round = 0; round < 3; ++round) {
      const auto architectures = cartograf::ArchitectureList::indices(space, known);
      const auto predictor = cartograf::Predictor::train(features, architectures, trained(space, architectures), options);
      cartograf::NextOptions next;
      next.n = 5;
      next.exclude = known;
      for (const cartograf::Found& found : next_architectures(cartograf::ArchitectureList(space), predictor, next)) {
        known.push_back(found.index);
      }
      const auto best = best_architectures(cartograf::ArchitectureList(space).where("params < 1000000"), predictor, {.n = 1});
      std::cout << known.size() << " trained; the best of at most 1 M parameters may be " << best.front().key << '\n';
    }
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
