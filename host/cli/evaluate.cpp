#include "host/model/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/command.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/target_options.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

struct Options {
  TargetArguments targets;
  TrainingArguments training;
  std::string file, seeds, splits;
  std::vector<std::string> models = {"rf", "xgb"};
  std::vector<std::uint64_t> train_sizes;
  bool json = false;
};

bool in_interval(const std::string& seeds, std::uint64_t seed) {
  if (seeds.empty()) return true;
  const auto [begin, end] = parse_interval("--seeds", seeds);
  return begin <= seed && seed < end;
}

/// The splits of a file, those asked for by size and seed; none left out silently.
std::vector<Split> splits_of_file(const Options& options, std::uint64_t n) {
  std::vector<Split> splits = read_splits(options.splits, n);
  const auto chosen = [&](const Split& split, std::uint64_t size) {
    return split.train_rows.size() == size && in_interval(options.seeds, split.seed);
  };
  for (const std::uint64_t size : options.train_sizes) {
    if (std::none_of(splits.begin(), splits.end(), [&](const Split& split) { return chosen(split, size); })) {
      throw InputError(fmt::format("{}: no split with train size {}{}", options.splits, size,
                                   options.seeds.empty() ? "" : " and a seed in " + options.seeds));
    }
  }
  std::erase_if(splits, [&](const Split& split) {
    const bool wanted_size = options.train_sizes.empty() ||
                             std::find(options.train_sizes.begin(), options.train_sizes.end(), split.train_rows.size()) !=
                                 options.train_sizes.end();
    return !wanted_size || !in_interval(options.seeds, split.seed);
  });
  if (splits.empty()) throw InputError(fmt::format("{}: no split with a seed in {}", options.splits, options.seeds));
  return splits;
}

std::vector<Split> drawn_splits(const Options& options, std::uint64_t n) {
  const std::vector<std::uint64_t> default_sizes = {32, 128, 1024};
  const auto [begin, end] = parse_interval("--seeds", options.seeds.empty() ? "42:52" : options.seeds);
  if (begin >= end) throw InputError("--seeds: expected A:B with A < B, found '" + options.seeds + "'");
  std::vector<Split> splits;
  for (const std::uint64_t size : options.train_sizes.empty() ? default_sizes : options.train_sizes) {
    for (std::uint64_t seed = begin; seed < end; ++seed) splits.push_back(draw_split(seed, size, n));
  }
  return splits;
}

nlohmann::ordered_json to_json(const Evaluation& evaluation) {
  const Metrics& m = evaluation.metrics;
  return {{"model", evaluation.model}, {"train_size", evaluation.train_size}, {"seed", evaluation.seed}, {"tau", m.tau},
          {"spearman", m.spearman},    {"r2", m.r2},                          {"mse", m.mse},            {"mae", m.mae}};
}

nlohmann::ordered_json to_json(const EvaluationSummary& summary) {
  nlohmann::ordered_json json = {{"model", summary.model}, {"train_size", summary.train_size}, {"seeds", summary.n_seeds}};
  const std::pair<const char*, double Metrics::*> metrics[] = {{"tau", &Metrics::tau}, {"spearman", &Metrics::spearman},
                                                               {"r2", &Metrics::r2},   {"mse", &Metrics::mse},
                                                               {"mae", &Metrics::mae}};
  for (const auto& [name, metric] : metrics) {
    json[std::string(name) + "_mean"] = summary.mean.*metric;
    json[std::string(name) + "_std"] = summary.standard_deviation.*metric;
  }
  return json;
}

void print_table(const std::vector<EvaluationSummary>& summaries) {
  fmt::print("{:<8}{:>11}{:>7}{:>17}{:>17}{:>17}{:>11}{:>11}\n", "model", "train size", "seeds", "Kendall tau", "Spearman", "R2",
             "MSE", "MAE");
  const auto spread = [](double mean, double deviation) {
    if (std::isnan(mean)) return std::string("undefined");
    return std::isnan(deviation) ? fmt::format("{:.3f}", mean) : fmt::format("{:.3f} +- {:.3f}", mean, deviation);
  };
  for (const EvaluationSummary& s : summaries) {
    fmt::print("{:<8}{:>11}{:>7}{:>17}{:>17}{:>17}{:>11.4g}{:>11.4g}\n", s.model, s.train_size, s.n_seeds,
               spread(s.mean.tau, s.standard_deviation.tau), spread(s.mean.spearman, s.standard_deviation.spearman),
               spread(s.mean.r2, s.standard_deviation.r2), s.mean.mse, s.mean.mae);
  }
}

template <class T>
void keep_one_of_each(std::vector<T>& values) {
  std::vector<T> kept;
  for (const T& value : values) {
    if (std::find(kept.begin(), kept.end(), value) == kept.end()) kept.push_back(value);
  }
  values = std::move(kept);
}

void run(Options& options) {
  keep_one_of_each(options.models);
  keep_one_of_each(options.train_sizes);
  const StoreReader store(options.file);
  EvaluateOptions how;
  for (const std::string& model : options.models) how.models.push_back({model, {model, {}}});
  how.model_seeds = {options.training.model_seed};
  how.device = options.training.device.resolve();
  how.threads = options.training.common.threads;
  ProgressBar bar("trainings");
  how.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.update(done, total); };
  const Population population = join_targets(store, *space_of_store(store.schema(), store.name()), options.targets.options());
  const std::uint64_t n = population.targets.size();
  const std::vector<Split> splits = options.splits.empty() ? drawn_splits(options, n) : splits_of_file(options, n);
  const FeatureMatrix matrix = load_features(store);
  const FeatureChoice choice{"", &matrix};
  const std::vector<Evaluation> evaluations = evaluate({&choice, 1}, population, splits, how);
  const std::vector<EvaluationSummary> summaries = summarise(evaluations);
  if (!options.json) return print_table(summaries);
  nlohmann::ordered_json json = {{"results", nlohmann::ordered_json::array()}, {"summary", nlohmann::ordered_json::array()}};
  for (const Evaluation& evaluation : evaluations) json["results"].push_back(to_json(evaluation));
  for (const EvaluationSummary& summary : summaries) json["summary"].push_back(to_json(summary));
  fmt::print("{}\n", json.dump(2));
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("evaluate", "Train predictors on random splits and measure how well they rank the rest");
  command->add_option("FILE", options->file, "a feature store")->required();
  options->targets.add_to(*command);
  command->add_option("--models", options->models, "predictors, separated by commas: rf, xgb, xgb+ (default: rf,xgb)")->delimiter(',')->allow_extra_args(false);
  command->add_option("--train-sizes", options->train_sizes, "architectures to train on (default: 32,128,1024)")
      ->delimiter(',')->allow_extra_args(false)
      ->check(whole_number(1));
  command->add_option("--seeds", options->seeds, "seeds A:B of the splits, B excluded (default: 42:52)");
  command->add_option("--splits", options->splits, "CSV with data_seed, train_size, train_row_indices instead of drawn splits");
  command->add_flag("--json", options->json, "print JSON, with one entry for each training");
  options->training.add_to(*command);
  add_examples(*command,
               "  cartograf evaluate nasbench201.h5 --targets accuracy.csv --target cifar10 --models rf,xgb --train-sizes 32,128 "
               "--seeds 42:52\n"
               "  cartograf evaluate nasbench201.h5 --target params --models xgb --train-sizes 100 --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
