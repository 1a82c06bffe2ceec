#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "host/family/family.hpp"
#include "host/engine/architectures.hpp"
#include "host/store/featurise.hpp"
#include "host/table/data_set.hpp"
#include "host/reproduce/graf_tables.hpp"
#include "host/metrics/spread.hpp"
#include "host/space/catalog.hpp"
#include "io/files/temporary_folder.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using namespace graf_features;

constexpr const char* kProxyFamily = "zcp";
/// Of what is random in the training of a predictor; the means over them are compared.
constexpr std::uint64_t kFirstModelSeed = 42, kModelSeeds = 5;
/// A training of xgb+ takes as long as a hundred of the others: one model seed, and where it takes longest, five splits, as
/// the reference has.
constexpr const char* kSlowModel = "xgb+";
constexpr std::uint64_t kSlowSize = 1024, kSlowSeeds = 5;

/// Mean and spread of one metric over the runs that `belongs` to.
template <class Belongs>
ReproducedRow row_over(const std::vector<Evaluation>& evaluations, double Metrics::*metric, Belongs belongs) {
  std::map<std::uint64_t, std::vector<double>> of_split, of_model_seed;
  std::vector<double> all;
  for (const Evaluation& evaluation : evaluations) {
    if (!belongs(evaluation)) continue;
    const double value = evaluation.metrics.*metric;
    all.push_back(value);
    of_split[evaluation.seed].push_back(value);
    of_model_seed[evaluation.model_seed].push_back(value);
  }
  const auto means = [](const auto& groups) {
    std::vector<double> result;
    for (const auto& [seed, values] : groups) result.push_back(spread_of(values).mean);
    return result;
  };
  return {"", spread_of(all).mean, spread_of(means(of_split)).deviation, spread_of(means(of_model_seed)).deviation, all.size()};
}

std::string named(const std::string& target, const std::string& features) { return target + ": " + features; }

