#include "host/reproduce/reproduce.hpp"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "host/reproduce/graf_tables.hpp"
#include "host/reproduce/naap440.hpp"
#include "host/reproduce/signal_tables.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

void check_data(const std::filesystem::path& data) {
  std::error_code ignored;
  if (data.empty()) {
    throw InputError("expected the folder with the benchmark data (docs/results.md says which), found neither --data nor CARTOGRAF_DATA");
  }
  if (std::filesystem::is_directory(data, ignored)) return;
  throw InputError(data.string() + ": expected the folder with the benchmark data (docs/results.md says which), found none");
}

void check_models(const std::vector<std::string>& wanted, const std::vector<std::string>& known, const std::string& table) {
  for (const std::string& model : wanted) {
    if (std::find(known.begin(), known.end(), model) != known.end()) continue;
    throw InputError("predictor " + in_quotes(model) + " is not in the table " + table + did_you_mean(model, known));
  }
}

void append(Reproduction& all, const std::string& name, Reproduction part) {
  for (ReproducedRow& row : part.rows) {
    row.row = name + ", " + row.row;
    all.rows.push_back(std::move(row));
  }
  all.notes.insert(all.notes.end(), part.notes.begin(), part.notes.end());
  for (Evaluation& evaluation : part.evaluations) {
    evaluation.features = name + ", " + evaluation.features;
    all.evaluations.push_back(std::move(evaluation));
  }
  for (PredictedRun& example : part.examples) {
    example.title = name + ", " + example.title;
    all.examples.push_back(std::move(example));
  }
  if (part.preferences) all.preferences = std::move(part.preferences);
}

Reproduction reproduce_graf_parts(const std::vector<const GrafTable*>& parts, const ReproduceOptions& options) {
  for (const GrafTable* part : parts) check_models(options.models, part->models, part->info.name);
  if (parts.size() == 1) return reproduce_graf(*parts.front(), options);
  Reproduction all;
  all.table = parts.front()->info.name;
  for (const GrafTable* part : parts) {
    all.title += (all.title.empty() ? "" : "; ") + part->info.title;
    append(all, part->part, reproduce_graf(*part, options));
  }
  return all;
}

constexpr const char* kSignalTable = "signal";
constexpr const char* kSignalTitle = "signal features and the Gaussian process beside the published predictors";

Reproduction reproduce_signal_table(const ReproduceOptions& options) {
  std::vector<std::string> known;
  for (const SignalPart& part : signal_parts()) {
    for (const SignalLine& line : part.lines) {
      if (std::find(known.begin(), known.end(), line.model.spec.name) == known.end()) known.push_back(line.model.spec.name);
    }
  }
  check_models(options.models, known, kSignalTable);
  Reproduction result = reproduce_signal(options);
  result.table = kSignalTable;
  result.title = kSignalTitle;
  return result;
}

constexpr const char* kNaap440 = "naap440";
constexpr const char* kNaap440Title = "NAAP-440: MAE, monotonicity score and violations of 780 pairs";
/// Of the algorithms that draw at random, or whose trees are not built as those of the reference.
constexpr double kViolationsOfTrees = 6;

void append_entry(const Naap440Row& row, bool random, std::vector<ReproducedRow>& rows) {
  const std::string name = row.algorithm + ", " + std::to_string(row.epochs) + " epochs";
  const auto add = [&](const std::string& metric, double ours, std::optional<double> reference, std::optional<double> tolerance, bool lower) {
    ReproducedRow added;
    added.row = name + ", " + metric;
    added.ours = ours;
    added.deviation = added.model_deviation = std::nan("");
    added.runs = random ? 5 : 1;
    added.reference = reference;
    if (reference) added.tolerance = tolerance;
    added.lower_is_better = lower;
    rows.push_back(std::move(added));
  };
  const std::optional<double> digits = random ? std::nullopt : std::optional(1e-9);
  add("MAE", naap440_rounded(row.ours.mae), row.reference.mae, digits, true);
  add("score", naap440_rounded(row.ours.score), row.reference.score, digits, false);
  add("violations", static_cast<double>(row.ours.violations), static_cast<double>(row.reference.violations), random ? kViolationsOfTrees : 0, true);
}

Reproduction reproduce_naap440_table(const ReproduceOptions& options) {
  Naap440Options how;
  how.execution = options.execution;
  std::vector<std::string> known;
  for (const Naap440Algorithm& algorithm : naap440_algorithms()) {
    if (std::find(known.begin(), known.end(), algorithm.predictor.name) == known.end()) known.push_back(algorithm.predictor.name);
    const auto& wanted = options.models;
    if (std::find(wanted.begin(), wanted.end(), algorithm.predictor.name) != wanted.end()) how.algorithms.push_back(algorithm.name);
  }
  check_models(options.models, known, kNaap440);
  Reproduction result;
  result.table = kNaap440;
  result.title = kNaap440Title;
  for (const Naap440Row& row : reproduce_naap440(options.data / "naap440" / "naap440.csv", how)) {
    const auto is_it = [&](const Naap440Algorithm& algorithm) { return algorithm.name == row.algorithm; };
    append_entry(row, std::find_if(naap440_algorithms().begin(), naap440_algorithms().end(), is_it)->random, result.rows);
  }
  return result;
}

}  // namespace

std::vector<TableInfo> reproducible_tables() {
  std::vector<TableInfo> tables;
  for (const GrafTable& table : graf_tables()) {
    const bool further_part = !tables.empty() && tables.back().name == table.info.name;
    if (further_part) {
      tables.back().title += "; " + table.info.title;
    } else {
      tables.push_back(table.info);
    }
  }
  tables.push_back({kNaap440, kNaap440Title});
  tables.push_back({kSignalTable, kSignalTitle});
  return tables;
}

Reproduction reproduce(const std::string& table, const ReproduceOptions& options) {
  std::vector<std::string> names;
  for (const TableInfo& known : reproducible_tables()) names.push_back(known.name);
  if (std::find(names.begin(), names.end(), table) == names.end()) {
    throw InputError("unknown table " + in_quotes(table) + did_you_mean(table, names));
  }
  check_data(options.data);
  if (table == kNaap440) return reproduce_naap440_table(options);
  if (table == kSignalTable) return reproduce_signal_table(options);
  std::vector<const GrafTable*> parts;
  for (const GrafTable& part : graf_tables()) {
    if (part.info.name == table) parts.push_back(&part);
  }
  return reproduce_graf_parts(parts, options);
}

}  // namespace cartograf
