#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "host/evaluate/evaluate.hpp"

namespace cartograf::cli {

/// The table of `evaluate` for people. A row (features, model, train size) is printed when its runs, and those of the rows before it,
/// are done.
class SummaryTable {
 public:
  /// Of the runs of evaluate() with these arguments.
  SummaryTable(std::span<const FeatureChoice> features, const EvaluateOptions& how, const std::vector<Split>& splits);

  /// `place`: of the run in the result of evaluate() (EvaluateOptions::finished).
  void add(std::size_t place, const Evaluation& evaluation);

 private:
  struct Row {
    std::set<std::size_t> missing;           ///< places of the runs that are not done
    std::map<std::size_t, Evaluation> runs;  ///< in their order, so that no sum depends on the threads
  };

  std::string features_cell(const std::string& text) const;
  void print_header() const;
  void print_row(Row& row) const;

  bool several_;  ///< whether there are several choices of features, which have names then
  std::size_t features_width_ = 8, model_width_ = 7;
  std::vector<Row> rows_;
  std::vector<std::size_t> row_of_;  ///< of each run
  std::size_t n_printed_ = 0;
};

}  // namespace cartograf::cli
