#include "host/search/acquire.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <unordered_set>

#include "host/predictor/uncertainty.hpp"
#include "host/search/best_distinct.hpp"
#include "host/search/score_stream.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/stopwatch.hpp"
#include "io/files/csv_table.hpp"
#include "io/hdf5/digest.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Candidates that are kept for the choice of a batch: some thousands, and some for each that is chosen.
constexpr std::uint64_t kPool = 4096, kPoolForEach = 8;
/// Time and memory of a choice grow with the square of their number.
constexpr std::uint64_t kMostChoices = 1000;
constexpr double kMostKappa = 1e6;
constexpr std::uint64_t kBatchRows = std::uint64_t{1} << 14;

double expected_improvement(double mean, double deviation, double best) {
  if (deviation <= 0) return std::max(mean - best, 0.0);
  const double z = (mean - best) / deviation;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  const double below = std::erfc(-z / std::numbers::sqrt2) / 2;
  return std::max(deviation * (z * below + density), 0.0);
}

/// Stands for a prepared row: equal for equal bytes.
std::string fingerprint(std::span<const double> row) {
  return digest_of({reinterpret_cast<const char*>(row.data()), row.size_bytes()});
}

class Acquirer {
 public:
  Acquirer(const SearchSpace& space, const Model& model, const AcquireOptions& options)
      : options_(options),
        uncertainty_(uncertainty_of(model.regressor(), model.info().predictor)),
        architectures_(without(space, options)),
        stream_(space, options.features, model, options.execution),
        width_(uncertainty_.n_seen()),
        sign_(options.direction == Direction::maximize ? 1 : -1) {
    remember(uncertainty_.prepared_training_rows());
    if (!options.exclude.empty()) remember(uncertainty_.prepared(stream_.rows(options.exclude)));
  }

  AcquireResult run() {
    const Stopwatch all;
    options_.how == Acquisition::thompson ? choose_by_functions() : choose_from_pool();
    result_.n_looked_at = architectures_.n;
    result_.left_out = stream_.left_out();
    result_.seconds = all.seconds();
    return std::move(result_);
  }

 private:
  /// prepared_rows: [n x width_]
  void remember(std::span<const double> prepared_rows) {
    for (std::size_t first = 0; first < prepared_rows.size(); first += width_) {
      known_.insert(fingerprint(prepared_rows.subspan(first, width_)));
    }
  }

  std::string fingerprint_of(const MatrixView& rows, std::size_t i) const {
    return fingerprint(uncertainty_.prepared({rows.row(i), rows.dtype, 1, rows.n_columns, {}}));
  }

  /// The architectures asked for without those excluded.
  static Architectures without(const SearchSpace& space, const AcquireOptions& options) {
    Architectures architectures = options.architectures ? *options.architectures : architecture_range(space, 0, space.size());
    architectures.filter.exclude(options.exclude);
    return architectures;
  }

  /// Calls read(indices, rows) with all that pass, batch by batch.
  template <class Read>
  void for_each_batch(Read read) {
    stream_.for_each_rows(architectures_, options_.batch_rows > 0 ? options_.batch_rows : kBatchRows, [&](const Batch& batch) {
      read(batch.indices, batch.rows);
      result_.n_scored += batch.size();
    });
  }

  /// What is as large as possible, of a score of this mean (times sign_) and deviation.
  double criterion(double mean, double deviation) const {
    return options_.how == Acquisition::upper_confidence_bound ? mean + options_.kappa * deviation : expected_improvement(mean, deviation, best_);
  }

  void choose_from_pool() {
    for (const double score : uncertainty_.scores_of_training()) best_ = std::max(best_, sign_ * score);
    BestDistinct best(std::max(kPool, kPoolForEach * options_.n));
    for_each_batch([&](std::span<const std::uint64_t> indices, const MatrixView& rows) {
      const Posterior posterior = uncertainty_.posterior(rows);
      for (std::size_t i = 0; i < indices.size(); ++i) {
        const double value = criterion(sign_ * posterior.mean[i], posterior.deviation[i]);
        best.add({value, indices[i]}, known_, [&] { return fingerprint_of(rows, i); });
      }
    });
    std::vector<std::uint64_t> pool;
    for (const auto& [rank, print] : best.best()) pool.push_back(rank.index);
    std::sort(pool.begin(), pool.end());
    choose_greedily(pool);
  }

