// A program of somebody else: features of 100 architectures into a store, a predictor trained on it, saved and
// applied, to the store and to the space.
#include <iostream>

#include "host/store/featurise.hpp"
#include "host/family/family.hpp"
#include "host/predictor/model.hpp"
#include "host/search/predict_space.hpp"
#include "host/space/catalog.hpp"
#include "host/table/targets.hpp"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  try {
    const auto space = cartograf::find_space("nasbench201");
    const auto features = cartograf::select_features(*space, cartograf::Convention::graf_nas, {});
    cartograf::featurise(*space, features, cartograf::architecture_range(*space, 0, 100), argv[1], {});

    const cartograf::StoreReader store(argv[1]);
    const cartograf::Population population = cartograf::join_targets(store, *space, {{}, "params", {}});
    const cartograf::FeatureMatrix matrix = cartograf::load_features(store);
    cartograf::ModelInfo info;
    info.predictor = "xgb";
    info.target = "params";
    const auto model = cartograf::Model::train(info, matrix, population.rows, population.targets, {}, 2);
    model.save(argv[2], false);
    const auto loaded = cartograf::Model::load(argv[2], {}, 2);
    if (loaded.predict(matrix, store.name()) != model.predict(matrix, store.name())) return 1;
    const auto all = cartograf::architecture_range(*space, 0, space->size());
    cartograf::PredictionFile file(cartograf::prediction_schema(*space, loaded.info(), all), {"params"}, argv[3], false);
    cartograf::predict_space(*space, loaded, all, false, {}, file);
    file.finish();
    std::cout << space->name() << ": " << matrix.n_rows << " architectures, " << matrix.features.columns.size() << " features\n";
    return 0;
  } catch (const cartograf::Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
