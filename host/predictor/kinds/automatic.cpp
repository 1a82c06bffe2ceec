#include "host/predictor/kinds/automatic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "host/metrics/metrics.hpp"
#include "host/predictor/kinds/recipes.hpp"
#include "host/table/some_columns.hpp"
#include "host/table/splits.hpp"
#include "kernels/base/task_threads.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kFolds = 5;
constexpr std::uint32_t kFirstSeed = 1000;
/// With fewer rows the default is taken: folds would be of one row.
constexpr std::size_t kLeastRows = 10;
/// Times 1 / rows.
constexpr double kMargin = 2;

/// More for few rows, where one division into folds says little.
std::size_t repeats_for(std::size_t n_rows) { return n_rows < 64 ? 4 : n_rows < 512 ? 2
                                                                                    : 1; }

/// Trained on the rows [first, ...) of a permutation whose place is not `fold` modulo kFolds.
struct Fold {
  std::vector<std::uint64_t> trained, tested;
};

/// The folds of all repeats, one repeat after another.
std::vector<Fold> folds_of(std::size_t n_rows) {
  std::vector<Fold> folds;
  for (std::size_t repeat = 0; repeat < repeats_for(n_rows); ++repeat) {
    const std::vector<std::uint64_t> permutation = numpy_permutation(kFirstSeed + static_cast<std::uint32_t>(repeat), n_rows);
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      Fold next;
      for (std::size_t i = 0; i < n_rows; ++i) (i % kFolds == fold ? next.tested : next.trained).push_back(permutation[i]);
      folds.push_back(std::move(next));
    }
  }
  return folds;
}

/// The mean of the trained rows' targets where the predictor cannot be trained on them, as when they are all the same.
std::vector<double> predictions_of(const Fold& fold, const PredictorSpec& spec, const MatrixView& matrix, std::span<const double> targets,
                                   const PredictorContext& context) {
  std::vector<double> trained;
  for (const std::uint64_t row : fold.trained) trained.push_back(targets[row]);
  try {
    const TrainedPredictor predictor = train_predictor(spec, {rows_of(matrix, fold.trained), trained}, context);
    SomeColumns tested;
    std::vector<std::size_t> all(matrix.n_columns);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (const std::uint64_t row : fold.tested) append_columns({matrix.row(row), matrix.dtype, 1, matrix.n_columns, {}}, all, tested);
    std::vector<double> predictions = predictor.predict(tested.view());
    require_finite(predictions, spec.name);
    return predictions;
  } catch (const InputError&) {
    return std::vector<double>(fold.tested.size(), std::accumulate(trained.begin(), trained.end(), 0.0) / static_cast<double>(trained.size()));
  }
}

/// Kendall's tau of predictions out of fold, all rows of a repeat together: the mean over the repeats. 0 where a recipe
/// predicts the same for all.
double tau_of(const std::vector<Fold>& folds, const std::vector<std::vector<double>>& predictions, std::span<const double> targets) {
  double sum = 0;
  for (std::size_t first = 0; first < folds.size(); first += kFolds) {
    std::vector<double> pooled(targets.size());
    for (std::size_t i = first; i < first + kFolds; ++i) {
      for (std::size_t j = 0; j < folds[i].tested.size(); ++j) pooled[folds[i].tested[j]] = predictions[i][j];
    }
    const double tau = kendall_tau(targets, pooled);
    if (!std::isnan(tau)) sum += tau;
  }
  return sum / static_cast<double>(folds.size() / kFolds);
}

double measured_tau(const Recipe& recipe, const TrainingSet& training, const std::vector<Fold>& folds, const PredictorContext& context) {
  const SomeColumns columns = some_columns(training.rows, recipe.columns);
  const int threads = std::min(resolve_threads(context.threads), static_cast<int>(folds.size()));
  const PredictorSpec measured = measured_in_place_of(recipe.predictor);
  std::vector<std::vector<double>> predictions(folds.size());
  run_tasks(static_cast<std::int64_t>(folds.size()), threads, [&](std::int64_t task) {
    const auto i = static_cast<std::size_t>(task);
    predictions[i] = predictions_of(folds[i], measured, columns.view(), training.targets, {{}, 1, context.seed});
  });
  return tau_of(folds, predictions, training.targets);
}

