#pragma once

#include <memory>
#include <optional>
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

/// A way to predict among which a kind such as `auto` chooses, and Kendall's tau of its predictions out of fold, mean over
/// the repeats; NaN where it was not measured.
struct MeasuredRecipe {
  std::string name;
  double tau = 0;
};

/// What was chosen and why.
struct RecipeChoice {
  std::string name;  ///< of the recipe
  PredictorSpec predictor;
  std::vector<std::size_t> columns;      ///< ascending, of those that there are
  std::vector<MeasuredRecipe> measured;  ///< all, in the order of the list; the first is the default
  double margin = 0;                     ///< by more than which another must exceed the default
  std::vector<std::string> notes;        ///< for users
};

/// What a training gives.
struct TrainedPredictor {
  std::unique_ptr<Regressor> regressor;
  /// Of a kind that chooses: the predictor is of the chosen columns alone.
  std::optional<RecipeChoice> choice{};

  /// Of rows with all columns of the training; with a choice they are in host memory.
  std::vector<double> predict(const MatrixView& rows) const;
};

/// How models of a kind are saved; those in XGBoost's own format can be put into a file of arrays as well.
enum class ModelFile { arrays,
                       xgboost };

/// A kind of predictor: what it is, and how one is trained and loaded. To add one: a file beside this one, and a line in
/// registry.cpp.
struct PredictorKind {
  std::string name;
  std::string summary;
  std::vector<ParameterInfo> parameters;
  bool on_gpu = false;  ///< whether it can be trained and applied there
  /// Rows number at least two, and the targets are not all the same. Null for a kind that chooses.
  std::unique_ptr<Regressor> (*train)(const Parameters&, const TrainingSet&, const PredictorContext&) = nullptr;
  /// From what save() gave; `where` is what to call its source in errors.
  std::unique_ptr<Regressor> (*load)(const std::vector<NamedArray>&, const std::string& where, const PredictorContext&) = nullptr;
  ModelFile file = ModelFile::arrays;
  bool uncertain = false;            ///< whether its predictors know how sure they are (Regressor::uncertainty())
  std::string published_table = "";  ///< the only thing it is here for, as users read it; empty as a rule
  /// What predicts nearly as well in much less time: it is measured in the place of one with these parameters where
  /// predictors are compared. Null: it is measured itself.
  PredictorSpec (*stand_in)(const ParameterValues&) = nullptr;
  /// Chooses a predictor of another kind for a training set: there is no predictor of this one. Null as a rule.
  RecipeChoice (*choose)(const TrainingSet&, const PredictorContext&) = nullptr;
  bool by_blas = false;  ///< whether a model's bits depend on the routines that OpenBLAS chose when it was trained
};

const std::vector<PredictorKind>& predictor_kinds();
std::vector<std::string> predictor_names();

/// Throws InputError for an unknown name, with the nearest ones.
const PredictorKind& predictor_kind(std::string_view name);

/// Throws InputError for an unknown predictor or parameter; says nothing yet about the values.
Parameters parameters_of(const PredictorSpec& spec);

/// What is measured in its place where predictors are compared.
PredictorSpec measured_in_place_of(const PredictorSpec& spec);

/// Throws InputError also for fewer than two training rows, targets that are all the same or not numbers, and what the
/// predictor does not accept; DeviceError for a GPU that it cannot use.
TrainedPredictor train_predictor(const PredictorSpec& spec, const TrainingSet& training, const PredictorContext& context);

/// Throws InputError, with the first row, when a prediction is not a finite number: a training that did not converge.
void require_finite(const std::vector<double>& predictions, const std::string& predictor);

}  // namespace cartograf
