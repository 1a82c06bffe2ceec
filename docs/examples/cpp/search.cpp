// Search with few trainings: a Gaussian process says which architectures to train next, round by round.
#include <cartograf/cartograf.hpp>

#include <iostream>

namespace {

/// Stands for trainings and their accuracies, which grow with 3 x 3 convolutions until there are too many.
std::vector<double> trained(const cartograf::Space& space, const cartograf::ArchitectureList& architectures) {
  std::vector<double> accuracies = compute(cartograf::Features(space, {"op_count"}), architectures).column("op_count_2");
  for (double& convolutions : accuracies) convolutions -= 0.15 * convolutions * convolutions;
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
      const auto architectures = cartograf::ArchitectureList::of_indices(space, known);
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
