#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/model/feature_matrix.hpp"
#include "host/model/metrics.hpp"
#include "host/model/splits.hpp"
#include "host/model/targets.hpp"
#include "kernels/base/device.hpp"

namespace cartograf {

/// One predictor on one split: trained on its rows, measured on all other rows of the population.
struct Evaluation {
  std::string model;
  std::uint64_t train_size = 0;
  std::uint64_t seed = 0;  ///< of the split
  Metrics metrics;
};

struct EvaluateOptions {
  std::vector<std::string> models;
  std::uint64_t model_seed = 42;
  Device device{};
  int threads = 0;  ///< in all; 0 = all cores
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = [](std::uint64_t, std::uint64_t) {};
};

/// Every model on every split, in that order: models outermost. Runs are independent and spread over the threads; the
/// result does not depend on their number. Throws InputError for an unknown model or a split that leaves fewer than two
/// rows to test on.
std::vector<Evaluation> evaluate(const FeatureMatrix& matrix, const Population& population, const std::vector<Split>& splits,
                                 const EvaluateOptions& options);

/// Mean and sample standard deviation over seeds (NaN for a single one) of the metrics of one model and train size.
struct EvaluationSummary {
  std::string model;
  std::uint64_t train_size = 0;
  std::uint64_t n_seeds = 0;
  Metrics mean;
  Metrics standard_deviation;
};

/// In the order in which model and train size first appear.
std::vector<EvaluationSummary> summarise(const std::vector<Evaluation>& evaluations);

}  // namespace cartograf
