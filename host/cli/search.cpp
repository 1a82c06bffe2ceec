#include "host/search/search.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/output_set.hpp"
#include "host/cli/predictor_options.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/engine/key_table.hpp"
#include "host/search/acquire.hpp"
#include "host/space/space_document.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

struct SearchArguments {
  CommonOptions common;
  DeviceOption device;
  ArchitectureOptions architectures;
  UniqueOptions unique;
  std::string space, model, output, timings, acquire, exclude;
  std::uint64_t top = 100, batch_rows = 0;
  std::optional<std::uint64_t> seed;
  std::optional<double> kappa;
  bool smallest = false, disconnected = false, json = false, overwrite = false;
};

/// With their filter; without those that cannot be trained unless they are asked for.
Architectures looked_at(const SearchSpace& space, const SearchArguments& options) {
  Architectures architectures = options.architectures.of(space);
  if (!options.disconnected) architectures.filter.exclude_disconnected(space);
  return architectures;
}

std::vector<std::uint64_t> excluded(const SearchSpace& space, const SearchArguments& options) {
  if (options.exclude.empty()) return {};
  return KeyTable::read(space, options.exclude, Duplicate::none, options.architectures.table_format()).indices();
}

SearchOptions search_options(const SearchSpace& space, const SearchArguments& options) {
  SearchOptions result;
  result.top = options.top;
  result.direction = options.smallest ? Direction::minimize : Direction::maximize;
  result.architectures = looked_at(space, options);
  result.exclude = excluded(space, options);
  result.unique = options.unique.of(space);
  result.batch_rows = options.batch_rows;
  result.execution.threads = options.common.threads;
  return result;
}

// Numbers that architectures have within this process alone are not told.
std::string index_header(const SearchSpace& space) { return space.numbered() ? "index," : ""; }
std::string index_field(const SearchSpace& space, std::uint64_t index) { return space.numbered() ? std::to_string(index) + "," : ""; }

nlohmann::ordered_json names_of(const SearchSpace& space, std::uint64_t index) {
  nlohmann::ordered_json names;
  if (space.numbered()) names["index"] = index;
  names["net"] = space.key(index);
  names["key"] = names["net"];
  return names;
}

std::string as_csv(const SearchSpace& space, const std::vector<Scored>& best) {
  std::string text = index_header(space) + "net,score\n";
  for (const Scored& scored : best) {
    text += fmt::format("{}{},{}\n", index_field(space, scored.index), csv_quoted(space.key(scored.index)), shortest(scored.score));
  }
  return text;
}

std::string as_json(const SearchSpace& space, const std::vector<Scored>& best) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Scored& scored : best) {
    // The shortest digits that read back as the same float32, which those of a double would not be.
    const double score = parse_number<double>(shortest(scored.score)).value();
    list.emplace_back(names_of(space, scored.index))["score"] = score;
  }
  return json_text(list) + "\n";
}

AcquireOptions acquire_options(const SearchSpace& space, const SearchArguments& options) {
  SearchOptions search = search_options(space, options);
  AcquireOptions result;
  result.how = parse_acquisition(options.acquire);
  result.n = options.top;
  result.kappa = options.kappa.value_or(result.kappa);
  result.seed = options.seed.value_or(result.seed);
  result.direction = search.direction;
  result.architectures = std::move(search.architectures);
  result.exclude = std::move(search.exclude);
  result.batch_rows = search.batch_rows;
  result.execution = std::move(search.execution);
  return result;
}

std::string as_csv(const SearchSpace& space, const std::vector<Acquired>& chosen) {
  std::string text = index_header(space) + "net,acquisition,prediction,deviation\n";
  for (const Acquired& one : chosen) {
    text += fmt::format("{}{},{},{},{}\n", index_field(space, one.index), csv_quoted(space.key(one.index)), shortest(one.acquisition), shortest(one.prediction),
                        shortest(one.deviation));
  }
  return text;
}

std::string as_json(const SearchSpace& space, const std::vector<Acquired>& chosen) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Acquired& one : chosen) {
    nlohmann::ordered_json& entry = list.emplace_back(names_of(space, one.index));
    entry["acquisition"] = one.acquisition;
    entry["prediction"] = one.prediction;
    entry["deviation"] = one.deviation;
  }
  return json_text(list) + "\n";
}

