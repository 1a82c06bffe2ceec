#include <algorithm>
#include <cmath>
#include <optional>

#include "host/family/family.hpp"
#include "host/engine/architectures.hpp"
#include "host/store/featurise.hpp"
#include "host/table/column_selection.hpp"
#include "host/table/data_set.hpp"
#include "host/reproduce/signal_tables.hpp"
#include "host/metrics/spread.hpp"
#include "host/space/catalog.hpp"
#include "io/files/temporary_folder.hpp"

namespace cartograf {
namespace {

constexpr const char* kProxyTable = "zcp";
constexpr std::uint64_t kModelSeed = 42;

class Part {
 public:
  Part(const SignalPart& part, const ReproduceOptions& options)
      : part_(part), options_(options), space_(find_space(part.space)) {
    for (const SignalLine& line : part.lines) {
      const auto& wanted = options.models;
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), line.model.spec.name) != wanted.end()) lines_.push_back(&line);
    }
  }

  std::uint64_t n_trainings() const {
    std::uint64_t n = 0;
    for (const SignalLine* line : lines_) n += n_seeds(*line) * part_.train_sizes.size() * part_.targets.size();
    return n;
  }

  /// `done`: trainings before, of `total`.
  void run(std::uint64_t done, std::uint64_t total, Reproduction& result) {
    if (lines_.empty()) return;
    compute_features();
    for (const std::string& target : part_.targets) {
      const DataSet data = load(target, result.notes);
      for (const SignalLine* line : lines_) {
        std::vector<Evaluation> runs = run_line(*line, target, data, done, total);
        done += runs.size();
        add_choices(runs, result.notes);
        result.evaluations.insert(result.evaluations.end(), runs.begin(), runs.end());
        runs_.push_back({line, target, std::move(runs)});
      }
    }
    for (const std::string& target : part_.targets) add_rows(target, result);
    if (part_.targets.size() > 1) add_rows("mean", result);
  }

 private:
  /// All runs of a line on a target.
  struct Runs {
    const SignalLine* line;
    std::string target;
    std::vector<Evaluation> evaluations;
  };

  /// What `auto` chose in the runs of one target.
  static void add_choices(const std::vector<Evaluation>& runs, std::vector<std::string>& notes) {
    for (const EvaluationSummary& summary : summarise(runs)) {
      if (summary.chosen.empty()) continue;
      notes.push_back(summary.features + ", " + std::to_string(summary.train_size) + ": auto chose " + text_of_choices(summary));
    }
  }

  std::uint64_t n_seeds(const SignalLine& line) const {
    const std::uint64_t all = part_.end_seed - part_.first_seed;
    return line.seeds == 0 ? all : std::min(all, line.seeds);
  }

  void compute_features() {
    const FeatureSet features = select_features(*space_, Convention::zc_combine, part_.families);
    FeaturiseOptions how;
    how.dtype = natural_dtype(features);
    how.content_digest = false;
    how.execution.threads = options_.execution.threads;
    const std::string& population = part_.only_file.empty() ? part_.targets_file : part_.only_file;
    featurise(*space_, features, architecture_keys(*space_, options_.data / population), folder_ / "features.h5", how);
    store_.emplace(folder_ / "features.h5");
  }

  DataSet load(const std::string& target, std::vector<std::string>& notes) {
    DataSetOptions options;
    options.targets.table = options_.data / part_.targets_file;
    options.targets.column = target;
    if (!part_.only_file.empty()) options.targets.only = options_.data / part_.only_file;
    if (!part_.proxies_file.empty()) {
      options.joins = {{kProxyTable, options_.data / part_.proxies_file}};
      options.missing_values = part_.missing_values;
      if (part_.proxies_file == part_.targets_file) options.exclude = {kProxyTable + ("." + target)};
    }
    DataSet data = load_data_set(*store_, *space_, options);
    for (const std::string& note : data.notes) {
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    }
    return data;
  }

  std::vector<Evaluation> run_line(const SignalLine& line, const std::string& target, const DataSet& data, std::uint64_t done,
                                   std::uint64_t total) const {
    const FeatureMatrix columns = with_columns(data.matrix, select_columns(data.matrix, line.columns));
    EvaluateOptions how;
    how.models = {line.model};
    how.model_seeds = {kModelSeed};
    how.execution = options_.execution;
    how.execution.progress = [&](std::uint64_t of_this, std::uint64_t) { options_.execution.progress(done + of_this, total); };
    std::vector<Split> splits;
    for (const std::uint64_t train_size : part_.train_sizes) {
      for (std::uint64_t i = 0; i < n_seeds(line); ++i) {
        splits.push_back(draw_split(part_.first_seed + i, train_size, data.population.targets.size()));
      }
    }
    const std::vector<FeatureChoice> choices = {{part_.name + ", " + target + ": " + line.features, &columns}};
    try {
      return evaluate(choices, data.population, splits, how);
    } catch (const InputError& error) {
      throw InputError(part_.name + ", target " + target + ": " + error.what());
    }
  }

  /// Rows of one target, or "mean" over all: for each split the mean over targets, of these the mean and the deviation.
  void add_rows(const std::string& target, Reproduction& result) const {
    for (const SignalLine* line : lines_) {
      for (std::size_t i = 0; i < part_.train_sizes.size(); ++i) {
        const std::vector<double> taus = taus_of(*line, target, part_.train_sizes[i]);
        const Spread spread = spread_of(taus);
        ReproducedRow row;
        row.row = part_.name + ", " + target + ", " + line->features + ", " + line->model.label + ", " + std::to_string(part_.train_sizes[i]);
        row.ours = spread.mean;
        row.deviation = spread.deviation;
        row.model_deviation = std::nan("");
        row.runs = taus.size();
        row.reference = reference(*line, target, i);
        if (row.reference && line->tolerance > 0) row.tolerance = part_.within_deviation ? spread.deviation : line->tolerance;
        result.rows.push_back(std::move(row));
      }
    }
  }

  std::vector<double> taus_of(const SignalLine& line, const std::string& target, std::uint64_t train_size) const {
    std::vector<double> sums(n_seeds(line));
    double n_targets = 0;
    for (const Runs& runs : runs_) {
      if (runs.line != &line || (target != "mean" && runs.target != target)) continue;
      ++n_targets;
      for (const Evaluation& run : runs.evaluations) {
        if (run.train_size == train_size) sums[run.seed - part_.first_seed] += run.metrics.tau;
      }
    }
    for (double& sum : sums) sum /= n_targets;
    return sums;
  }

  static std::optional<double> reference(const SignalLine& line, const std::string& target, std::size_t size) {
    for (const auto& [known, values] : line.references) {
      if (known == target && !std::isnan(values.at(size))) return values.at(size);
    }
    return std::nullopt;
  }

  const SignalPart& part_;
  const ReproduceOptions& options_;
  std::unique_ptr<SearchSpace> space_;
  std::vector<const SignalLine*> lines_;
  TemporaryFolder folder_{{}};
  std::optional<StoreReader> store_;
  std::vector<Runs> runs_;
};

}  // namespace

Reproduction reproduce_signal(const ReproduceOptions& options) {
  Reproduction result;
  std::vector<std::unique_ptr<Part>> parts;
  std::uint64_t total = 0;
  for (const SignalPart& part : signal_parts()) {
    parts.push_back(std::make_unique<Part>(part, options));
    total += parts.back()->n_trainings();
  }
  std::uint64_t done = 0;
  for (const auto& part : parts) {
    part->run(done, total, result);
    done += part->n_trainings();
  }
  return result;
}

}  // namespace cartograf
