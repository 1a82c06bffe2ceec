#include "host/model/predictors/nearest.hpp"

#include <algorithm>
#include <utility>

#include "host/model/predictors/standardised.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/distances.hpp"

namespace cartograf {
namespace {

class NearestNeighbours final : public StandardisedRegressor {
 public:
  NearestNeighbours(Standardiser standardiser, int threads, std::vector<double> rows, std::vector<double> targets, std::size_t k)
      : StandardisedRegressor(std::move(standardiser), threads), rows_(std::move(rows)), targets_(std::move(targets)), k_(k),
        distances_(rows_, targets_.size(), n_columns()) {}

 private:
  std::vector<double> predict_standardised(std::span<const double> rows, std::size_t n_rows, std::size_t) const override {
    std::vector<double> predictions(n_rows);
    // A thread for each block of rows is there already.
    distances_.for_each_block(rows, n_rows, 1, [&](std::size_t first, std::size_t n, std::span<const double> distances) {
      for (std::size_t i = 0; i < n; ++i) {
        const std::span<const double> row = rows.subspan((first + i) * n_columns(), n_columns());
        predictions[first + i] = mean_of_nearest(row, distances.subspan(i * targets_.size(), targets_.size()));
      }
    });
    return predictions;
  }

  /// `about`: distances of `row` from all training rows, near enough to rule most of them out. Those that may be among the
  /// nearest are looked at once more without the rounding of matrix products, by which equal distances would differ.
  double mean_of_nearest(std::span<const double> row, std::span<const double> about) const {
    std::vector<double> sorted(about.begin(), about.end());
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(k_ - 1), sorted.end());
    const double limit = sorted[k_ - 1] + 2 * distances_.error_bound(row);
    std::vector<std::pair<double, std::size_t>> candidates;  // distance, training row
    for (std::size_t j = 0; j < about.size(); ++j) {
      if (about[j] <= limit) candidates.emplace_back(squared_distance(row, std::span(rows_).subspan(j * n_columns(), n_columns())), j);
    }
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k_), candidates.end());
    double sum = 0;
    for (std::size_t i = 0; i < k_; ++i) sum += targets_[candidates[i].second];
    return sum / static_cast<double>(k_);
  }

  std::vector<NamedArray> arrays() const override {
    return {array_of("rows", rows_), array_of("targets", targets_), number_array("k", static_cast<double>(k_))};
  }

  std::vector<double> rows_;     ///< of the training, [n x n_columns], standardised
  std::vector<double> targets_;  ///< [n]
  std::size_t k_;
  SquaredDistances distances_;   ///< to rows_
};

std::unique_ptr<Regressor> train(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const std::uint64_t k = parameters.whole("k", 1);
  if (k > training.targets.size()) {
    throw InputError("predictor knn: k = " + std::to_string(k) + " is more than the " + std::to_string(training.targets.size()) +
                     " training rows");
  }
  StandardisedTraining set = standardised(training);
  return std::make_unique<NearestNeighbours>(std::move(set.standardiser), context.threads, std::move(set.rows),
                                             std::vector<double>(training.targets.begin(), training.targets.end()), k);
}

std::unique_ptr<Regressor> load(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  Standardiser standardiser = load_standardiser(arrays, where);
  const std::vector<double>& targets = doubles_of(arrays, "targets", where);
  const std::vector<double>& rows = numbers_of(arrays, "rows", targets.size() * standardiser.n_kept(), where);
  const double k = number_of(arrays, "k", where);
  if (!(k >= 1 && k <= static_cast<double>(targets.size()))) {
    throw InputError(where + ": the model is damaged: it has k = " + std::to_string(k) + " and " + std::to_string(targets.size()) +
                     " training rows");
  }
  return std::make_unique<NearestNeighbours>(std::move(standardiser), context.threads, rows, targets, static_cast<std::size_t>(k));
}

}  // namespace

PredictorKind nearest_neighbours_kind() {
  return {"knn", "mean of the nearest training rows", {{"k", "5", "number of neighbours"}}, false, train, load};
}

}  // namespace cartograf
