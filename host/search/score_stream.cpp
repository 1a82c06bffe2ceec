#include "host/search/score_stream.hpp"

#include <algorithm>

#include "kernels/base/stopwatch.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Bytes of a batch: on a CPU a thread's part of it stays in its second-level cache, so that the predictor finds it there;
/// on a GPU it is large enough to hide what a launch costs.
constexpr std::uint64_t kBatchSizePerThread = std::uint64_t{1} << 20;
constexpr std::uint64_t kBatchSizeOnGpu = std::uint64_t{512} << 20;
constexpr std::uint64_t kMinBatchRows = 1024;

Execution on_device_of(const Model& model, Execution execution) {
  execution.device = model.device();
  return execution;
}

}  // namespace

ScoreStream::ScoreStream(const SearchSpace& space, const Model& model, Execution execution, bool keys)
    : ScoreStream(space, nullptr, model, std::move(execution), keys) {}

ScoreStream::ScoreStream(const SearchSpace& space, const FeatureSet* features, const Model& model, Execution execution, bool keys)
    : model_(model),
      features_(features == nullptr ? features_of(model.info(), space) : features_of(model.info(), space, *features)),
      rows_(space, features_, model.info().features.dtype, on_device_of(model, std::move(execution)), keys) {}

/// A number of rows that keeps a batch in a cache of the CPU, or a GPU busy.
std::uint64_t ScoreStream::batch_rows() const {
  const bool on_cpu = model_.device().backend == Backend::cpu;
  const auto threads = static_cast<std::uint64_t>(resolve_threads(rows_.stream().execution().threads));
  return std::max(kMinBatchRows, (on_cpu ? kBatchSizePerThread * threads : kBatchSizeOnGpu) / rows_.stream().row_size());
}

void ScoreStream::for_each_rows(const Architectures& architectures, std::uint64_t batch_rows_asked,
                                const std::function<void(const Batch&)>& read) {
  rows_.stream().for_each(architectures, batch_rows_asked > 0 ? batch_rows_asked : batch_rows(), read);
}

void ScoreStream::for_each(const Architectures& architectures, std::uint64_t batch_rows_asked,
                           const std::function<void(const Batch&, const ScoresView&)>& read) {
  for_each_rows(architectures, batch_rows_asked, [&](const Batch& batch) { read(batch, score(batch.rows)); });
}

ScoresView ScoreStream::score(const MatrixView& rows) {
  const Stopwatch prediction;
  const ScoresView scores = model_.regressor().scores(rows);
  prediction_seconds_ += prediction.seconds();
  return scores;
}

}  // namespace cartograf
