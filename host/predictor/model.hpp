#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/table/feature_matrix.hpp"
#include "host/predictor/registry.hpp"
#include "host/predictor/uncertainty.hpp"
#include "io/hdf5/array_file.hpp"

namespace cartograf {

/// What a model file says about itself, so that it is applied only to what it was made for.
struct ModelInfo {
  std::string predictor;
  ParameterValues parameters{};  ///< of the predictor, those that are not its defaults
  std::string target;
  FeatureDescription features;        ///< of the training rows; column_families: of a training only, not in files
  std::vector<std::string> choice{};  ///< of a predictor that `auto` chose: why, and among which
  std::uint64_t train_size = 0;
  std::uint64_t data_seed = 0;
  std::uint64_t model_seed = 0;
  std::string blas{};  ///< the routines that it was trained with (blas_routines()); empty where its bits do not depend on them
};

/// A trained predictor.
class Model {
 public:
  /// Trains `info.predictor` on some rows of a matrix; fills in what the matrix says about itself.
  static Model train(ModelInfo info, const FeatureMatrix& matrix, const std::vector<std::uint64_t>& rows,
                     const std::vector<double>& targets, Device device, int threads);
  /// Trains on rows from anywhere. `info` says all about them but their number. For `auto` the model is what it chose: its
  /// info has that predictor, its columns and the choice.
  static Model train(ModelInfo info, const RowSource& rows, const std::vector<double>& targets, Device device, int threads);
  /// What StoredModel does.
  static Model load(const std::filesystem::path& file, Device device, int threads);
  /// Of what a model file that is HDF5 holds. Throws InputError, naming `name`, when it is no model.
  static Model of_arrays(const ArrayFile& content, const std::string& name, Device device, int threads);

  const ModelInfo& info() const { return info_; }
  const Regressor& regressor() const { return *regressor_; }
  Device device() const { return regressor_->device(); }
  /// As XGBoost's UBJSON where the predictor is a tree ensemble and the name does not end in .h5, else as HDF5
  /// (docs/file_format.md).
  void save(const std::filesystem::path& target, bool overwrite) const;

  /// One prediction for each row. Rows in host memory may have more columns than the training, and those of the other representation (sums
  /// and averages) are converted. Throws InputError when space or columns are not those of the training. `name` is what to call the rows in errors.
  std::vector<double> predict(const DescribedRows& rows, const std::string& name) const;
  /// The same with how sure they are. Throws InputError also for a predictor that does not say so.
  UncertainPredictions predict_uncertain(const DescribedRows& rows, const std::string& name) const;
  /// SHAP values, as Importances::contributions() has them. Throws InputError also for a predictor that is no tree ensemble.
  std::vector<float> contributions(const DescribedRows& rows, const std::string& name) const;

 private:
  /// predict(rows as the predictor wants them), after the checks.
  template <class Predict>
  auto applied(const DescribedRows& rows, const std::string& name, Predict predict) const -> decltype(predict(rows.view));
  friend class StoredModel;
  Model(ModelInfo info, std::unique_ptr<Regressor> regressor) : info_(std::move(info)), regressor_(std::move(regressor)) {}

  ModelInfo info_;
  std::unique_ptr<Regressor> regressor_;
};

/// Whether a file says that it is a model of cartograf; false for a stream, which is not looked into.
bool is_model_file(const std::filesystem::path& file);

/// The content of a model file, which is read once, so that it may be a stream (input_descriptor()).
class StoredModel {
 public:
  /// Throws InputError when there is no such file, and for HDF5 that is no model.
  explicit StoredModel(const std::filesystem::path& file);

  /// The predictor of a file that is HDF5; none for XGBoost's own files.
  std::optional<std::string> predictor_in_hdf5() const;
  /// Of the bytes of the file, as `xxh128sum` gives it: "xxh3-128:" and 32 digits. Reads a file of HDF5 again.
  std::string digest() const;
  /// Throws InputError when it is no model of cartograf.
  Model load(Device device, int threads) const;

 private:
  Model load_booster(const PredictorContext& context) const;

  std::string name_;
  std::filesystem::path file_;
  std::string bytes_;                ///< of XGBoost's own file
  std::string digest_;               ///< of a stream of HDF5, whose bytes are not kept
  std::optional<ArrayFile> arrays_;  ///< else
};

}  // namespace cartograf
