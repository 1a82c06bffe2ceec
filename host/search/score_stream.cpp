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

}  // namespace

ScoreStream::ScoreStream(const SearchSpace& space, const Model& model, int threads)
    : model_(model),
      threads_(resolve_threads(threads)),
      features_(features_of(model.info(), space)),
      rows_(space, features_, model.info().features.dtype, {model.device(), threads, Strategy::tabulated}) {}

std::uint64_t ScoreStream::batch_rows() const {
  const bool on_cpu = model_.device().backend == Backend::cpu;
  const std::uint64_t size = on_cpu ? kBatchSizePerThread * static_cast<std::uint64_t>(threads_) : kBatchSizeOnGpu;
  return std::max(kMinBatchRows, size / rows_.row_size());
}

template <class Compute>
MatrixView ScoreStream::computed(Compute compute) {
  const Stopwatch features;
  const MatrixView rows = compute();
  feature_seconds_ += features.seconds();
  return rows;
}

ScoresView ScoreStream::score(const MatrixView& rows) {
  const Stopwatch prediction;
  const ScoresView scores = model_.regressor().scores(rows);
  prediction_seconds_ += prediction.seconds();
  return scores;
}

MatrixView ScoreStream::rows(std::uint64_t first, std::uint64_t n) {
  return computed([&] { return rows_.range(first, n); });
}

MatrixView ScoreStream::rows(std::span<const std::uint64_t> indices) {
  return computed([&] { return rows_.listed(indices); });
}

ScoresView ScoreStream::range(std::uint64_t first, std::uint64_t n) { return score(rows(first, n)); }

ScoresView ScoreStream::listed(std::span<const std::uint64_t> indices) { return score(rows(indices)); }

}  // namespace cartograf
