#include "host/model/acquire.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numbers>
#include <numeric>
#include <unordered_set>

#include "host/model/distinct_rows.hpp"
#include "host/model/predictors/gaussian_process.hpp"
#include "host/model/sample_paths.hpp"
#include "host/model/score_stream.hpp"
#include "host/model/stopwatch.hpp"
#include "io/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/products.hpp"

namespace cartograf {
namespace {

/// Candidates that are kept for the choice of a batch: some thousands, and some for each that is chosen.
constexpr std::uint64_t kPool = 4096, kPoolForEach = 8;
/// The best of each drawn function beside as many as are chosen: some of them are known already.
constexpr std::uint64_t kSpares = 256;
constexpr std::uint64_t kBatchRows = std::uint64_t{1} << 14;
/// Rows of functions that are computed at a time by a thread.
constexpr std::uint64_t kTaskRows = 256;

double expected_improvement(double mean, double deviation, double best) {
  if (deviation <= 0) return std::max(mean - best, 0.0);
  const double z = (mean - best) / deviation;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  const double below = std::erfc(-z / std::numbers::sqrt2) / 2;
  return std::max(deviation * (z * below + density), 0.0);
}

/// Prepared rows that have been seen, by their bytes.
class KnownRows {
 public:
  explicit KnownRows(std::size_t width) : width_(width) {}

  /// False when it is known already. row: [width].
  bool add(const double* row) { return rows_.insert(bytes(row)).second; }

 private:
  std::string bytes(const double* row) const { return {reinterpret_cast<const char*>(row), width_ * sizeof(double)}; }

  std::size_t width_;
  std::unordered_set<std::string> rows_;
};

class Acquirer {
 public:
  Acquirer(const SearchSpace& space, const Model& model, const AcquireOptions& options)
      : options_(options),
        process_(process_of(model.regressor(), model.info().predictor)),
        stream_(space, model, options.threads),
        width_(process_.parts().standardiser.n_kept()),
        sign_(options.extreme == Extreme::largest ? 1 : -1),
        known_(width_),
        exclude_(options.exclude) {
    std::sort(exclude_.begin(), exclude_.end());
    const std::vector<double>& rows = process_.parts().rows;
    for (std::size_t first = 0; first < rows.size(); first += width_) known_.add(rows.data() + first);
    const std::vector<double> excluded = prepared(exclude_);
    for (std::size_t first = 0; first < excluded.size(); first += width_) known_.add(excluded.data() + first);
  }

  AcquireResult run() {
    const Stopwatch all;
    options_.how == Acquisition::thompson ? choose_by_functions() : choose_from_pool();
    result_.n_looked_at = options_.end - options_.begin;
    result_.seconds = all.seconds();
    return std::move(result_);
  }

 private:
  std::vector<double> prepared(const std::vector<std::uint64_t>& indices) {
    if (indices.empty()) return {};
    return process_.prepared(stream_.rows(indices));
  }

  /// Calls read(indices, rows) with all that pass, batch by batch.
  template <class Read>
  void for_each_batch(Read read) {
    const std::uint64_t at_once = options_.batch_rows > 0 ? options_.batch_rows : kBatchRows;
    std::vector<std::uint64_t> indices;
    for (std::uint64_t first = options_.begin; first < options_.end;) {
      const std::uint64_t n = std::min(at_once, options_.end - first);
      indices.clear();
      if (options_.filter.empty()) {
        indices.resize(n);
        std::iota(indices.begin(), indices.end(), first);
      } else {
        options_.filter.append(first, n, options_.threads, indices);
      }
      std::erase_if(indices, [&](std::uint64_t index) { return std::binary_search(exclude_.begin(), exclude_.end(), index); });
      if (!indices.empty()) read(indices, stream_.rows(indices));
      result_.n_scored += indices.size();
      first += n;
      options_.progress(first - options_.begin, options_.end - options_.begin);
    }
  }