std::string timings_json(const SearchResult& result) {
  const SearchTimes& times = result.times;
  const nlohmann::ordered_json json = {{"architectures", result.n_looked_at}, {"scored", result.n_scored}, {"seconds", times.total}, {"filter", times.filter}, {"features", times.features}, {"prediction", times.prediction}, {"top_k", times.top_k}};
  return json_text(json) + "\n";
}

/// "nasbench201: 15,625 architectures, 5,481 left out by flops<=6e7, 303 left out without a path from input to output, 9,841 scored".
template <class Result>
std::string counts_text(const SearchSpace& space, const Result& result, const ArchitectureFilter& filter) {
  std::string text = space.name() + ": " + counted(result.n_looked_at, "architecture");
  const std::vector<std::string> names = filter.names();
  for (std::size_t i = 0; i < result.left_out.size(); ++i) {
    if (result.left_out[i] == 0) continue;
    text += ", " + grouped(result.left_out[i]) + " left out " + (i == filter.place_of_disconnected() ? "without a path from input to output" : "by " + names[i]);
  }
  return text + ", " + grouped(result.n_scored) + " scored";
}

void report(const SearchSpace& space, const SearchResult& result, const ArchitectureFilter& filter) {
  const SearchTimes& times = result.times;
  const auto share = [&](double seconds) { return 100 * seconds / times.total; };
  say_done("{}, in {:.3f} s: filter {:.1f} %, features {:.1f} %, prediction {:.1f} %, top-k {:.1f} %\n", counts_text(space, result, filter), times.total,
           share(times.filter), share(times.features), share(times.prediction), share(times.top_k));
}

void report(const SearchSpace& space, const AcquireResult& result, const ArchitectureFilter& filter, std::uint64_t asked) {
  say_done("{}, in {:.3f} s\n", counts_text(space, result, filter), result.seconds);
  if (result.chosen.size() == asked) return;
  say("note: {} of {} were chosen: all others have the features of a training row, of one that is excluded, or of one that was chosen\n",
      grouped(result.chosen.size()), grouped(asked));
}

void write(const SearchArguments& options, const std::string& best, std::size_t n, const std::string& timings_text) {
  OutputSet outputs(options.overwrite);
  outputs.write(options.timings, timings_text, "seconds of each part");
  outputs.write(options.output, best, counted(n, "architecture"));
  outputs.finish();
  if (options.output.empty()) write_result(best);
}

/// An empty file would not say why.
template <class Options, class Result>
void require_some(const SearchSpace& space, const Options& how, const Result& result) {
  if (result.n_scored == 0) throw InputError(none_passes(space, *how.architectures, result.left_out));
}

void run_search(const SearchSpace& space, const Model& model, const SearchArguments& options) {
  SearchOptions how = search_options(space, options);
  SearchResult result;
  {
    ProgressBar bar("search " + space.name(), "architectures");
    how.execution.progress = bar.progress();
    result = search(space, model, how);
  }
  require_some(space, how, result);
  if (result.best.empty()) throw InputError(space.name() + ": all of " + counted(result.n_scored, "architecture") + " are equivalent to one of " + options.exclude);
  write(options, options.json ? as_json(space, result.best) : as_csv(space, result.best), result.best.size(), timings_json(result));
  report(space, result, how.architectures->filter);
}

void run_acquire(const SearchSpace& space, const Model& model, const SearchArguments& options) {
  AcquireOptions how = acquire_options(space, options);
  AcquireResult result;
  {
    ProgressBar bar("search " + space.name(), "architectures");
    how.execution.progress = bar.progress();
    result = acquire(space, model, how);
  }
  require_some(space, how, result);
  if (result.chosen.empty()) {
    throw InputError(space.name() + ": nothing is left to choose: all of " + counted(result.n_scored, "architecture") + " have the features of a training row, or of one that is excluded");
  }
  write(options, options.json ? as_json(space, result.chosen) : as_csv(space, result.chosen), result.chosen.size(), {});
  report(space, result, how.architectures->filter, options.top);
}

/// A batch is also what a signal waits for.
constexpr std::uint64_t kMostBatchRows = std::uint64_t{1} << 24;

