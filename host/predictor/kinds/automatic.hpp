#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/predictor/registry.hpp"

namespace cartograf {

/// `auto`: chooses among a short list of predictors and columns (recipes_for) by cross-validation on the training rows
/// alone, and trains what it chose on all of them.
PredictorKind automatic_kind();

/// A recipe of the list, and Kendall's tau of its predictions out of fold, mean over the repeats; NaN where it was not
/// measured.
struct MeasuredRecipe {
  std::string name;
  double tau = 0;
};

/// What was chosen and why.
struct RecipeChoice {
  std::string name;                      ///< of the recipe
  PredictorSpec predictor;
  std::vector<std::size_t> columns;      ///< ascending, of those that there are
  std::vector<MeasuredRecipe> measured;  ///< all, in the order of the list; the first is the default
  double margin = 0;                     ///< by more than which another must exceed the default
  std::vector<std::string> notes;        ///< for users
};

/// The rule of docs/predictors.md. Throws InputError for fewer than two rows. The result does not depend on the threads.
RecipeChoice choose_recipe(const TrainingSet& training, const PredictorContext& context);

/// A predictor of some of the columns that it is given.
class ChosenPredictor final : public Regressor {
 public:
  ChosenPredictor(RecipeChoice choice, std::unique_ptr<Regressor> predictor, std::uint64_t n_columns)
      : choice_(std::move(choice)), predictor_(std::move(predictor)), n_columns_(n_columns) {}

  std::uint64_t n_features() const override { return n_columns_; }
  std::vector<double> predict(const MatrixView& rows) const override;
  /// There is none: it is saved as what it chose. Throws Error.
  std::vector<NamedArray> save() const override;
  std::vector<std::string> notes() const override;
  ChosenPredictor* chosen() override { return this; }

  const RecipeChoice& choice() const { return choice_; }
  const Regressor& predictor() const { return *predictor_; }
  /// The predictor of the chosen columns alone; this is good for nothing afterwards.
  std::unique_ptr<Regressor> take() { return std::move(predictor_); }

 private:
  RecipeChoice choice_;
  std::unique_ptr<Regressor> predictor_;
  std::uint64_t n_columns_;
};

}  // namespace cartograf
