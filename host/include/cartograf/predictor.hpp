#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <cartograf/features.hpp>
#include <cartograf/store.hpp>

/// @file
/// Predictors of an architecture's accuracy or cost: trained, saved, loaded and applied.

namespace cartograf {

class Model;
struct FeatureDescription;

class Predictor;

/// What rows that somebody has are: which columns, of which space. A copy is cheap.
class CARTOGRAF_API RowDescription {
 public:
  RowDescription(const Features& features);  ///< as RowStream and compute() give them
  RowDescription(const Store& store);        ///< as Store::rows() gives them
  /// Numbers of one's own, of no space. Throws InputError for no name, an empty one and one that is there twice.
  explicit RowDescription(const std::vector<std::string>& names);
  explicit RowDescription(const Predictor& predictor);  ///< as the rows of its training

  /// What the columns are.
  const std::vector<FeatureColumn>& columns() const;

  /// @cond
  FeatureDescription of(Dtype dtype) const;
  /// @endcond

 private:
  std::shared_ptr<const FeatureDescription> description_;
};

/// How a predictor is trained.
struct TrainingOptions {
  std::string kind = "xgb";                         ///< as `cartograf predictors` lists them (docs/predictors.md)
  std::map<std::string, std::string> parameters{};  ///< by name, those that are not the kind's defaults
  std::string target = "target";                    ///< what is predicted, for the model file and messages
  std::uint64_t seed = 42;                          ///< of kinds that draw at random, which go by the order of the architectures too
  std::optional<Dtype> dtype{};                     ///< of the rows; none = Features::natural_dtype()
  RunOptions run{};                                 ///< where it is trained, and later applied; its progress hears nothing
};

/// Predictions and how sure they are, all [n]. The score that a prediction is mapped back from has a normal distribution;
/// noise of the targets is not in it.
struct UncertainValues {
  std::vector<double> prediction;  ///< the median, in the unit of the target: what Predictor::predict() says
  std::vector<double> deviation;   ///< standard deviation of the score, unit of the standardised transformed target
  std::vector<double> lower;       ///< one standard deviation below, unit of the target: 15.9 % are below it
  std::vector<double> upper;       ///< one standard deviation above, unit of the target: 84.1 % are below it
};

/// A trained predictor. A copy is cheap; const members are safe to call from many threads at once, which then wait for each
/// other. It computes where it was trained or loaded to: on RunOptions::device, with RunOptions::threads.
class CARTOGRAF_API Predictor {
 public:
  /// Trains on architectures with a target each, those that pass the filters of the list. Throws InputError for another number
  /// of targets, fewer than two, targets that are all the same or not numbers, an unknown kind or parameter, int8 where a column
  /// has none; DeviceError for a GPU that it cannot use.
  static Predictor train(const Features& features, const ArchitectureList& architectures, std::span<const double> targets,
                         const TrainingOptions& options = {});
  /// Trains on rows that are there already, [n x columns], in host memory or that of the GPU of `options.run`; `options.dtype` does not
  /// matter. Numbers of one's own may be NaN, which is missing. Throws as above, InputError for another number of columns, DeviceError for
  /// rows on another device.
  static Predictor train(const RowDescription& description, const MatrixView& rows, std::span<const double> targets,
                         const TrainingOptions& options = {});
  /// Reads a model file, of the command or of save(). Throws InputError when it is none of ours or damaged, DeviceError for a
  /// GPU that it cannot use.
  static Predictor load(const std::filesystem::path& file, const RunOptions& run = {});
  /// The same of a model that was trained on a family of one's own, which a file cannot hold: it is among `features`. Throws
  /// InputError, with the first difference, when the columns of the model are not among these.
  static Predictor load(const std::filesystem::path& file, const Features& features, const RunOptions& run = {});
  /// Writes a model file: XGBoost's UBJSON (`rf`, `xgb`, `xgb+`, `tree` and `gbm` when the name does not end in `.h5`) or HDF5.
  /// Throws InputError for another name than `.h5` where it is HDF5 alone, and when the file is there and is not to be
  /// replaced, IoError when it cannot be written.
  void save(const std::filesystem::path& file, bool overwrite = false) const;

  /// The names of the kinds (docs/predictors.md).
  static std::vector<std::string> kinds();
  /// Its kind; of `auto` that which it chose.
  const std::string& kind() const;
  /// What it predicts, as the training called it.
  const std::string& target() const;
  /// The space whose architectures it was trained on.
  const std::string& space_name() const;
  /// The columns that it was trained on.
  const std::vector<FeatureColumn>& columns() const;
  /// What a user should know of the training: of `auto`, what it chose among and why.
  std::vector<std::string> notes() const;
  /// Whether predict_uncertain() can be called.
  bool knows_uncertainty() const;

  /// One prediction for each architecture that passes the filters of the list, in its order, unit of the target. Throws
  /// InputError when the model is not for this space, when a prediction is not a finite number, and for a model loaded without
  /// the family of one's own that it was trained on.
  std::vector<double> predict(const ArchitectureList& architectures, const Progress& progress = {}) const;
  /// One prediction for each row of a store. Throws InputError when the store lacks columns of the training.
  std::vector<double> predict(const Store& store) const;
  /// One prediction for each row that somebody has, [n x columns], in host memory or where the predictor computes. Throws InputError
  /// when space or columns are not those of the training. Rows in host memory may have more columns, and numerators and values are
  /// converted where the training had the others; `row_divisors`: [n] of a FeatureTable, which columns of divisor 0 need for that.
  std::vector<double> predict(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors = {}) const;
  /// Predictions with how sure they are. Throws InputError also for a kind that does not know.
  UncertainValues predict_uncertain(const ArchitectureList& architectures, const Progress& progress = {}) const;
  /// The same for rows that somebody has.
  UncertainValues predict_uncertain(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors = {}) const;

  /// SHAP values (Lundberg et al., Nature Machine Intelligence 2, 2020) of each row and the mean prediction behind them, [n x (columns +
  /// 1)], unit of the target: a row adds up to its prediction. Rows in host memory. Throws InputError as predict() does and for a
  /// predictor that is no tree ensemble of XGBoost.
  std::vector<float> contributions(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors = {}) const;
  /// By how much all splits of each feature lowered the loss in the training, [columns]; 0 for features that no tree uses. Throws
  /// InputError for a predictor that is no tree ensemble of XGBoost.
  std::vector<double> total_gain() const;

  /// @cond
  struct State;
  explicit Predictor(std::shared_ptr<State> state);
  State& state() const { return *state_; }
  /// @endcond

 private:
  std::shared_ptr<State> state_;
};

}  // namespace cartograf
