#include "host/search/search.hpp"

#include <algorithm>

#include "host/search/score_stream.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf {

SearchResult search(const SearchSpace& space, const Model& model, const SearchOptions& options) {
  const Stopwatch all;
  const Architectures architectures = options.architectures ? *options.architectures : architecture_range(space, 0, space.size());
  ScoreStream stream(space, model, options.execution);
  TopK top(options.top, options.extreme, {model.device(), options.execution.threads});
  SearchResult result;
  stream.for_each(architectures, options.batch_rows, [&](const Batch& batch, const ScoresView& scores) {
    const Stopwatch watch;
    top.add(scores.data, batch.indices);
    result.times.top_k += watch.seconds();
    result.n_scored += batch.size();
  });
  result.best = top.best();
  result.n_looked_at = architectures.n;
  result.times.filter = stream.filter_seconds();
  result.times.features = stream.feature_seconds();
  result.times.prediction = stream.prediction_seconds();
  result.times.total = all.seconds();
  return result;
}

}  // namespace cartograf
