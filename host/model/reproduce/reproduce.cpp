#include "host/model/reproduce/reproduce.hpp"

#include <algorithm>

#include "host/model/reproduce/graf_tables.hpp"
#include "io/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

void check_data(const std::filesystem::path& data) {
  std::error_code ignored;
  if (std::filesystem::is_directory(data, ignored)) return;
  throw InputError(data.string() + ": expected the folder with the benchmark data (docs/results.md says which), found none");
}

void check_models(const std::vector<std::string>& wanted, const std::vector<std::string>& known, const std::string& table) {
  for (const std::string& model : wanted) {
    if (std::find(known.begin(), known.end(), model) != known.end()) continue;
    throw InputError("predictor '" + model + "' is not in the table " + table + did_you_mean(model, known));
  }
}

void append(Reproduction& all, Reproduction part) {
  for (ReproducedRow& row : part.rows) {
    row.row = part.title + ": " + row.row;
    all.rows.push_back(std::move(row));
  }
  all.notes.insert(all.notes.end(), part.notes.begin(), part.notes.end());
  for (Evaluation& evaluation : part.evaluations) {
    evaluation.features = part.title + ": " + evaluation.features;
    all.evaluations.push_back(std::move(evaluation));
  }
  for (PredictedRun& example : part.examples) all.examples.push_back(std::move(example));
}

Reproduction reproduce_graf_parts(const std::vector<const GrafTable*>& parts, const ReproduceOptions& options) {
  for (const GrafTable* part : parts) check_models(options.models, part->models, part->info.name);
  if (parts.size() == 1) return reproduce_graf(*parts.front(), options);
  Reproduction all;
  all.table = parts.front()->info.name;
  for (const GrafTable* part : parts) {
    all.title += (all.title.empty() ? "" : "; ") + part->info.title;
    append(all, reproduce_graf(*part, options));
  }
  return all;
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
  return tables;
}

Reproduction reproduce(const std::string& table, const ReproduceOptions& options) {
  std::vector<std::string> names;
  for (const TableInfo& known : reproducible_tables()) names.push_back(known.name);
  if (std::find(names.begin(), names.end(), table) == names.end()) {
    throw InputError("unknown table '" + table + "'" + did_you_mean(table, names));
  }
  check_data(options.data);
  std::vector<const GrafTable*> parts;
  for (const GrafTable& part : graf_tables()) {
    if (part.info.name == table) parts.push_back(&part);
  }
  return reproduce_graf_parts(parts, options);
}

}  // namespace cartograf
