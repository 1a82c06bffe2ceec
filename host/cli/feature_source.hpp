#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/feature_options.hpp"
#include "host/cli/target_options.hpp"
#include "host/engine/key_table.hpp"
#include "host/predictor/model.hpp"
#include "host/report/provenance.hpp"
#include "io/files/temporary_folder.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf::cli {

/// The rows of the commands that take a feature store or a search space: of a space, the features of the architectures that have a
/// target, in a store of their own that is removed at the end. Tables of keys are read once, for both.
class FeatureSource {
 public:
  /// `rows`: a store, or a space whose features the arguments say; `models`: for which they are.
  FeatureSource(const std::string& rows, const FeatureArguments& features, const TargetArguments& targets, const std::vector<std::string>& models, int threads);
  /// Of a space the features that a model was trained on.
  FeatureSource(const std::string& rows, const ModelInfo& model, const TargetArguments& targets, int threads);
  FeatureSource(const FeatureSource&) = delete;
  FeatureSource& operator=(const FeatureSource&) = delete;

  const StoreReader& store() const { return *store_; }
  const SearchSpace& space() const { return *space_; }
  const KeyTables& tables() const { return *tables_; }
  /// What a page says of it: the file, or the space, with the digest of the features.
  PageFact fact() const { return fact_of_file(folder_ ? "features of the space" : "feature store", store_->name(), store_->digest()); }
  /// "the rows of the store", or of what else the order of the rows is.
  std::string order() const { return folder_ ? "the space" : "the rows of the store"; }

 private:
  void open(const std::string& rows, const TargetArguments& targets);
  void compute(const FeatureSet& features, Dtype dtype, const TargetOptions& targets, int threads);

  std::unique_ptr<SearchSpace> space_;
  std::optional<KeyTables> tables_;
  std::optional<TemporaryFolder> folder_;
  std::optional<StoreReader> store_;
};

}  // namespace cartograf::cli
