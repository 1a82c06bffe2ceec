#include <cartograf/predictor.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "host/api/conversions.hpp"
#include "host/api/predictor_state.hpp"
#include "host/family/convention.hpp"
#include "host/predictor/importances.hpp"
#include "host/predictor/uncertainty.hpp"
#include "host/search/score_stream.hpp"
#include "host/search/space_rows.hpp"
#include "host/table/column_selection.hpp"
#include "host/table/data_set.hpp"
#include "io/hdf5/store_reader.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

ModelInfo info_of(const TrainingOptions& options, FeatureDescription features) {
  ModelInfo info;
  info.predictor = options.kind;
  info.parameters.assign(options.parameters.begin(), options.parameters.end());
  info.target = options.target;
  info.model_seed = options.seed;
  info.features = std::move(features);
  return info;
}

void require_targets(std::span<const double> targets, std::uint64_t n, const char* of) {
  if (targets.size() == n) return;
  throw InputError("expected a target for each of " + std::to_string(n) + " " + of + ", found " +
                   std::to_string(targets.size()));
}

Model train_model(const Features& features, const ArchitectureList& architectures, std::span<const double> targets, const TrainingOptions& options) {
  const SearchSpace& space = features.space().implementation();
  const Execution execution = execution_of(options.run);
  const Dtype dtype = options.dtype.value_or(features.natural_dtype());
  require_dtype_of_rows(features.implementation(), dtype);
  const Architectures training = all_passing(space, architectures.implementation(), options.run.threads);
  require_targets(targets, training.n, "architectures");
  SpaceRows rows(space, features.implementation(), dtype, execution);
  const RowSource source{training.n, [&](std::uint64_t first, std::uint64_t n) { return rows.stream().batch(training, first, n).rows; }};
  return Model::train(info_of(options, rows.description()), source, {targets.begin(), targets.end()}, options.run.device, options.run.threads);
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

/// The description of these rows. Throws InputError for another number of columns.
FeatureDescription described(const RowDescription& description, const MatrixView& rows) {
  FeatureDescription features = description.of(rows.dtype);
  if (features.columns.size() != rows.n_columns) {
    throw InputError("rows: expected " + std::to_string(features.columns.size()) + " columns, found " + std::to_string(rows.n_columns));
  }
  return features;
}

Model train_model(const RowDescription& description, const MatrixView& rows, std::span<const double> targets, const TrainingOptions& options) {
  require_targets(targets, rows.n_rows, "rows");
  const int threads = execution_of(options.run).threads;
  const RowSource source{rows.n_rows, [&](std::uint64_t first, std::uint64_t n) { return MatrixView{rows.row(first), rows.dtype, n, rows.n_columns, rows.device}; }};
  return Model::train(info_of(options, described(description, rows)), source, {targets.begin(), targets.end()}, options.run.device, threads);
}

UncertainValues values_of(UncertainPredictions predictions) {
  return {std::move(predictions.prediction), std::move(predictions.deviation), std::move(predictions.lower), std::move(predictions.upper)};
}

void append(std::vector<double>& to, const std::vector<double>& values) { to.insert(to.end(), values.begin(), values.end()); }

}  // namespace

RowDescription::RowDescription(const Features& features)
    : description_(std::make_shared<FeatureDescription>(
          description_of_rows(features.space().implementation(), features.implementation(), features.natural_dtype()))) {}

RowDescription::RowDescription(const Store& store) {
  const FeatureDescription& features = store.implementation().schema().features;
  FeatureDescription described = features;
  const SearchSpace& space = store.space().implementation();
  if (!features.families.empty()) {
    described.column_families = column_families(space, parse_convention(features.convention), features.families, features.columns);
    described.lacks_edges = lacks_edges(space);
  }
  description_ = std::make_shared<FeatureDescription>(std::move(described));
}

RowDescription::RowDescription(const std::vector<std::string>& names) {
  if (names.empty()) throw InputError("names of columns: expected at least one, found none");
  FeatureDescription described;
  std::unordered_set<std::string_view> known;
  for (const std::string& name : names) {
    const std::string place = "name of column " + std::to_string(described.columns.size());
    if (name.empty()) throw InputError(place + ": expected a text, found an empty one");
    if (!known.insert(name).second) throw InputError(place + ": expected names that differ, found " + in_quotes(name) + " twice");
    described.columns.push_back({name, FeatureColumn::kReal});
  }
  description_ = std::make_shared<FeatureDescription>(std::move(described));
}

RowDescription::RowDescription(const Predictor& predictor) : description_(std::make_shared<FeatureDescription>(predictor.state().model.info().features)) {}

const std::vector<FeatureColumn>& RowDescription::columns() const { return description_->columns; }

FeatureDescription RowDescription::of(Dtype dtype) const {
  FeatureDescription described = *description_;
  described.dtype = dtype;
  described.representation = representation_of(dtype);
  return described;
}

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

Predictor Predictor::train(const RowDescription& description, const MatrixView& rows, std::span<const double> targets, const TrainingOptions& options) {
  return outside_openmp([&] { return Predictor(std::make_shared<State>(train_model(description, rows, targets, options), options.run.threads)); });
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

std::vector<double> Predictor::predict(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors) const {
  const FeatureDescription features = described(description, rows);
  return state_->use([&] { return state_->model.predict({features, rows, row_divisors}, "rows"); });
}

UncertainValues Predictor::predict_uncertain(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors) const {
  const FeatureDescription features = described(description, rows);
  return state_->use([&] { return values_of(state_->model.predict_uncertain({features, rows, row_divisors}, "rows")); });
}

std::vector<float> Predictor::contributions(const RowDescription& description, const MatrixView& rows, std::span<const std::uint8_t> row_divisors) const {
  const FeatureDescription features = described(description, rows);
  return state_->use([&] { return state_->model.contributions({features, rows, row_divisors}, "rows"); });
}

std::vector<double> Predictor::total_gain() const {
  return state_->use([&] { return importances_of(state_->model.regressor(), kind()).total_gain(); });
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
