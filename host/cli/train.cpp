#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "host/family/family.hpp"
#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/feature_options.hpp"
#include "host/cli/format.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/target_options.hpp"
#include "host/predictor/model.hpp"
#include "host/search/space_rows.hpp"
#include "host/store/space_of_store.hpp"
#include "host/table/splits.hpp"
#include "host/space/space_document.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

struct TrainArguments {
  TargetArguments targets;
  ColumnArguments columns;
  ParameterArguments parameters;
  TrainingArguments training;
  FeatureArguments features;
  std::string rows, output, model = "xgb";
  std::uint64_t train_size = 0, seed = 42;
  bool names_model = false, overwrite = false;
};

constexpr const char* kAutomatic = "auto";

/// The part of a population to train on.
Population training_set(const TrainArguments& options, Population population) {
  if (options.train_size == 0) return population;
  Population set;
  for (const std::uint64_t position : draw_split(options.seed, options.train_size, population.targets.size(), population.groups).train_rows) {
    set.rows.push_back(population.rows[position]);
    set.targets.push_back(population.targets[position]);
    if (!population.groups.empty()) set.groups.push_back(population.groups[position]);
  }
  return set;
}

ModelInfo model_info(const TrainArguments& options) {
  ModelInfo info;
  info.predictor = options.model;
  info.parameters = options.parameters.specs({options.model}).front().parameters;
  info.target = options.targets.column;
  info.data_seed = options.seed;
  info.model_seed = options.training.model_seed;
  return info;
}

/// The store's rows and the population among them, as they are when no option changes the columns.
DataSet load(const StoreReader& store, const TrainArguments& options) {
  const auto space = space_of_store(store.schema(), store.name());
  DataSetOptions how;
  static_cast<ColumnOptions&>(how) = options.columns.options();
  how.targets = options.targets.options();
  const KeyTables tables(*space, options.targets.tables.format());
  if (!how.empty() || options.model == kAutomatic) return load_data_set(store, tables, how);  // which tells families apart
  Population population = join_targets(store, tables, how.targets);
  return {load_features(store), std::move(population), {}, {}};
}

struct Training {
  Model model;
  std::size_t n_architectures;  ///< of several rows each where the targets have repeats
};

Training train_on_store(const TrainArguments& options, const StoreReader& store) {
  options.features.refuse_for_store(options.rows);
  const Device device = options.training.device.resolve(why_cpu(std::vector{options.model}));
  DataSet data = load(store, options);
  say_left_out(options.targets.options(), data.population);
  say_notes(data.notes);
  const Population set = training_set(options, std::move(data.population));
  ModelInfo info = model_info(options);
  return {Model::train(std::move(info), data.matrix, set.rows, set.targets, device, options.training.common.threads), n_architectures(set)};
}

Training train_on_space(const TrainArguments& options) {
  const auto space = open_space(options.rows);
  if (!options.columns.options().empty()) {
    throw InputError(options.rows + ": --join, --columns, --exclude, --log and --missing are for a feature store, found a search space");
  }
  const FeatureSet features = options.features.of(*space, {options.model});
  const Dtype dtype = options.features.dtype_of(features);
  const Device device = options.training.device.resolve(why_cpu(std::vector{options.model}));
  Population population = join_targets(KeyTables(*space, options.targets.tables.format()), options.targets.options());
  say_left_out(options.targets.options(), population);
  const Population set = training_set(options, std::move(population));
  const int threads = options.training.common.threads;
  SpaceRows rows(*space, features, dtype, {device, threads, EvaluationStrategy::tabulated});
  ModelInfo info = model_info(options);
  info.features = rows.description();
  return {Model::train(std::move(info), rows.source(set.rows), set.targets, device, threads), n_architectures(set)};
}

/// The one kind of file is XGBoost's own, the other HDF5: known before anything is trained.
void check_ending(const TrainArguments& options) {
  const bool is_hdf5 = predictor_kind(options.model).file == ModelFile::arrays;
  const std::string what = "a model of " + options.model + (options.names_model ? "" : ", which is the default (--model names another),") + (is_hdf5 ? " is an HDF5 file" : " is a file of XGBoost (UBJSON)");
  if (is_hdf5 && is_stream(options.output)) throw InputError(output_name(options.output) + ": " + what + "; expected a name that ends in .h5");
  require_ending(options.output, {is_hdf5 ? ".h5" : ".ubj"}, what);
}

void run(const TrainArguments& options) {
  std::vector<std::string> inputs = options.columns.files();
  inputs.insert(inputs.end(), {options.rows, options.targets.table, options.targets.only});
  refuse_to_replace_input(options.output, inputs);
  const bool of_space = names_space(options.rows);
  std::optional<StoreReader> store;
  std::error_code ignored;
  // An input of the wrong kind comes before the ending of the output, which one may have meant for it.
  if (!of_space && std::filesystem::exists(options.rows, ignored)) store.emplace(open_rows(options.rows, kWhereTablesGo));
  options.parameters.specs({options.model});
  check_ending(options);
  options.targets.require_keys_to_read(!options.columns.joins.joins.empty());
  check_output(options.output, options.overwrite);
  say_if_waiting_is_active();
  if (!of_space && !store) store.emplace(open_rows(options.rows, kWhereTablesGo));
  const auto [model, n_architectures] = of_space ? train_on_space(options) : train_on_store(options, *store);
  say_notes(model.info().choice);
  say_notes(model.regressor().notes());
  model.save(options.output, options.overwrite);
  const std::uint64_t n_rows = model.info().train_size;
  say_done("{}: {} of {}, trained on {}{} of {}\n", printable_line(output_name(options.output)), model.info().predictor, options.targets.column,
           counted(n_architectures, "architecture"), n_rows == n_architectures ? "" : fmt::format(" ({} rows)", grouped(n_rows)), model.info().features.space);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<TrainArguments>();
  CLI::App* command = app.add_subcommand("train", "Train a predictor on a feature store or a search space, and a table of targets")->group(kJudge);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->rows, kRowsHelp)->type_name(kRowsType)->required();
  options->targets.add_to(*command);
  options->features.add_to(*command, true);
  options->columns.add_to(*command, true);
  begin_group(*command, kTraining);
  const CLI::Option* const model = command->add_option("--model", options->model, "a predictor (see 'cartograf predictors'; default: xgb, which is fast; of few architectures gp with --families signal, or auto, is the most exact)")->type_name("PREDICTOR");
  options->parameters.add_to(*command);
  command->add_option("--train-size", options->train_size, "architectures to train on, drawn at random (default: all)")
      ->type_name("N")
      ->check(whole_number(1));
  command->add_option("--seed", options->seed, "seed of the draw (default: 42)")->type_name("N")->check(whole_number());
  options->training.add_to(*command);
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the model to write: .ubj for rf, xgb, xgb+, tree and gbm, .h5 for all others")->type_name("FILE.ubj|FILE.h5")->required();
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  add_examples(*command,
               "  cartograf train nasbench201.h5 --targets accuracy.csv --target cifar10 --model xgb --train-size 1024 --seed 42 "
               "-o cifar10.ubj\n"
               "  cartograf train nasbench201.h5 --target params --model rf -o params.ubj\n"
               "  cartograf train nasbench201.h5 --targets accuracy.csv --target cifar10 --join proxies.csv --log params,flops -o joined.ubj\n"
               "  cartograf train darts_cell --targets accuracy.csv --target cifar10 --dtype int8 -o darts.ubj");
  command->callback([options, model] {
    options->names_model = model->count() > 0;
    run(*options);
  });
}

}  // namespace cartograf::cli
