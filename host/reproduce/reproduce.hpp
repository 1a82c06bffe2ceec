#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/evaluate/evaluate.hpp"
#include "host/reproduce/task_preferences.hpp"

namespace cartograf {

/// One figure of a table: ours beside the published one.
struct ReproducedRow {
  std::string row;             ///< what it is: target, metric, features, predictor, training rows
  double ours = 0;             ///< mean over `runs`
  double deviation = 0;        ///< sample standard deviation over seeds of the splits; NaN where there is one
  double model_deviation = 0;  ///< the same of the means of each model seed; NaN where there is one
  std::uint64_t runs = 0;
  std::optional<double> reference{};
  std::optional<double> tolerance{};  ///< how far below the reference counts as reproduced; none = not judged
  bool lower_is_better = false;

  double difference() const { return ours - *reference; }
};

struct Reproduction {
  std::string table;
  std::string title;
  std::vector<ReproducedRow> rows;
  std::vector<std::string> notes;
  /// All runs of the predictors; the features are named "TARGET: FEATURES" where there are several targets.
  std::vector<Evaluation> evaluations;
  std::vector<PredictedRun> examples;
  std::optional<TaskPreferences> preferences{};  ///< of a table that asks which properties tasks prefer
};

struct ReproduceOptions {
  std::filesystem::path data;       ///< the folder with nasbench201/accuracy.csv and the others
  std::vector<std::string> models;  ///< only these predictors; empty = those of the table
  Execution execution{};            ///< as of EvaluateOptions; progress in trainings
};

/// A table that can be reproduced: its name, and what it is.
struct TableInfo {
  std::string name;
  std::string title;
};

std::vector<TableInfo> reproducible_tables();

/// Runs the protocol of a table. Throws InputError for an unknown table (with the nearest), a predictor that is not in it,
/// and data that are missing (naming the file).
Reproduction reproduce(const std::string& table, const ReproduceOptions& options);

}  // namespace cartograf
