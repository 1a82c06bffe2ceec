#include "host/search/search.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>

#include "host/predictor/scores.hpp"
#include "host/search/best_distinct.hpp"
#include "host/search/score_stream.hpp"
#include "host/space/equivalence.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf {
namespace {

/// Keeps the best where the model left the scores.
class BestOfAll {
 public:
  BestOfAll(const Model& model, const SearchOptions& options) : top_(options.top, options.direction, {model.device(), options.execution.threads}) {}

  void add(const Batch& batch, const ScoresView& scores) {
    if (batch.consecutive) {
      top_.add(scores.data, batch.indices.front(), batch.size());  // no list of indices goes to the device
    } else {
      top_.add(scores.data, batch.indices);
    }
  }
  std::vector<Scored> best() const { return top_.best(); }

 private:
  TopK top_;
};

/// Keeps the best of each class of equivalent architectures. Only those that are among the best so far are compared.
class BestOfEachClass {
 public:
  BestOfEachClass(const SearchSpace& space, const SearchOptions& options)
      : forms_(space, *options.unique), sign_(options.direction == Direction::maximize ? 1 : -1), best_(options.top) {
    for (const std::uint64_t index : options.exclude) excluded_.insert(forms_.of(index));
  }

  void add(const Batch& batch, const ScoresView& scores) {
    const std::vector<float> values = to_host(scores);
    for (std::uint64_t i = 0; i < batch.size(); ++i) {
      const std::uint64_t index = batch.indices[i];
      if (std::isnan(values[i])) throw Error("the score of architecture " + std::to_string(index) + " is not a number");
      best_.add({sign_ * values[i], index}, excluded_, [&] { return forms_.of(index); });
    }
  }
  std::vector<Scored> best() const {
    std::vector<Scored> best;
    for (const auto& [rank, form] : best_.best()) best.push_back({rank.index, static_cast<float>(sign_ * rank.value)});
    return best;
  }

 private:
  CanonicalForms forms_;
  double sign_;
  BestDistinct best_;
  std::unordered_set<std::string> excluded_;
};

template <class Best>
SearchResult best_by(Best best, const Architectures& architectures, ScoreStream& stream, std::uint64_t batch_rows) {
  SearchResult result;
  stream.for_each(architectures, batch_rows, [&](const Batch& batch, const ScoresView& scores) {
    const Stopwatch watch;
    best.add(batch, scores);
    result.times.top_k += watch.seconds();
    result.n_scored += batch.size();
  });
  result.best = best.best();
  return result;
}

}  // namespace

SearchResult search(const SearchSpace& space, const Model& model, const SearchOptions& options) {
  const Stopwatch all;
  std::optional<Architectures> changed;
  if (!options.architectures) changed = architecture_range(space, 0, space.size());
  if (!changed && !options.exclude.empty()) changed = *options.architectures;
  if (changed) changed->filter.exclude(options.exclude);
  const Architectures& architectures = changed ? *changed : *options.architectures;
  ScoreStream stream(space, options.features, model, options.execution);
  SearchResult result = options.unique ? best_by(BestOfEachClass(space, options), architectures, stream, options.batch_rows)
                                       : best_by(BestOfAll(model, options), architectures, stream, options.batch_rows);
  result.n_looked_at = architectures.n;
  result.left_out = stream.left_out();
  result.times.filter = stream.filter_seconds();
  result.times.features = stream.feature_seconds();
  result.times.prediction = stream.prediction_seconds();
  result.times.total = all.seconds();
  return result;
}

}  // namespace cartograf
