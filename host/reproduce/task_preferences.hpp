#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/evaluate/explain.hpp"
#include "host/metrics/spread.hpp"

namespace cartograf {

/// A task: its name and the target of each row.
struct TaskTargets {
  std::string task;
  std::vector<double> targets;  ///< [rows]
};

struct TaskPreferenceOptions {
  std::string predictor = "rf";
  std::uint64_t train_size = 1024;
  std::vector<std::uint64_t> seeds = {42, 43, 44, 45, 46};  ///< of the splits
  std::uint64_t model_seed = 42;
  int repeats = 5;        ///< shuffles
  Execution execution{};  ///< threads in all, and progress in runs; on the CPU
};

/// What a predictor of one task goes by, on the rows that it was not trained on; means over the seeds.
struct TaskPreference {
  std::string task;
  Spread tau;                          ///< Kendall's tau
  std::vector<Spread> family_shares;   ///< [families] mean |SHAP| of the family, divided by the sum over the families
  std::vector<Spread> family_drops;    ///< [families] drop of tau when the family is shuffled
  std::vector<Spread> feature_shares;  ///< [columns] mean |SHAP| of the column, divided by the sum over the columns
};

struct TaskPreferences {
  std::vector<std::string> families;  ///< in the order of their first columns
  std::vector<std::string> features;  ///< [columns]
  std::vector<TaskPreference> tasks;
};

/// For each task and seed: trains a tree ensemble on a drawn split (draw_split) and explains it on all other rows.
/// Families are `matrix.column_families`, which may be any partition of the columns. Shares make tasks of different units
/// comparable; a family of many columns has a large share for every task, so compare a family between tasks and not the
/// families of one. On the CPU; the result does not depend on the threads. Throws InputError for a predictor that is no tree
/// ensemble, and a train size that leaves fewer than two rows.
TaskPreferences task_preferences(const FeatureMatrix& matrix, std::span<const TaskTargets> tasks, const TaskPreferenceOptions& options);

/// What a GRAF column of NAS-Bench-201 or TransNAS-Bench-101 micro (convention zc_combine) looks at: "count", "path" or
/// "degree", and the operations that it allows beside zero: " of skip", " of convolution" (or pooling), " of both", " of
/// zero". Throws InputError for another name. `n_operations`: of the space, with zero 0 and skip 1.
std::string property_of_column(const std::string& name, int n_operations);

}  // namespace cartograf
