#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/reproduce/reproduce.hpp"

namespace cartograf {

/// One predictor on one choice of features, for all targets and training sizes of its part.
struct SignalLine {
  std::string features;              ///< what rows call them
  std::vector<std::string> columns;  ///< selectors (select_columns)
  NamedSpec model;
  /// Known means of tau for a target, or "mean" over all: one for each training size, NaN where there is none.
  std::vector<std::pair<std::string, std::vector<double>>> references{};
  double tolerance = 0;     ///< how far below counts as reached; 0 = not judged
  std::uint64_t seeds = 0;  ///< of the splits, fewer than the part's; 0 = all
};

/// A block of the table `signal`: predictors side by side on the targets of one population. Splits are numpy's
/// RandomState(seed).permutation; GRAF has the convention zc_combine.
struct SignalPart {
  std::string name;
  std::string space;
  std::string targets_file;  ///< all files: in the data folder
  std::vector<std::string> targets;
  std::string only_file{};               ///< the population; empty = all of targets_file
  std::string proxies_file{};            ///< zero-cost proxies, joined as the family "zcp"; empty = none
  std::vector<double> missing_values{};  ///< of the proxies
  std::vector<std::string> families;     ///< to compute
  std::vector<std::uint64_t> train_sizes;
  std::uint64_t first_seed = 42, end_seed = 52;
  std::vector<SignalLine> lines;
  /// Whether a line is reached within one standard deviation over the splits, not within its tolerance.
  bool within_deviation = false;
};

const std::vector<SignalPart>& signal_parts();

/// Runs all parts, or of them only the lines of the predictors asked for.
Reproduction reproduce_signal(const ReproduceOptions& options);

}  // namespace cartograf
