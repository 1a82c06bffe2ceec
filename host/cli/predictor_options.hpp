#pragma once

#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/predictor/model.hpp"
#include "host/predictor/registry.hpp"

namespace cartograf::cli {

/// `--param`: parameters of predictors that are not their defaults.
struct ParameterArguments {
  std::vector<std::string> texts;

  void add_to(CLI::App& command);
  /// The predictors with their parameters; what is given for one of them goes before what is given for all. Throws
  /// InputError for a text that is not [PREDICTOR.]KEY=VALUE, an unknown predictor or parameter, and one given twice.
  std::vector<PredictorSpec> specs(const std::vector<std::string>& predictors) const;
};

/// Why `--device auto` must take the CPU for these predictors; empty when it need not.
std::string why_cpu(const std::vector<std::string>& predictors);
/// The same for the predictor of a model file.
std::string why_cpu(const StoredModel& model);

}  // namespace cartograf::cli