  /// Variances and covariances are conditioned on what is chosen as a Cholesky factor grows: a column for each choice.
  void choose_greedily(const std::vector<std::uint64_t>& pool) {
    if (pool.empty()) return;
    const std::size_t n = pool.size();
    const MatrixView rows = stream_.rows(pool);
    const Posterior posterior = uncertainty_.posterior(rows);
    const auto covariances = uncertainty_.covariances(rows);
    const double noise = uncertainty_.noise();
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
      add(pool[choice], value, posterior.mean[choice], posterior.deviation[choice]);
      best_ = std::max(best_, sign_ * posterior.mean[choice]);
      const std::vector<double> with_choice = covariances->of(choice);
      const double deviation = std::sqrt(std::max(variances[choice], 0.0) + std::max(noise, kLeastVariance));
      std::vector<double> column(n);
      for (std::size_t i = 0; i < n; ++i) {
        double covariance = with_choice[i];
        for (const std::vector<double>& earlier : columns) covariance -= earlier[i] * earlier[choice];
        column[i] = covariance / deviation;
        variances[i] -= column[i] * column[i];
      }
      columns.push_back(std::move(column));
      options_.execution.progress(architectures_.n, architectures_.n);  // also looks for signals
    }
  }

  void choose_by_functions() {
    const auto functions = uncertainty_.draw(options_.n, options_.seed);
    std::vector<BestDistinct> best(options_.n, BestDistinct(options_.n));  // the others take n - 1 of them at most
    for_each_batch([&](std::span<const std::uint64_t> indices, const MatrixView& rows) {
      const std::vector<std::vector<double>> scores = functions->scores(rows);
      for (std::size_t path = 0; path < options_.n; ++path) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
          best[path].add({sign_ * scores[path][i], indices[i]}, known_, [&] { return fingerprint_of(rows, i); });
        }
      }
    });
    for (const BestDistinct& of_path : best) choose_best_new(of_path);
  }

  /// The first of them that no function before has chosen.
  void choose_best_new(const BestDistinct& candidates) {
    for (const auto& [rank, print] : candidates.best()) {
      if (!known_.insert(print).second) continue;
      const Posterior posterior = uncertainty_.posterior(stream_.rows(std::span(&rank.index, 1)));
      return add(rank.index, rank.value, posterior.mean[0], posterior.deviation[0]);
    }
  }

  void add(std::uint64_t index, double acquisition, double mean, double deviation) {
    result_.chosen.push_back({index, acquisition, uncertainty_.in_unit_of_target(mean), deviation});
  }

  /// Of a choice without noise: rounding must not make it 0.
  static constexpr double kLeastVariance = 1e-10;

  const AcquireOptions& options_;
  const Uncertainty& uncertainty_;
  Architectures architectures_;
  ScoreStream stream_;
  std::size_t width_;
  double sign_;
  std::unordered_set<std::string> known_;                   ///< fingerprints of rows that are not to be chosen
  double best_ = -std::numeric_limits<double>::infinity();  ///< score times sign_ that is to be improved on
  AcquireResult result_;
};

}  // namespace

Acquisition parse_acquisition(const std::string& name) {
  const std::vector<std::string> names = {"ei", "ucb", "thompson"};  // in the order of Acquisition
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw InputError("--acquire: expected " + enumerated(names, " or ") + ", found " + in_quotes(name) + did_you_mean(name, names));
  return static_cast<Acquisition>(found - names.begin());
}

AcquireResult acquire(const SearchSpace& space, const Model& model, const AcquireOptions& options) {
  if (options.n > kMostChoices) {
    throw InputError("--acquire: expected at most " + std::to_string(kMostChoices) + " architectures to choose, found " + std::to_string(options.n));
  }
  if (!(options.kappa >= 0 && options.kappa <= kMostKappa)) throw InputError("--kappa: expected a number from 0 to 1000000, found " + shortest(options.kappa));
  return Acquirer(space, model, options).run();
}

}  // namespace cartograf
