#include "host/search/predict_space.hpp"

#include "host/search/score_stream.hpp"
#include "host/predictor/uncertainty.hpp"

namespace cartograf {
namespace {

std::vector<std::string> texts_of(const Batch& batch) {
  std::vector<std::string> keys;
  for (std::uint64_t i = 0; i < batch.size(); ++i) keys.emplace_back(batch.keys[i]);
  return keys;
}

std::vector<std::vector<float>> uncertain_columns(const Model& model, const MatrixView& rows) {
  std::vector<std::vector<float>> values;
  const Uncertainty& uncertainty = uncertainty_of(model.regressor(), model.info().predictor);
  for (const PredictedColumn& column : as_columns(model.info().target, uncertain_predictions(uncertainty, rows))) {
    values.emplace_back(column.values.begin(), column.values.end());
  }
  return values;
}

}  // namespace

StoreSchema prediction_schema(const SearchSpace& space, const ModelInfo& info, const Architectures& architectures) {
  FeaturiseOptions options;
  options.dtype = info.features.dtype;
  return store_schema(space, features_of(info, space), architectures, options);
}

void predict_space(const SearchSpace& space, const Model& model, const Architectures& architectures, bool uncertain, const Execution& execution,
                   PredictionFile& file) {
  ScoreStream stream(space, model, execution, true);
  if (uncertain) {
    return stream.for_each_rows(architectures, 0, [&](const Batch& batch) {
      file.append(batch.indices, texts_of(batch), uncertain_columns(model, batch.rows));
    });
  }
  stream.for_each(architectures, 0, [&](const Batch& batch, const ScoresView& scores) {
    file.append(batch.indices, texts_of(batch), {to_host(scores)});
  });
}

}  // namespace cartograf
