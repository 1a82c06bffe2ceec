#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/predictor/predictor_context.hpp"
#include "host/predictor/parameters.hpp"
#include "host/predictor/regressor.hpp"

namespace cartograf {

/// A predictor by name, with the parameters that are not its defaults.
struct PredictorSpec {
  std::string name;
  ParameterValues parameters{};
};

/// A kind of predictor: what it is, and how one is trained and loaded. To add one: a file beside this one, and a line in
/// registry.cpp.
struct PredictorKind {
  std::string name;
  std::string summary;
  std::vector<ParameterInfo> parameters;
  bool on_gpu = false;  ///< whether it can be trained and applied there
  /// Rows number at least two, and the targets are not all the same.
  std::unique_ptr<Regressor> (*train)(const Parameters&, const TrainingSet&, const PredictorContext&) = nullptr;
  /// From what save() gave; `where` is what to call its source in errors. Null for those that are saved as XGBoost's own.
  std::unique_ptr<Regressor> (*load)(const std::vector<NamedArray>&, const std::string& where, const PredictorContext&) = nullptr;
};

const std::vector<PredictorKind>& predictor_kinds();
std::vector<std::string> predictor_names();

/// Throws InputError for an unknown name, with the nearest ones.
const PredictorKind& predictor_kind(const std::string& name);

/// Throws InputError for an unknown predictor or parameter; says nothing yet about the values.
Parameters parameters_of(const PredictorSpec& spec);

/// Throws InputError also for fewer than two training rows, targets that are all the same or not numbers, and what the
/// predictor does not accept; DeviceError for a GPU that it cannot use.
std::unique_ptr<Regressor> train_predictor(const PredictorSpec& spec, const TrainingSet& training, const PredictorContext& context);

/// Throws InputError, with the first row, when a prediction is not a finite number: a training that did not converge.
void require_finite(const std::vector<double>& predictions, const std::string& predictor);

}  // namespace cartograf
