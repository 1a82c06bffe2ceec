#include "host/predictor/kinds/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "host/predictor/kinds/as_numpy.hpp"
#include "host/predictor/kinds/standardised_regressor.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linalg/distances.hpp"

namespace cartograf {
namespace {

/// Which of equally near training rows are taken: the first ones, or those that NumPy selects.
enum class Ties { order,
                  numpy };

class NearestNeighbours final : public StandardisedRegressor {
 public:
  NearestNeighbours(Standardiser standardiser, int threads, std::vector<double> rows, std::vector<double> targets, std::size_t k, Ties ties)
      : StandardisedRegressor(std::move(standardiser), threads), rows_(std::move(rows)), targets_(std::move(targets)), k_(k),
        ties_(ties), distances_(rows_, targets_.size(), n_columns()) {}

 private:
  std::vector<double> predict_standardised(std::span<const double> rows, std::size_t n_rows, std::size_t) const override {
    std::vector<double> predictions(n_rows);
    if (ties_ == Ties::numpy) {
      for (std::size_t i = 0; i < n_rows; ++i) predictions[i] = mean_of_numpys_nearest(rows.subspan(i * n_columns(), n_columns()));
      return predictions;
    }
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
    // Rows of a file may be so far away that their distance is infinite, which matrix products make NaN of.
    std::vector<double> sorted(about.begin(), about.end());
    std::replace_if(
        sorted.begin(), sorted.end(), [](double x) { return std::isnan(x); }, std::numeric_limits<double>::infinity());
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(k_ - 1), sorted.end());
    const double limit = sorted[k_ - 1] + 2 * distances_.error_bound(row);
    std::vector<std::pair<double, std::size_t>> candidates;  // distance, training row
    for (std::size_t j = 0; j < about.size(); ++j) {
      if (!(about[j] > limit)) candidates.emplace_back(squared_distance(row, training_row(j)), j);
    }
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k_), candidates.end());
    double sum = 0;
    for (std::size_t i = 0; i < k_; ++i) sum += targets_[candidates[i].second];
    return sum / static_cast<double>(k_);
  }

  double mean_of_numpys_nearest(std::span<const double> row) const {
    std::vector<double> distances;
    for (std::size_t j = 0; j < targets_.size(); ++j) distances.push_back(squared_distance(row, training_row(j)));
    std::vector<std::size_t> nearest = numpy::smallest(distances, k_ - 1);
    std::stable_sort(nearest.begin(), nearest.end(), [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
    std::vector<double> targets;
    for (const std::size_t j : nearest) targets.push_back(targets_[j]);
    return numpy::sum(targets) / static_cast<double>(k_);
  }

  std::span<const double> training_row(std::size_t j) const { return std::span(rows_).subspan(j * n_columns(), n_columns()); }

  std::vector<NamedArray> arrays() const override {
    return {array_of("rows", rows_), array_of("targets", targets_), number_array("k", static_cast<double>(k_)),
            number_array("ties", static_cast<double>(ties_))};
  }

  std::vector<double> rows_;     ///< of the training, [n x n_columns], standardised
  std::vector<double> targets_;  ///< [n]
  std::size_t k_;
  Ties ties_;
  SquaredDistances distances_;  ///< to rows_
};

std::unique_ptr<Regressor> train_nearest(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  const std::uint64_t k = parameters.whole("k", 1);
  if (k > training.targets.size()) {
    throw InputError("predictor knn: k = " + std::to_string(k) + " is more than the " + std::to_string(training.targets.size()) +
                     " training rows");
  }
  const Ties ties = parameters.choice("ties", {"order", "numpy"}) == "numpy" ? Ties::numpy : Ties::order;
  StandardisedTraining set = standardised_training(training);
  return std::make_unique<NearestNeighbours>(std::move(set.standardiser), context.threads, std::move(set.rows),
                                             std::vector<double>(training.targets.begin(), training.targets.end()), k, ties);
}

std::unique_ptr<Regressor> load_nearest(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  Standardiser standardiser = load_standardiser(arrays, where);
  const std::size_t n = doubles_of(arrays, "targets", where).size();
  const std::vector<double>& targets = numbers_of(arrays, "targets", n, where);
  const std::vector<double>& rows = numbers_of(arrays, "rows", targets.size() * standardiser.n_kept(), where);
  const std::uint64_t k = whole_of(arrays, "k", 1, n, where);
  return std::make_unique<NearestNeighbours>(std::move(standardiser), context.threads, rows, targets, k,
                                             number_of(arrays, "ties", where) == 0 ? Ties::order : Ties::numpy);
}

}  // namespace

PredictorKind nearest_neighbours_kind() {
  return {"knn",
          "mean of the nearest training rows",
          {{"k", "5", "number of neighbours"}, {"ties", "order", "which of equally near rows: order = the first, numpy = as NumPy selects"}},
          false,
          train_nearest,
          load_nearest,
          ModelFile::arrays,
          false,
          "NAAP-440"};
}

}  // namespace cartograf
