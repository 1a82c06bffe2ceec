#include "host/search/search.hpp"

#include <algorithm>

#include "host/search/score_stream.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf {
namespace {

/// Architectures that are filtered at a time.
constexpr std::uint64_t kFilteredAtOnce = std::uint64_t{1} << 16;

class Search {
 public:
  Search(const SearchSpace& space, const Model& model, const SearchOptions& options)
      : options_(options),
        stream_(space, model, options.threads),
        top_(options.top, options.direction, {model.device(), options.threads}),
        batch_rows_(options.batch_rows > 0 ? options.batch_rows : stream_.batch_rows()) {}

  SearchResult run() {
    const Stopwatch all;
    if (options_.filter.empty()) {
      score_range();
    } else {
      score_filtered();
    }
    result_.best = top_.best();
    result_.n_looked_at = options_.end - options_.begin;
    result_.times.features = stream_.feature_seconds();
    result_.times.prediction = stream_.prediction_seconds();
    result_.times.total = all.seconds();
    return std::move(result_);
  }

 private:
  void score_range() {
    for (std::uint64_t first = options_.begin; first < options_.end;) {
      const std::uint64_t n = std::min(batch_rows_, options_.end - first);
      const ScoresView scores = stream_.range(first, n);
      timed(result_.times.top_k, [&] { top_.add(scores.data, first, n); });
      result_.n_scored += n;
      first += n;
      report(first);
    }
  }

  /// What passes is collected until it fills a batch: few may pass.
  void score_filtered() {
    std::vector<std::uint64_t> passed;
    for (std::uint64_t first = options_.begin; first < options_.end;) {
      const std::uint64_t n = std::min(kFilteredAtOnce, options_.end - first);
      timed(result_.times.filter, [&] { options_.filter.append(first, n, options_.threads, passed); });
      first += n;
      std::size_t scored = 0;
      while (passed.size() - scored >= batch_rows_) scored += score_listed(std::span(passed).subspan(scored, batch_rows_));
      passed.erase(passed.begin(), passed.begin() + static_cast<std::ptrdiff_t>(scored));
      report(first);
    }
    if (!passed.empty()) score_listed(passed);
  }

  std::size_t score_listed(std::span<const std::uint64_t> indices) {
    const ScoresView scores = stream_.listed(indices);
    timed(result_.times.top_k, [&] { top_.add(scores.data, indices); });
    result_.n_scored += indices.size();
    return indices.size();
  }

  template <class Work>
  static void timed(double& seconds, Work work) {
    const Stopwatch watch;
    work();
    seconds += watch.seconds();
  }

  void report(std::uint64_t done) const { options_.progress(done - options_.begin, options_.end - options_.begin); }

  const SearchOptions& options_;
  ScoreStream stream_;
  TopK top_;
  std::uint64_t batch_rows_;
  SearchResult result_;
};

}  // namespace

SearchResult search(const SearchSpace& space, const Model& model, const SearchOptions& options) {
  architecture_range(space, options.begin, options.end);  // throws for a bad range
  return Search(space, model, options).run();
}

}  // namespace cartograf
