#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/execution.hpp"
#include "host/predictor/registry.hpp"

namespace cartograf {

/// An algorithm of the baseline table of NAAP-440 (Hakim, arXiv 2209.06626) as a predictor of ours.
struct Naap440Algorithm {
  std::string name;  ///< as in the table, such as "5-NN" or "random forest, 100 trees"
  PredictorSpec predictor;
  bool random = false;  ///< whether its training depends on the seed
};

/// All of the table, in its order.
const std::vector<Naap440Algorithm>& naap440_algorithms();

/// An entry of the table: a predictor of the highest accuracy in 90 epochs (MaxAccuracy, a fraction) from the scheme of an
/// architecture and its first epochs, measured on the 40 test rows.
struct Naap440Entry {
  double mae = 0;                ///< mean absolute error
  double score = 0;              ///< 1 - violations / 780
  std::uint64_t violations = 0;  ///< Monotonicity
};

/// What the table prints of an entry; of most tree ensembles we have the violations only.
struct Naap440Reference {
  std::optional<double> mae, score;
  std::uint64_t violations = 0;
};

struct Naap440Row {
  std::string algorithm;
  int epochs = 0;  ///< 0, 3, 6 or 9
  Naap440Entry ours;
  Naap440Reference reference;

  /// Ours less the reference.
  std::int64_t difference() const { return static_cast<std::int64_t>(ours.violations) - static_cast<std::int64_t>(reference.violations); }
  /// Whether all that the table prints is what ours reads in the table's digits.
  bool equal() const;
};

/// As the table prints errors and scores: rounded to 4 digits, and that to 3 (0.01545 is 0.015, not 0.016).
double naap440_rounded(double value);

struct Naap440Options {
  std::vector<std::string> algorithms;  ///< names; empty = all
  Execution execution{};                ///< threads, and progress in entries; on the CPU
};

/// Runs the protocol on the published table (naap440.csv), algorithms outermost:
/// * rows in a stable order by MaxAccuracy; those with IsTest = 0 are trained on, the others tested on;
/// * features: for 0 epochs ln NumParams and NumStages; for E epochs all of the scheme (ln NumParams, ln NumMACs, NumLayers,
///   NumStages, FirstLayerWidth, LastLayerWidth) and LossMean, LossMedian, Accuracy of the epochs 1 to E;
/// * an entry is the run with the median number of violations among those of the seeds 20220905 to 20220909.
/// Throws InputError for a table that lacks columns or values, an unknown algorithm, and what a predictor refuses.
std::vector<Naap440Row> reproduce_naap440(const std::filesystem::path& csv, const Naap440Options& options = {});

}  // namespace cartograf
