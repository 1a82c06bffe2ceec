#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/evaluate/evaluate.hpp"
#include "host/report/evaluation_page.hpp"

namespace cartograf::cli {

/// Of the runs of the first split of the largest train size, what was predicted, in the order of the runs: for a chart.
class ExampleRuns {
 public:
  ExampleRuns(const std::vector<Split>& splits, std::uint64_t model_seed);

  void add(const Evaluation& e, std::span<const double> truth, std::span<const double> predicted);

  /// In the order of the summaries.
  std::vector<PredictedRun> runs(const std::vector<EvaluationSummary>& summaries) const;

 private:
  std::uint64_t train_size_ = 0, seed_ = 0, model_seed_;
  std::map<std::pair<std::string, std::string>, PredictedRun> runs_;
};

}  // namespace cartograf::cli
