// A predictor: trained on a few architectures, saved, loaded and applied to the whole space.
// usage: train_predict STORE.h5 MODEL.h5: writes both
#include <cartograf/cartograf.hpp>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const cartograf::Space space("nasbench201");
    const auto sample = cartograf::ArchitectureList::sample(space, 200, 42);

    // What a training would have measured; here the parameters of each network, which a closed form gives.
    const std::vector<double> targets = compute(cartograf::Features(space, {"cost"}), sample).column("params");

    const cartograf::Features features(space, {"op_count", "max_op_on_path"});
    cartograf::TrainingOptions options;
    options.kind = "ridge";
    options.target = "params";
    cartograf::Predictor::train(features, sample, targets, options).save(argv[2], true);

    const auto predictor = cartograf::Predictor::load(argv[2]);
    const std::vector<double> predicted = predictor.predict(cartograf::ArchitectureList(space));
    std::cout << predicted.size() << " predictions of " << predictor.target() << ", the first " << predicted.front() << '\n';

    // The same from a store, as the command writes it.
    cartograf::write_store(argv[1], cartograf::Features(space), cartograf::ArchitectureList(space), {.overwrite = true});
    std::cout << (predictor.predict(cartograf::Store(argv[1])) == predicted ? "a store gives the same" : "a store gives others") << '\n';
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
