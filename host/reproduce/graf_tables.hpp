#pragma once

#include <string>
#include <vector>

#include "host/reproduce/reproduce.hpp"

namespace cartograf {

/// A published mean for each training size of its table.
struct PublishedFigures {
  std::string target, features, model;
  std::vector<double> values;
  double Metrics::*metric = &Metrics::tau;
};

/// Names of the choices of features.
namespace graf_features {
inline constexpr const char* kGraf = "GRAF";
inline constexpr const char* kProxies = "ZCP";
inline constexpr const char* kBoth = "GRAF + ZCP";
inline constexpr const char* kSizeAlone = "parameters and FLOPs";
}  // namespace graf_features

/// What a table of the GRAF paper's kind compares: features x predictors x training sizes on one space, for some targets.
/// Splits are numpy's RandomState(seed).permutation, as in the published code; features have the convention zc_combine.
struct GrafTable {
  TableInfo info;
  std::string part{};  ///< what rows are called by where a table has several parts
  std::string space;
  std::string targets_file;  ///< all files: in the data folder
  std::vector<std::string> targets;
  std::string only_file{};     ///< the population; empty = all of targets_file
  std::string proxies_file{};  ///< zero-cost proxies, joined as the family "zcp"; empty = none
  std::vector<std::string> models;
  std::vector<std::uint64_t> train_sizes;
  std::uint64_t first_seed = 42, end_seed = 52;
  std::vector<PublishedFigures> references{};
  /// How far below a published tau counts as reproduced; 0 = not judged.
  double tolerance = 0;
  bool spread_counts = false;      ///< whether two standard deviations over model seeds do so too
  bool size_alone = false;         ///< also the proxies params and flops on their own, for rf
  bool task_preferences = false;   ///< also which properties of GRAF each target prefers
  bool mean_over_targets = false;  ///< adds rows for it; references then have the target "mean"
};

/// NAS-Bench-201: accuracy, hardware costs, robustness; NAS-Bench-101; NAS-Bench-301; TransNAS-Bench-101 micro and macro.
/// The figures of reference were measured with the published Python code on its published data (scikit-learn 1.9.1,
/// xgboost 3.2.0). A table may have several parts of one name.
const std::vector<GrafTable>& graf_tables();

/// Runs one part.
Reproduction reproduce_graf(const GrafTable& table, const ReproduceOptions& options);

}  // namespace cartograf
