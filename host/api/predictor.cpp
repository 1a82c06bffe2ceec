#include <cartograf/predictor.hpp>

#include "host/api/conversions.hpp"
#include "host/api/predictor_state.hpp"
#include "host/predictor/uncertainty.hpp"
#include "host/search/score_stream.hpp"
#include "host/search/space_rows.hpp"
#include "host/table/data_set.hpp"

namespace cartograf {
namespace {

ModelInfo info_of(const TrainingOptions& options, const SpaceRows& rows) {
  ModelInfo info;
  info.predictor = options.kind;
  info.parameters.assign(options.parameters.begin(), options.parameters.end());
  info.target = options.target;
  info.model_seed = options.seed;
  info.features = rows.description();
  return info;
}

void require_targets(std::span<const double> targets, std::uint64_t n_architectures) {
  if (targets.size() == n_architectures) return;
  throw InputError("expected a target for each of " + std::to_string(n_architectures) + " architectures, found " +
                   std::to_string(targets.size()));
}

std::vector<double> predictions_of(ScoreStream& stream, const Model& model, const ArchitectureList& architectures) {
  std::vector<double> predictions;
  stream.for_each_rows(architectures.implementation(), 0, [&](const Batch& batch) {
    const std::vector<double> some = model.regressor().predict(batch.rows);
    predictions.insert(predictions.end(), some.begin(), some.end());
  });
  return predictions;
}

}  // namespace

Predictor::Predictor(std::shared_ptr<State> state) : state_(std::move(state)) {}

Predictor Predictor::train(const Features& features, const ArchitectureList& architectures, std::span<const double> targets,
                           const TrainingOptions& options) {
  require_same_space(features.space(), architectures.space());
  const SearchSpace& space = features.space().implementation();
  const Architectures training = all_passing(space, architectures.implementation(), options.run.threads);
  require_targets(targets, training.n);
  SpaceRows rows(space, features.implementation(), options.dtype.value_or(features.natural_dtype()), execution_of(options.run));
  const RowSource source{training.n, [&](std::uint64_t first, std::uint64_t n) { return rows.stream().batch(training, first, n).rows; }};
  Model model = Model::train(info_of(options, rows), source, {targets.begin(), targets.end()}, options.run.device, options.run.threads);
  return Predictor(std::make_shared<State>(std::move(model), options.run));
}

Predictor Predictor::load(const std::filesystem::path& file, const RunOptions& run) {
  return Predictor(std::make_shared<State>(Model::load(file, run.device, run.threads), run));
}

void Predictor::save(const std::filesystem::path& file, bool overwrite) const { implementation().save(file, overwrite); }

const Model& Predictor::implementation() const { return state_->model; }
const std::string& Predictor::kind() const { return implementation().info().predictor; }
const std::string& Predictor::target() const { return implementation().info().target; }
const std::vector<FeatureColumn>& Predictor::columns() const { return implementation().info().features.columns; }
bool Predictor::knows_uncertainty() const { return implementation().regressor().uncertainty() != nullptr; }

std::vector<double> Predictor::predict(const ArchitectureList& architectures) const {
  const std::lock_guard lock(state_->in_use);
  ScoreStream stream(architectures.space().implementation(), implementation(), execution_of(state_->run));
  return predictions_of(stream, implementation(), architectures);
}

std::vector<double> Predictor::predict(const Features& features, const ArchitectureList& architectures) const {
  require_same_space(features.space(), architectures.space());
  const std::lock_guard lock(state_->in_use);
  ScoreStream stream(features.space().implementation(), features.implementation(), implementation(), execution_of(state_->run));
  return predictions_of(stream, implementation(), architectures);
}

std::vector<double> Predictor::predict(const Store& store) const {
  const std::lock_guard lock(state_->in_use);
  const StoreReader& reader = store.implementation();
  return implementation().predict(load_columns_of_model(reader, store.space().implementation(), implementation().info().features, {}).matrix,
                                  reader.name());
}

UncertainValues Predictor::predict_uncertain(const ArchitectureList& architectures) const {
  const std::lock_guard lock(state_->in_use);
  const Uncertainty& uncertainty = uncertainty_of(implementation().regressor(), kind());
  ScoreStream stream(architectures.space().implementation(), implementation(), execution_of(state_->run));
  UncertainValues all;
  const auto append = [](std::vector<double>& to, const std::vector<double>& values) { to.insert(to.end(), values.begin(), values.end()); };
  stream.for_each_rows(architectures.implementation(), 0, [&](const Batch& batch) {
    const UncertainPredictions some = uncertain_predictions(uncertainty, batch.rows);
    append(all.prediction, some.prediction);
    append(all.deviation, some.deviation);
    append(all.lower, some.lower);
    append(all.upper, some.upper);
  });
  return all;
}

}  // namespace cartograf
