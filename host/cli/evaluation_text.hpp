#pragma once

#include <string>
#include <vector>

#include "host/evaluate/evaluate.hpp"

namespace cartograf::cli {

/// What `evaluate --json` prints: an entry for each training, and one for each summary of trainings that differ by their seeds.
std::string as_json(const std::vector<Evaluation>& evaluations, const std::vector<EvaluationSummary>& summaries);

/// What `evaluate --csv` writes: a row for each training.
std::string as_csv(const std::vector<Evaluation>& evaluations);

}  // namespace cartograf::cli
