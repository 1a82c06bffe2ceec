#include <fmt/format.h>

#include <memory>

#include "host/cli/architecture_options.hpp"
#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/predictor/model.hpp"
#include "host/predictor/uncertainty.hpp"
#include "host/search/predict_space.hpp"
#include "host/space/space_document.hpp"
#include "host/store/space_of_store.hpp"
#include "host/table/data_set.hpp"
#include "host/table/prediction_file.hpp"
#include "io/files/partial_file.hpp"
#include "io/files/text_output.hpp"

namespace cartograf::cli {
namespace {

struct PredictArguments {
  CommonOptions common;
  DeviceOption device;
  JoinArguments joins;
  ArchitectureOptions architectures;
  std::string rows, model, output;
  bool variance = false, overwrite = false;
};

Model load_model(const PredictArguments& options) {
  const StoredModel file(options.model);
  const Device device = options.device.resolve(options.variance ? "--variance is computed on the CPU only" : why_cpu(file));
  Model model = file.load(device, options.common.threads);
  if (options.variance) uncertainty_of(model.regressor(), model.info().predictor);  // throws unless it has one
  return model;
}

void report(const PredictArguments& options, std::uint64_t n, const Model& model) {
  say_written(options.output, counted(n, "prediction") + " of " + model.info().target);
}

void predict_store(const PredictArguments& options) {
  if (const std::string given = options.architectures.given(); !given.empty()) {
    throw InputError(options.rows + ": " + given + " is for a search space; of a store all rows are predicted");
  }
  const StoreReader store = open_rows(options.rows, "; lists of architectures go behind --keys, tables of targets behind --targets of train and evaluate");
  const Model model = load_model(options);
  const auto space = space_of_store(store.schema(), store.name());
  const LoadedColumns columns =
      load_columns_of_model(store, KeyTables(*space, options.architectures.table_format()), model.info().features, options.joins.tables());
  say_notes(columns.notes);
  const std::string& target = model.info().target;
  const std::vector<PredictedColumn> predicted =
      options.variance ? as_columns(target, model.predict_uncertain(columns.matrix, store.name()))
                       : std::vector<PredictedColumn>{{target, model.predict(columns.matrix, store.name())}};
  write_predictions(store, columns.kept, predicted, options.output, options.overwrite);
  report(options, columns.kept.size(), model);
}

void predict_whole_space(const PredictArguments& options) {
  const auto space = open_space(options.rows);
  if (!options.joins.joins.empty()) throw InputError(options.rows + ": --join is for a feature store, found a search space");
  const Architectures architectures = options.architectures.passing(*space, options.common.threads);
  const Model model = load_model(options);
  {
    ProgressBar bar("predict " + space->name(), "architectures", options.output);
    const std::string& target = model.info().target;
    PredictionFile file(prediction_schema(*space, model.info(), architectures), options.variance ? uncertain_names(target) : std::vector{target},
                        options.output, options.overwrite);
    Execution execution;
    execution.threads = options.common.threads;
    execution.progress = bar.progress();
    predict_space(*space, model, architectures, options.variance, execution, file);
    file.finish();
  }
  report(options, architectures.n, model);
}

void run(PredictArguments options) {
  if (options.output.empty()) {
    if (!options.architectures.names_keys()) {
      throw InputError("-o FILE.csv is missing; without it predictions of the architectures of --keys or KEY alone are printed");
    }
    options.output = "-";
  }
  options.architectures.require_keys_to_read(!options.joins.joins.empty());
  std::vector<std::string> inputs = options.joins.files();
  inputs.insert(inputs.end(), {options.rows, options.model});
  for (const std::string& file : options.architectures.files()) inputs.push_back(file);
  refuse_to_replace_input(options.output, inputs);
  check_prediction_target(options.output);
  check_output(options.output, options.overwrite);
  names_space(options.rows) ? predict_whole_space(options) : predict_store(options);
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictArguments>();
  CLI::App* command = app.add_subcommand("predict", "Apply a trained predictor to every architecture of a feature store or a search space")->group(kJudge);
  begin_group(*command, kInput);
  command->add_option(kRowsType, options->rows, kRowsHelp)->type_name(kRowsType)->required();
  command->add_option("--model", options->model, "a model that 'cartograf train' wrote")->type_name("FILE.ubj|FILE.h5")->required();
  options->architectures.add_to(*command, {.lists = true, .arguments = true, .where = true, .reachable = true});
  options->joins.add_to(*command, true);
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "the predictions to write, or - for CSV on standard output, which is the default for --keys and KEY")->type_name("FILE.csv|FILE.h5");
  command->add_flag("--variance", options->variance, "also say how sure the predictor is (gp): deviation of the score, lower and upper bound");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf predict nasbench201.h5 --model cifar10.ubj -o predictions.csv\n"
               "  cartograf predict nasbench201 '(0, 1, 2, 3, 4, 0)' --model cifar10.ubj\n"
               "  cartograf predict nasbench201.h5 --model accuracy.h5 --variance -o predictions.csv\n"
               "  cartograf predict darts_cell --range 0:1000000 --model darts.ubj -o predictions.h5");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
