#include "host/search/search.hpp"

#include <algorithm>
#include <optional>

#include "host/search/score_stream.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf {

SearchResult search(const SearchSpace& space, const Model& model, const SearchOptions& options) {
  const Stopwatch all;
  std::optional<Architectures> whole;
  if (!options.architectures) whole = architecture_range(space, 0, space.size());
  const Architectures& architectures = whole ? *whole : *options.architectures;
  ScoreStream stream(space, options.features, model, options.execution);
  TopK top(options.top, options.direction, {model.device(), options.execution.threads});
  SearchResult result;
  stream.for_each(architectures, options.batch_rows, [&](const Batch& batch, const ScoresView& scores) {
    const Stopwatch watch;
    if (batch.consecutive) {
      top.add(scores.data, batch.indices.front(), batch.size());  // no list of indices goes to the device
    } else {
      top.add(scores.data, batch.indices);
    }
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
