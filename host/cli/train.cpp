#include <fmt/format.h>

#include <memory>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/target_options.hpp"
#include "host/model/predictor.hpp"
#include "host/model/splits.hpp"
#include "host/space/space_document.hpp"
#include "io/partial_file.hpp"

namespace cartograf::cli {
namespace {

struct Options {
  CommonOptions common;
  DeviceOption device;
  TargetArguments targets;
  std::string file, output, model = "xgb";
  std::uint64_t train_size = 0, seed = 42, model_seed = 42;
  bool overwrite = false;
};

std::vector<std::uint64_t> training_rows(const Options& options, std::uint64_t n) {
  if (options.train_size > 0) return draw_split(options.seed, options.train_size, n).train_rows;
  std::vector<std::uint64_t> all(n);
  for (std::uint64_t i = 0; i < n; ++i) all[i] = i;
  return all;
}

void run(const Options& options) {
  refuse_to_replace_input(options.output, {options.file, options.targets.table, options.targets.only});
  predictor_parameters(options.model);
  check_writable(options.output, options.overwrite);
  const StoreReader store(options.file);
  const Device device = options.device.resolve();
  const Population population = join_targets(store, *space_of_store(store.schema(), store.name()), options.targets.options());
  std::vector<std::uint64_t> rows;
  std::vector<double> targets;
  for (const std::uint64_t position : training_rows(options, population.targets.size())) {
    rows.push_back(population.store_rows[position]);
    targets.push_back(population.targets[position]);
  }
  ModelInfo info;
  info.predictor = options.model;
  info.target = options.targets.column;
  info.convention = store.schema().convention;
  info.data_seed = options.seed;
  info.model_seed = options.model_seed;
  const Model model = Model::train(std::move(info), load_features(store), rows, targets, device, options.common.threads);
  model.save(options.output, options.overwrite);
  say("{}: {} of {}, trained on {} architectures of {}\n", options.output, options.model, options.targets.column,
             grouped(rows.size()), store.schema().space);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("train", "Train a predictor on a feature store and a table of targets");
  command->add_option("FILE", options->file, "a feature store")->required();
  options->targets.add_to(*command);
  command->add_option("--model", options->model, "rf, xgb or xgb+ (default: xgb)");
  command->add_option("--train-size", options->train_size, "architectures to train on, drawn at random (default: all)")
      ->check(whole_number(1));
  command->add_option("--seed", options->seed, "seed of the draw (default: 42)")->check(whole_number());
  command->add_option("--model-seed", options->model_seed, "seed of the predictor (default: 42)")->check(whole_number());
  command->add_option("-o,--output", options->output, "the model to write (.ubj)")->required();
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf train nasbench201.h5 --targets accuracy.csv --target cifar10 --model xgb --train-size 1024 --seed 42 "
               "-o cifar10.ubj\n"
               "  cartograf train nasbench201.h5 --target params --model rf -o params.ubj");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
