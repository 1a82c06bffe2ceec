#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/engine/execution.hpp"
#include "host/metrics/metrics.hpp"
#include "host/predictor/registry.hpp"
#include "host/table/feature_matrix.hpp"
#include "host/table/splits.hpp"
#include "host/table/targets.hpp"

namespace cartograf {

/// A predictor under the name that results call it by.
struct NamedSpec {
  std::string label;
  PredictorSpec spec;
};

/// Features under the name that results call them by. All choices of an evaluation have the same rows.
struct FeatureChoice {
  std::string name;
  const FeatureMatrix* matrix = nullptr;
};

/// One predictor on one split: trained on its rows, measured on all other rows of the population.
struct Evaluation {
  std::string features;
  std::string model;
  std::uint64_t train_size = 0;
  std::uint64_t seed = 0;  ///< of the split
  std::uint64_t model_seed = 0;
  Metrics metrics;
  std::string chosen{};              ///< of `auto`: which recipe; empty for all others
  std::vector<std::string> notes{};  ///< of the training (Regressor::notes)
};

/// True and predicted values of one run, for a chart: [rows that were not trained on] each.
struct PredictedRun {
  std::string title;
  std::vector<double> truth, predicted;
};

struct EvaluateOptions {
  std::vector<NamedSpec> models;
  std::vector<std::uint64_t> model_seeds = {42};
  Execution execution{};  ///< device, threads in all, and progress in trainings; what else it says is of features
  /// Called once for each evaluation, one at a time but in any order, with what was measured: the rows that were not
  /// trained on, in the order of the population.
  std::function<void(const Evaluation&, std::span<const double> truth, std::span<const double> predicted)> predictions{};
  /// Called once for each evaluation when it is done, one at a time but in any order, with its place in the result.
  std::function<void(std::size_t place, const Evaluation&)> finished{};
};

/// Whether enough of `n` architectures, two, are left to rank where so many are trained on.
bool leaves_architectures_to_test(std::uint64_t n_trained, std::uint64_t n);
/// Throws InputError, which names the train size, where that is not so.
void require_architectures_to_test(std::uint64_t train_size, std::uint64_t n_trained, std::uint64_t n);

/// All features x models x splits x model seeds, in that order: features outermost. Runs are independent and spread over
/// the threads; the result does not depend on their number. Throws InputError for an unknown model or parameter, for what a
/// predictor refuses (naming features, model, train size and seed), and for a split that leaves fewer than two rows to
/// test on.
std::vector<Evaluation> evaluate(std::span<const FeatureChoice> features, const Population& population, const std::vector<Split>& splits,
                                 const EvaluateOptions& options);

/// Mean and sample standard deviation over seeds of splits and models (NaN for a single one) of the metrics of one choice of
/// features, model and train size.
struct EvaluationSummary {
  std::string features;
  std::string model;
  std::uint64_t train_size = 0;
  std::uint64_t n_seeds = 0;  ///< runs
  Metrics mean;
  Metrics standard_deviation;
  std::vector<std::pair<std::string, std::uint64_t>> chosen{};  ///< of `auto`: how many runs chose which recipe, most first
};

/// "gp on signal 7; ridge on op_count 3": what `auto` chose in how many runs; empty for other predictors.
std::string text_of_choices(const EvaluationSummary& summary);

/// In the order in which features, model and train size first appear.
std::vector<EvaluationSummary> summarise(const std::vector<Evaluation>& evaluations);

}  // namespace cartograf