  /// What is as large as possible, of a score of this mean (times sign_) and deviation.
  double criterion(double mean, double deviation) const {
    return options_.how == Acquisition::upper_confidence_bound ? mean + options_.kappa * deviation : expected_improvement(mean, deviation, best_);
  }

  void choose_from_pool() {
    for (const double score : process_.scores_of_training()) best_ = std::max(best_, sign_ * score);
    TopK top(std::max(kPool, kPoolForEach * options_.n), Extreme::largest, {{}, options_.threads});
    for_each_batch([&](const std::vector<std::uint64_t>& indices, const MatrixView& rows) {
      const Posterior posterior = process_.posterior(rows);
      std::vector<float> values;
      for (std::size_t i = 0; i < indices.size(); ++i) {
        const double value = criterion(sign_ * posterior.mean[i], posterior.deviation[i]);
        // Small improvements in logarithms, as float32 cannot tell them apart otherwise.
        const bool logarithm = options_.how == Acquisition::expected_improvement;
        values.push_back(static_cast<float>(logarithm ? std::log(std::max(value, std::numeric_limits<double>::min())) : value));
      }
      top.add(values.data(), indices);
    });
    std::vector<std::uint64_t> pool;
    for (const Scored& scored : top.best()) pool.push_back(scored.index);
    std::sort(pool.begin(), pool.end());
    choose_greedily(new_ones(pool));
  }

  /// Those whose features are not known, the first of equal ones.
  std::vector<std::uint64_t> new_ones(const std::vector<std::uint64_t>& indices) {
    const std::vector<double> points = prepared(indices);
    std::vector<std::uint64_t> result;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (known_.add(points.data() + i * width_)) result.push_back(indices[i]);
    }
    return result;
  }

  /// Variances and covariances are conditioned on what is chosen as a Cholesky factor grows: a column for each choice.
  void choose_greedily(const std::vector<std::uint64_t>& pool) {
    if (pool.empty()) return;
    const std::size_t n = pool.size(), n_training = process_.parts().targets.size();
    const MatrixView rows = stream_.rows(pool);
    const Posterior posterior = process_.posterior(rows);
    const std::vector<double> points = process_.prepared(rows), taken = process_.whitened(points, n);
    const MaternKernel prior(points, n, width_, process_.scale());
    const double noise = process_.parts().noise + process_.parts().jitter;
    std::vector<double> variances;
    for (const double deviation : posterior.deviation) variances.push_back(deviation * deviation);
    std::vector<std::vector<double>> columns;  // [choices] of [n]
    std::vector<bool> chosen(n);
    while (result_.chosen.size() < std::min<std::uint64_t>(options_.n, n)) {
      std::size_t choice = n;
      double value = 0;
      for (std::size_t i = 0; i < n; ++i) {
        if (chosen[i]) continue;
        const double of_i = criterion(sign_ * posterior.mean[i], std::sqrt(std::max(variances[i], 0.0)));
        if (choice < n && of_i <= value) continue;
        choice = i;
        value = of_i;
      }
      chosen[choice] = true;
      const std::span<const double> point = std::span(points).subspan(choice * width_, width_);
      add(pool[choice], value, posterior.mean[choice], posterior.deviation[choice]);
      best_ = std::max(best_, sign_ * posterior.mean[choice]);
      const std::vector<double> with_choice = prior.rows(point, 1);
      const std::vector<double> explained = products_with_rows(taken, n, std::span(taken).subspan(choice * n_training, n_training), 1, n_training);
      const double deviation = std::sqrt(std::max(variances[choice], 0.0) + std::max(noise, kLeastVariance));
      std::vector<double> column(n);
      for (std::size_t i = 0; i < n; ++i) {
        double covariance = with_choice[i] - explained[i];
        for (const std::vector<double>& earlier : columns) covariance -= earlier[i] * earlier[choice];
        column[i] = covariance / deviation;
        variances[i] -= column[i] * column[i];
      }
      columns.push_back(std::move(column));
    }
  }

