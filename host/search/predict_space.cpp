#include "host/search/predict_space.hpp"

#include <algorithm>
#include <numeric>

#include "host/search/score_stream.hpp"
#include "host/predictor/uncertainty.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

std::vector<std::string> keys_of(const SearchSpace& space, const std::vector<std::uint64_t>& indices, int threads) {
  constexpr std::size_t per_task = 1024;
  std::vector<std::string> keys(indices.size());
  parallel_for(static_cast<std::int64_t>((indices.size() + per_task - 1) / per_task), threads, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * per_task;
    for (std::size_t i = begin; i < std::min(indices.size(), begin + per_task); ++i) keys[i] = space.key(indices[i]);
  });
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

StoreSchema prediction_schema(const SearchSpace& space, const ModelInfo& info, std::uint64_t begin, std::uint64_t end) {
  FeaturiseOptions options;
  options.dtype = info.features.dtype;
  return store_schema(space, features_of(info, space), architecture_range(space, begin, end), options);
}

void predict_space(const SearchSpace& space, const Model& model, std::uint64_t begin, std::uint64_t end, bool uncertain, int threads,
                   const Progress& progress, PredictionFile& file) {
  ScoreStream stream(space, model, threads);
  std::vector<std::uint64_t> indices;
  for (std::uint64_t first = begin; first < end; first += indices.size()) {
    indices.resize(std::min(stream.batch_rows(), end - first));
    std::iota(indices.begin(), indices.end(), first);
    const std::vector<std::vector<float>> columns = uncertain ? uncertain_columns(model, stream.rows(first, indices.size()))
                                                              : std::vector<std::vector<float>>{to_host(stream.range(first, indices.size()))};
    file.append(indices, keys_of(space, indices, threads), columns);
    progress(first + indices.size() - begin, end - begin);
  }
}

}  // namespace cartograf