void run(const SearchArguments& options) {
  if (!options.acquire.empty()) {
    const Acquisition how = parse_acquisition(options.acquire);
    if (options.kappa && how != Acquisition::upper_confidence_bound) throw InputError("--kappa: is for --acquire ucb alone");
    if (options.seed && how != Acquisition::thompson) throw InputError("--seed: is for --acquire thompson alone");
  }
  options.architectures.require_keys_to_read(!options.exclude.empty());
  for (const std::string& output : {options.output, options.timings}) {
    if (output.empty()) continue;
    std::vector<std::string> inputs = options.architectures.files();
    inputs.insert(inputs.end(), {options.space, options.model, options.exclude});
    refuse_to_replace_input(output, inputs);
    check_output(output, options.overwrite);
  }
  if (!options.output.empty() && !options.timings.empty() && same_output(options.output, options.timings)) {
    throw InputError("--timings: expected another file than that of --output, found " + options.timings + " for both");
  }
  if (!options.output.empty() && options.json) require_ending(options.output, {".json", kNoEnding}, "with --json the result is JSON");
  if (!options.output.empty() && !options.json) require_ending(options.output, {".csv", kNoEnding}, "the result is CSV", "--json writes JSON");
  if (!options.timings.empty()) require_ending(options.timings, {".json", kNoEnding}, "timings are JSON");
  const std::string printed = options.json ? "--json" : "the table of architectures";
  require_one_standard_output({options.output, options.timings}, options.output.empty() ? printed : "");
  const auto space = open_space(options.space);
  const StoredModel file(options.model);
  const std::string why_on_cpu = options.acquire.empty() ? why_cpu(file) : "--acquire is computed on the CPU only";
  const Model model = file.load(options.device.resolve(why_on_cpu), options.common.threads);
  options.acquire.empty() ? run_search(*space, model, options) : run_acquire(*space, model, options);
}

}  // namespace

void add_search(CLI::App& app) {
  auto options = std::make_shared<SearchArguments>();
  CLI::App* command = app.add_subcommand("search", "Find the architectures of a search space that a predictor ranks best, or those to train next")->group(kSearch);
  begin_group(*command, kInput);
  command->add_option("SPACE", options->space, kSpaceHelp)->type_name("SPACE")->required();
  command->add_option("--model", options->model, "a model that 'cartograf train' wrote")->type_name("FILE.ubj|FILE.h5")->required();
  options->architectures.add_to(*command, {.lists = true, .where = true, .reachable = true, .seed = "--sample-seed"});
  command->add_option("--exclude", options->exclude, "a list of architectures that are not to be found, such as those that are being trained: a CSV keyed by net")->type_name("FILE");
  command->add_flag("--disconnected", options->disconnected, "look also at architectures in which no path leads from input to output, which cannot be trained");
  CLI::Option* unique = options->unique.add_to(*command, "list the best of each class of equivalent architectures alone");
  begin_group(*command, kTraining);
  CLI::Option* acquire = command->add_option("--acquire", options->acquire,
                                             "choose the architectures to train next, by a model of gp: ei (expected improvement), ucb (mean + kappa deviations) or thompson")
                             ->type_name("ei|ucb|thompson")
                             ->check(one_of({"ei", "ucb", "thompson"}));
  command->add_option("--kappa", options->kappa, "of --acquire ucb (default: 2)")->type_name("NUMBER")->needs(acquire);
  command->add_option("--seed", options->seed, "of --acquire thompson (default: 0)")->type_name("N")->check(whole_number())->needs(acquire);
  unique->excludes(acquire);
  begin_group(*command, kOutput);
  command->add_option("--top", options->top, "how many to keep (default: 100)")->type_name("N")->check(whole_number(1));
  command->add_flag("--smallest", options->smallest, "the smallest scores are best (default: the largest)");
  command->add_option("-o,--output", options->output, "the file to write (default: -, standard output)")->type_name("FILE.csv|FILE.json");
  command->add_flag("--json", options->json, "JSON instead of CSV");
  command->add_option("--timings", options->timings, "also write seconds, in all and of each part, as JSON")
      ->type_name("FILE.json")
      ->excludes(acquire);
  command->add_flag("--overwrite", options->overwrite, "replace existing files");
  options->device.add_to(*command);
  command->add_option("--batch-rows", options->batch_rows, "architectures scored at a time (default: what suits the device)")
      ->type_name("N")
      ->check(whole_number(1, kMostBatchRows));
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf search nasbench201 --model cifar10.ubj --top 10\n"
               "  cartograf search nasbench201 --model cifar10.ubj --max params=1e6 --max flops=1e8 --json\n"
               "  cartograf search nasbench201 --model accuracy.h5 --acquire ei --top 16\n"
               "  cartograf search darts --model darts.h5 --sample 100000 --top 10\n"
               "  cartograf search darts_cell --model darts.ubj --range 0:10000000 -o shard0.csv");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