  void choose_by_functions() {
    const SamplePaths paths(process_, options_.n, options_.seed);
    const std::uint64_t kept = options_.n + kSpares;
    std::deque<TopK> best;
    for (std::size_t path = 0; path < options_.n; ++path) best.emplace_back(kept, options_.extreme, Place{{}, options_.threads});
    for_each_batch([&](const std::vector<std::uint64_t>& indices, const MatrixView& rows) {
      const std::vector<std::vector<float>> scores = scores_of(paths, rows);
      for (std::size_t path = 0; path < options_.n; ++path) best[path].add(scores[path].data(), indices);
    });
    for (const TopK& of_path : best) choose_best_new(of_path.best());
  }

  /// [paths] of [rows]
  std::vector<std::vector<float>> scores_of(const SamplePaths& paths, const MatrixView& rows) const {
    const DistinctRows distinct = distinct_rows(rows, options_.threads);
    const std::size_t n = distinct.first.size();
    std::vector<double> computed(n * paths.n_paths());
    parallel_for(static_cast<std::int64_t>((n + kTaskRows - 1) / kTaskRows), process_.threads(), [&](std::int64_t task) {
      const std::size_t first = static_cast<std::size_t>(task) * kTaskRows, n_rows = std::min<std::size_t>(kTaskRows, n - first);
      std::vector<double> block;
      for (std::size_t i = 0; i < n_rows; ++i) {
        const std::vector<double> row = process_.prepared({rows.row(distinct.first[first + i]), rows.dtype, 1, rows.n_columns, {}});
        block.insert(block.end(), row.begin(), row.end());
      }
      const std::vector<double> scores = paths.of(block, n_rows);
      std::copy(scores.begin(), scores.end(), computed.begin() + static_cast<std::ptrdiff_t>(first * paths.n_paths()));
    });
    std::vector<std::vector<float>> result(paths.n_paths(), std::vector<float>(rows.n_rows));
    for (std::size_t path = 0; path < paths.n_paths(); ++path) {
      for (std::size_t i = 0; i < rows.n_rows; ++i) result[path][i] = static_cast<float>(computed[distinct.which[i] * paths.n_paths() + path]);
    }
    return result;
  }

  /// The first of them that is not known.
  void choose_best_new(const std::vector<Scored>& candidates) {
    for (const Scored& candidate : candidates) {
      const MatrixView row = stream_.rows(std::span(&candidate.index, 1));
      if (!known_.add(process_.prepared(row).data())) continue;
      const Posterior posterior = process_.posterior(row);
      return add(candidate.index, sign_ * static_cast<double>(candidate.score), posterior.mean[0], posterior.deviation[0]);
    }
  }

  void add(std::uint64_t index, double acquisition, double mean, double deviation) {
    result_.chosen.push_back({index, acquisition, process_.transform().back(mean), deviation});
  }

  /// Of a choice without noise: rounding must not make it 0.
  static constexpr double kLeastVariance = 1e-10;

  const AcquireOptions& options_;
  const GaussianProcess& process_;
  ScoreStream stream_;
  std::size_t width_;
  double sign_;
  KnownRows known_;
  std::vector<std::uint64_t> exclude_;  ///< ascending
  double best_ = -std::numeric_limits<double>::infinity();  ///< score times sign_ that is to be improved on
  AcquireResult result_;
};

}  // namespace

Acquisition parse_acquisition(const std::string& name) {
  const std::vector<std::string> names = {"ei", "ucb", "thompson"};  // in the order of Acquisition
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw InputError("--acquire: expected ei, ucb or thompson, found '" + name + "'" + did_you_mean(name, names));
  return static_cast<Acquisition>(found - names.begin());
}

AcquireResult acquire(const SearchSpace& space, const Model& model, const AcquireOptions& options) {
  architecture_range(space, options.begin, options.end);  // throws for a bad range
  return Acquirer(space, model, options).run();
}

}  // namespace cartograf