bool few_values(std::span<const double> targets) { return 2 * std::set<double>(targets.begin(), targets.end()).size() <= targets.size(); }

std::string text_of(const std::vector<MeasuredRecipe>& measured) {
  std::string text;
  for (const MeasuredRecipe& recipe : measured) {
    text += text.empty() ? "" : "; ";
    text += recipe.name + (std::isnan(recipe.tau) ? " not measured" : " " + with_decimals(recipe.tau, 4));
  }
  return text;
}

/// The place of the recipe with the largest tau, if that is above the default's by more than the margin, else 0.
std::size_t chosen_place(const std::vector<MeasuredRecipe>& measured, double margin) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < measured.size(); ++i) {
    if (measured[i].tau > measured[best].tau) best = i;
  }
  return measured[best].tau > measured.front().tau + margin ? best : 0;
}

std::string reason(const RecipeChoice& choice, std::size_t place) {
  const MeasuredRecipe& first = choice.measured.front();
  const std::string margin = ", by more than " + with_decimals(choice.margin, 4);
  if (place == 0) {
    return "auto chose " + choice.name + ", the default: no other exceeds its Kendall tau in cross-validation, " + with_decimals(first.tau, 4) + margin;
  }
  return "auto chose " + choice.name + ": its Kendall tau in cross-validation, " + with_decimals(choice.measured[place].tau, 4) +
         ", exceeds that of the default, " + first.name + ", " + with_decimals(first.tau, 4) + margin;
}

void measure(const RecipeList& list, const TrainingSet& training, const PredictorContext& context, std::vector<MeasuredRecipe>& measured) {
  const std::vector<Fold> folds = folds_of(training.targets.size());
  const bool few = few_values(training.targets);
  for (std::size_t i = 0; i < list.recipes.size(); ++i) {
    if (!list.recipes[i].for_few_values || few) measured[i].tau = measured_tau(list.recipes[i], training, folds, context);
  }
}

std::uint64_t n_columns_of(const TrainingSet& training) { return training.rows.block(0, 1).n_columns; }

std::unique_ptr<Regressor> load_automatic(const std::vector<NamedArray>&, const std::string& where, const PredictorContext&) {
  throw InputError(where + ": the model is damaged: it is of auto, which is saved as the predictor that it chose");
}

}  // namespace

RecipeChoice choose_recipe(const TrainingSet& training, const PredictorContext& context) {
  const std::size_t n_rows = training.targets.size();
  if (n_rows < 2) throw InputError("predictor auto: expected at least 2 training rows, found " + std::to_string(n_rows));
  const std::vector<std::string> unknown(n_columns_of(training));
  const RecipeList list = recipes_for(training.lacks_edges, training.column_families.empty() ? std::span<const std::string>(unknown) : training.column_families);
  RecipeChoice choice;
  choice.margin = kMargin / static_cast<double>(n_rows);
  for (const Recipe& recipe : list.recipes) choice.measured.push_back({recipe.name, std::nan("")});
  const bool enough = n_rows >= kLeastRows;
  if (enough) measure(list, training, context, choice.measured);
  const std::size_t place = enough ? chosen_place(choice.measured, choice.margin) : 0;
  choice.name = list.recipes[place].name;
  choice.predictor = list.recipes[place].predictor;
  choice.columns = list.recipes[place].columns;
  choice.notes = list.notes;
  if (enough) {
    choice.notes.push_back(reason(choice, place));
    choice.notes.push_back("auto measured " + text_of(choice.measured));
  } else {
    choice.notes.push_back("auto took the default, " + choice.name + ": " + std::to_string(n_rows) + " training rows are fewer than the " +
                           std::to_string(kLeastRows) + " that it needs to compare");
  }
  return choice;
}

PredictorKind automatic_kind() {
  PredictorKind kind{"auto", "the best of a short list for the targets, by cross-validation on the training rows", {}, false, nullptr, load_automatic};
  kind.choose = choose_recipe;
  return kind;
}

}  // namespace cartograf
