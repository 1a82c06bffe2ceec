#include "host/cli/feature_source.hpp"

#include <algorithm>

#include "host/cli/progress_bar.hpp"
#include "host/search/space_rows.hpp"
#include "host/space/space_document.hpp"
#include "host/store/featurise.hpp"
#include "host/store/space_of_store.hpp"

namespace cartograf::cli {

FeatureSource::FeatureSource(const std::string& rows, const FeatureArguments& features, const TargetArguments& targets,
                             const std::vector<std::string>& models, int threads) {
  open(rows, targets);
  if (store_) {
    features.refuse_for_store(rows);
    return;
  }
  const FeatureSet chosen = features.of(*space_, models);
  compute(chosen, features.dtype_of(chosen), targets.options(), threads);
}

FeatureSource::FeatureSource(const std::string& rows, const ModelInfo& model, const TargetArguments& targets, int threads) {
  open(rows, targets);
  if (!store_) compute(features_of(model, *space_), model.features.dtype, targets.options(), threads);
}

void FeatureSource::open(const std::string& rows, const TargetArguments& targets) {
  if (names_space(rows)) {
    space_ = open_space(rows);
  } else {
    store_.emplace(open_rows(rows, kWhereTablesGo));
    space_ = space_of_store(store_->schema(), store_->name());
  }
  tables_.emplace(*space_, targets.tables.format());
}

void FeatureSource::compute(const FeatureSet& features, Dtype dtype, const TargetOptions& targets, int threads) {
  Architectures architectures;
  architectures.listed = true;
  architectures.indices = asked_architectures(*tables_, targets);
  std::sort(architectures.indices.begin(), architectures.indices.end());
  architectures.n = architectures.indices.size();
  folder_.emplace("");
  ProgressBar bar("features " + space_->name(), "architectures");
  FeaturiseOptions how;
  how.dtype = dtype;
  how.content_digest = false;
  how.execution.threads = threads;
  how.execution.progress = bar.progress();
  how.on_written = bar.on_written();
  featurise(*space_, features, architectures, *folder_ / "features.h5", how);
  store_.emplace(*folder_ / "features.h5", space_->name());
}

}  // namespace cartograf::cli