class Runner {
 public:
  Runner(const GrafTable& table, const ReproduceOptions& options) : table_(table), options_(options), space_(find_space(table.space)) {
    for (const std::string& model : table.models) {
      const auto& wanted = options.models;
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), model) != wanted.end()) models_.push_back(model);
    }
    result_.table = table.info.name;
    result_.title = table.info.title;
    FeaturiseOptions how;
    how.content_digest = false;
    how.execution.threads = options.execution.threads;
    featurise(*space_, select_features(*space_, Convention::zc_combine, {}),
              architecture_keys(*space_, in_data(table.only_file.empty() ? table.targets_file : table.only_file)), folder_ / "features.h5", how);
    store_.emplace(folder_ / "features.h5");
  }

  Reproduction run() {
    total_ = trainings_of_a_target() * table_.targets.size();
    if (table_.task_preferences) total_ += TaskPreferenceOptions{}.seeds.size() * table_.targets.size();
    for (const std::string& target : table_.targets) run_target(target);
    for (const std::string& target : table_.targets) add_rows(target, [&](const Evaluation& e) { return e.features.starts_with(named(target, "")); });
    if (table_.mean_over_targets) add_rows("mean", [](const Evaluation&) { return true; });
    if (table_.task_preferences) add_preferences();
    return std::move(result_);
  }

 private:
  std::filesystem::path in_data(const std::string& file) const { return options_.data / file; }
  bool has_proxies() const { return !table_.proxies_file.empty(); }
  bool runs_size_alone(const std::string& model) const { return table_.size_alone && model == "rf"; }

  std::vector<std::string> feature_names() const {
    std::vector<std::string> names = {kGraf};
    if (has_proxies()) names.insert(names.end(), {kProxies, kBoth});
    return names;
  }

  std::uint64_t end_seed(const std::string& model, std::uint64_t train_size) const {
    const bool slow = model == kSlowModel && train_size >= kSlowSize;
    return slow ? std::min(table_.end_seed, table_.first_seed + kSlowSeeds) : table_.end_seed;
  }
  std::uint64_t model_seeds(const std::string& model) const { return model == "rf" ? kModelSeeds : 1; }

  std::uint64_t trainings_of_a_target() const {
    std::uint64_t n = 0;
    for (const std::string& model : models_) {
      for (const std::uint64_t size : table_.train_sizes) {
        const std::uint64_t sets = feature_names().size() + (runs_size_alone(model) ? 1 : 0);
        n += sets * (end_seed(model, size) - table_.first_seed) * model_seeds(model);
      }
    }
    return n;
  }

  DataSet load(const std::string& target) {
    DataSetOptions options;
    options.targets.table = in_data(table_.targets_file);
    options.targets.column = target;
    if (!table_.only_file.empty()) options.targets.only = in_data(table_.only_file);
    if (has_proxies()) {
      options.joins = {{kProxyFamily, in_data(table_.proxies_file)}};
      if (table_.proxies_file == table_.targets_file) options.exclude = {kProxyFamily + ("." + target)};
    }
    DataSet data = load_data_set(*store_, *space_, options);
    for (const std::string& note : data.notes) {
      if (std::find(result_.notes.begin(), result_.notes.end(), note) == result_.notes.end()) result_.notes.push_back(note);
    }
    return data;
  }

  void run_target(const std::string& target) {
    const DataSet data = load(target);
    const auto with_families = [&](auto wanted) {
      std::vector<std::size_t> columns;
      for (std::size_t i = 0; i < data.matrix.features.columns.size(); ++i) {
        if (wanted(i)) columns.push_back(i);
      }
      return with_columns(data.matrix, columns);
    };
    const auto is_proxy = [&](std::size_t i) { return data.matrix.features.column_families[i] == kProxyFamily; };
    const FeatureMatrix graf = with_families([&](std::size_t i) { return !is_proxy(i); });
    const FeatureMatrix proxies = with_families(is_proxy);
    const FeatureMatrix size = with_families([&](std::size_t i) {
      const std::string& name = data.matrix.features.columns[i].name;
      return is_proxy(i) && (name == "zcp.params" || name == "zcp.flops");
    });
    if (table_.task_preferences) {
      graf_ = graf;
      tasks_.push_back({target, data.population.targets});
    }
    std::vector<FeatureChoice> choices = {{named(target, kGraf), &graf}};
    if (has_proxies()) {
      choices.push_back({named(target, kProxies), &proxies});
      choices.push_back({named(target, kBoth), &data.matrix});
    }
    for (const std::string& model : models_) {
      run_model(target, choices, data.population, model);
      if (runs_size_alone(model)) run_model(target, {{named(target, kSizeAlone), &size}}, data.population, model);
    }
  }

  void run_model(const std::string& target, const std::vector<FeatureChoice>& choices, const Population& population, const std::string& model) {
    EvaluateOptions how;
    how.models = {{model, {model, {}}}};
    how.model_seeds.clear();
    for (std::uint64_t i = 0; i < model_seeds(model); ++i) how.model_seeds.push_back(kFirstModelSeed + i);
    how.execution = options_.execution;
    std::uint64_t of_this = 0;
    how.execution.progress = [&](std::uint64_t done, std::uint64_t) {
      of_this = done;
      options_.execution.progress(done_ + done, total_);
    };
    how.predictions = [&](const Evaluation& e, std::span<const double> truth, std::span<const double> predicted) {
      if (e.seed != table_.first_seed || e.model_seed != kFirstModelSeed || e.train_size != table_.train_sizes.back()) return;
      result_.examples.push_back({e.features + ", " + e.model + ", " + std::to_string(e.train_size) + " training rows",
                                  {truth.begin(), truth.end()},
                                  {predicted.begin(), predicted.end()}});
    };
    std::vector<Split> splits;
    for (const std::uint64_t train_size : table_.train_sizes) {
      for (std::uint64_t seed = table_.first_seed; seed < end_seed(model, train_size); ++seed) {
        splits.push_back(draw_split(seed, train_size, population.targets.size()));
      }
    }
    const std::size_t first_example = result_.examples.size();
    std::vector<Evaluation> evaluations;
    try {
      evaluations = evaluate(choices, population, splits, how);
    } catch (const InputError& error) {
      throw InputError("target " + target + ": " + error.what());
    }
    // They came in the order in which runs ended.
    std::sort(result_.examples.begin() + static_cast<std::ptrdiff_t>(first_example), result_.examples.end(),
              [](const auto& a, const auto& b) { return a.title < b.title; });
    result_.evaluations.insert(result_.evaluations.end(), evaluations.begin(), evaluations.end());
    done_ += of_this;
  }

  template <class OfTarget>
  void add_rows(const std::string& target, OfTarget of_target) {
    std::vector<std::string> features = feature_names();
    if (table_.size_alone) features.emplace_back(kSizeAlone);
    for (const std::string& model : models_) {
      for (const std::string& name : features) {
        for (std::size_t i = 0; i < table_.train_sizes.size(); ++i) {
          const std::uint64_t size = table_.train_sizes[i];
          const auto belongs = [&](const Evaluation& e) {
            return of_target(e) && e.features.ends_with(named("", name)) && e.model == model && e.train_size == size;
          };
          if (std::none_of(result_.evaluations.begin(), result_.evaluations.end(), belongs)) continue;
          for (const auto& [title, metric] : {std::pair("", &Metrics::tau), {", Spearman", &Metrics::spearman}, {", R2", &Metrics::r2}}) {
            const std::optional<double> published = reference(target, name, model, i, metric);
            if (!published && metric != &Metrics::tau) continue;
            add_row(target + ", " + name + ", " + model + ", " + std::to_string(size) + title, metric, belongs, published);
          }
        }
      }
    }
  }

  template <class Belongs>
  void add_row(const std::string& name, double Metrics::*metric, Belongs belongs, std::optional<double> reference) {
    ReproducedRow row = row_over(result_.evaluations, metric, belongs);
    row.row = name;
    row.reference = reference;
    if (reference && table_.tolerance > 0 && metric == &Metrics::tau) {
      const double spread = table_.spread_counts && !std::isnan(row.model_deviation) ? 2 * row.model_deviation : 0;
      row.tolerance = std::max(table_.tolerance, spread);
    }
    result_.rows.push_back(std::move(row));
  }

  /// Which properties of the cell each task goes by, as shares of its mean |SHAP|.
  void add_preferences() {
    graf_.features.column_families.clear();
    const auto n_operations = static_cast<int>(space_->adjacency_bits().operations.size());
    for (const FeatureColumn& column : graf_.features.columns) graf_.features.column_families.push_back(property_of_column(column.name, n_operations));
    TaskPreferenceOptions how;
    how.execution = options_.execution;
    how.execution.progress = [&](std::uint64_t done, std::uint64_t) { options_.execution.progress(done_ + done, total_); };
    result_.preferences = task_preferences(graf_, tasks_, how);
    for (const TaskPreference& task : result_.preferences->tasks) {
      for (std::size_t i = 0; i < task.family_shares.size(); ++i) {
        ReproducedRow row;
        row.row = task.task + ", " + result_.preferences->families[i] + ", share of |SHAP|";
        row.ours = task.family_shares[i].mean;
        row.deviation = task.family_shares[i].deviation;
        row.model_deviation = std::nan("");
        row.runs = how.seeds.size();
        result_.rows.push_back(std::move(row));
      }
    }
  }

  std::optional<double> reference(const std::string& target, const std::string& features, const std::string& model, std::size_t size,
                                  double Metrics::*metric) const {
    for (const PublishedFigures& known : table_.references) {
      if (known.target == target && known.features == features && known.model == model && known.metric == metric) return known.values.at(size);
    }
    return std::nullopt;
  }

  const GrafTable& table_;
  const ReproduceOptions& options_;
  std::unique_ptr<SearchSpace> space_;
  TemporaryFolder folder_{{}};
  std::optional<StoreReader> store_;  ///< the features of the population
  std::vector<std::string> models_;
  FeatureMatrix graf_;  ///< of the targets whose preferences are asked for
  std::vector<TaskTargets> tasks_;
  Reproduction result_;
  std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace

Reproduction reproduce_graf(const GrafTable& table, const ReproduceOptions& options) { return Runner(table, options).run(); }

}  // namespace cartograf
