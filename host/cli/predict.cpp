#include <fmt/format.h>

#include <memory>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/model/prediction_file.hpp"
#include "host/model/predictor.hpp"
#include "io/partial_file.hpp"
#include "io/text_output.hpp"

namespace cartograf::cli {
namespace {

struct Options {
  CommonOptions common;
  DeviceOption device;
  std::string file, model, output;
  bool overwrite = false;
};

void run(const Options& options) {
  refuse_to_replace_input(options.output, {options.file, options.model});
  if (!is_stream(options.output)) check_writable(options.output, options.overwrite);
  const StoreReader store(options.file);
  const Device device = options.device.resolve();
  const Model model = Model::load(options.model, device, options.common.threads);
  const std::vector<float> predictions = model.predict(load_features(store), store.name());
  write_predictions(store, model.info().target, predictions, options.output, options.overwrite);
  say("{}: {} predictions of {}\n", options.output, grouped(predictions.size()), model.info().target);
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("predict", "Apply a trained predictor to every architecture of a feature store");
  command->add_option("FILE", options->file, "a feature store")->required();
  command->add_option("--model", options->model, "a model that 'cartograf train' wrote")->required();
  command->add_option("-o,--output", options->output, "the predictions to write: .csv or .h5")->required();
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_examples(*command, "  cartograf predict nasbench201.h5 --model cifar10.ubj -o predictions.csv");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
