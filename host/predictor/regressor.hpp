#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <cartograf/types.hpp>

#include "host/table/row_source.hpp"
#include "host/predictor/scores.hpp"
#include "io/hdf5/array_file.hpp"

namespace cartograf {

class Importances;
class Uncertainty;
class XgboostModel;

/// What a predictor is trained on.
struct TrainingSet {
  const RowSource& rows;
  std::span<const double> targets;  ///< [rows.n_rows], without NaN
  /// [columns] the family of each, for predictors that tell families apart; empty where it is not known.
  std::span<const std::string> column_families{};
  bool lacks_edges = false;  ///< whether architectures of the space may lack edges (lacks_edges())
};

/// A trained predictor of any kind. Rows are those of its training in number, order and representation of the columns
/// (Model sees to that); a feature may be NaN, which is missing. Predicting changes nothing that can be seen from
/// outside, but is not to be called from two threads at once.
class Regressor {
 public:
  virtual ~Regressor() = default;

  /// Where it runs, and where scores() leaves its results.
  virtual Device device() const { return {}; }
  virtual std::uint64_t n_features() const = 0;

  /// One prediction for each row, in the unit of the target. The rows of one call are the set that is scored, for
  /// predictors that look at it as a whole.
  virtual std::vector<double> predict(const MatrixView& rows) const = 0;

  /// The same as float32, on device(), for streams of batches. By default predict(), rounded.
  virtual ScoresView scores(const MatrixView& rows) const;

  /// All that is needed to make it again: what its kind's load() takes.
  virtual std::vector<NamedArray> save() const = 0;

  /// What a user should know of its training; empty as a rule.
  virtual std::vector<std::string> notes() const { return {}; }

  // What only some predictors can; null where this one cannot.

  /// It knows how sure it is.
  virtual const Uncertainty* uncertainty() const { return nullptr; }
  /// It tells what share each feature has in its predictions.
  virtual const Importances* importances() const { return nullptr; }
  /// Its model file is XGBoost's own.
  virtual const XgboostModel* xgboost_model() const { return nullptr; }
  virtual XgboostModel* xgboost_model() { return nullptr; }

 private:
  mutable std::vector<float> rounded_;
};

}  // namespace cartograf
