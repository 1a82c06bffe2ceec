#include <cartograf/predictor.hpp>

#include <algorithm>
#include <utility>

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

Model train_model(const Features& features, const ArchitectureList& architectures, std::span<const double> targets, const TrainingOptions& options) {
  const SearchSpace& space = features.space().implementation();
  const Execution execution = execution_of(options.run);
  const Dtype dtype = options.dtype.value_or(features.natural_dtype());
  require_dtype_of_rows(features.implementation(), dtype);
  const Architectures training = all_passing(space, architectures.implementation(), options.run.threads);
  require_targets(targets, training.n);
  SpaceRows rows(space, features.implementation(), dtype, execution);
  const RowSource source{training.n, [&](std::uint64_t first, std::uint64_t n) { return rows.stream().batch(training, first, n).rows; }};
  return Model::train(info_of(options, rows), source, {targets.begin(), targets.end()}, options.run.device, options.run.threads);
}

bool has_own_family(const Features& features) {
  const std::vector<std::string> known = families_of_space(features);
  return std::any_of(features.implementation().families.begin(), features.implementation().families.end(), [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name.substr(0, name.find(':'))) == known.end();
  });
}

ScoreStream stream_of(const Predictor::State& state, const Space& space, const Progress& progress) {
  return {space.implementation(), state.features_for(space), state.model, state.execution(progress)};
}

void append(std::vector<double>& to, const std::vector<double>& values) { to.insert(to.end(), values.begin(), values.end()); }

}  // namespace

Predictor::Predictor(std::shared_ptr<State> state) : state_(std::move(state)) {}

Predictor Predictor::train(const Features& features, const ArchitectureList& architectures, std::span<const double> targets,
                           const TrainingOptions& options) {
  require_same_space(features.space(), architectures.space());
  return outside_openmp([&] {
    auto state = std::make_shared<State>(train_model(features, architectures, targets, options), options.run.threads);
    if (has_own_family(features)) state->features = features;
    return Predictor(std::move(state));
  });
}

Predictor Predictor::load(const std::filesystem::path& file, const RunOptions& run) {
  const int threads = execution_of(run).threads;
  return outside_openmp([&] { return Predictor(std::make_shared<State>(Model::load(file, run.device, threads), threads)); });
}

Predictor Predictor::load(const std::filesystem::path& file, const Features& features, const RunOptions& run) {
  Predictor predictor = load(file, run);
  State& state = predictor.state();
  features_of(state.model.info(), features.space().implementation(), features.implementation());  // throws for others
  state.features = features;
  return predictor;
}

void Predictor::save(const std::filesystem::path& file, bool overwrite) const {
  state_->use([&] {
    if (std::as_const(state_->model).regressor().xgboost_model() == nullptr && file.extension() != ".h5") {
      throw InputError(file.string() + ": a model of " + kind() + " is an HDF5 file; expected a name that ends in .h5");
    }
    state_->model.save(file, overwrite);
  });
}

std::vector<std::string> Predictor::kinds() { return predictor_names(); }
const std::string& Predictor::kind() const { return state_->model.info().predictor; }
const std::string& Predictor::target() const { return state_->model.info().target; }
const std::string& Predictor::space_name() const { return state_->model.info().features.space; }
const std::vector<FeatureColumn>& Predictor::columns() const { return state_->model.info().features.columns; }
bool Predictor::knows_uncertainty() const { return state_->model.regressor().uncertainty() != nullptr; }

std::vector<std::string> Predictor::notes() const {
  std::vector<std::string> notes = state_->model.info().choice;
  for (std::string& note : state_->model.regressor().notes()) notes.push_back(std::move(note));
  return notes;
}

std::vector<double> Predictor::predict(const ArchitectureList& architectures, const Progress& progress) const {
  return state_->use([&] {
    ScoreStream stream = stream_of(*state_, architectures.space(), progress);
    std::vector<double> predictions;
    stream.for_each_rows(architectures.implementation(), 0, [&](const Batch& batch) {
      append(predictions, state_->model.regressor().predict(batch.rows));
    });
    require_finite(predictions, kind());
    return predictions;
  });
}

std::vector<double> Predictor::predict(const Store& store) const {
  return state_->use([&] {
    const StoreReader& reader = store.implementation();
    const LoadedColumns columns = load_columns_of_model(reader, store.space().implementation(), state_->model.info().features, {});
    return state_->model.predict(columns.matrix, reader.name());
  });
}

UncertainValues Predictor::predict_uncertain(const ArchitectureList& architectures, const Progress& progress) const {
  return state_->use([&] {
    const Uncertainty& uncertainty = uncertainty_of(state_->model.regressor(), kind());
    ScoreStream stream = stream_of(*state_, architectures.space(), progress);
    UncertainValues all;
    stream.for_each_rows(architectures.implementation(), 0, [&](const Batch& batch) {
      const UncertainPredictions some = uncertain_predictions(uncertainty, batch.rows);
      append(all.prediction, some.prediction);
      append(all.deviation, some.deviation);
      append(all.lower, some.lower);
      append(all.upper, some.upper);
    });
    return all;
  });
}

}  // namespace cartograf
