#include "host/table/data_set.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <system_error>

#include "host/table/column_loader.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

/// Also where both are standard input.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code ignored;
  return a == b || std::filesystem::equivalent(system_path(a, input_descriptor(a)), system_path(b, input_descriptor(b)), ignored);
}

/// A predictor that is given its target as a feature would be of no use.
void refuse_target_among_columns(const DataSetOptions& options, const std::vector<CandidateColumn>& columns) {
  if (!options.targets.table) return;
  for (const CandidateColumn& candidate : columns) {
    if (candidate.source == 0) continue;
    const JoinedTable& join = options.joins[candidate.source - 1];
    const std::string name = (join.name.empty() ? "" : join.name + ".") + options.targets.column;
    if (candidate.column.name != name || !same_file(join.file, *options.targets.table)) continue;
    throw InputError(input_name(join.file) + ": the target " + in_quotes(options.targets.column) + " is among the columns; leave it out (--exclude " + name + ")");
  }
}

void check_missing_values(const ColumnOptions& options) {
  if (!options.missing_values.empty() && options.joins.empty()) {
    throw InputError("--missing: expected a joined table, whose missing values these would be");
  }
}

/// Columns of one name may mean different things in two conventions. All columns of a store together do not.
void require_convention(const FeatureDescription& model, const StoreReader& store, const std::vector<CandidateColumn>& columns) {
  std::vector<FeatureColumn> all;
  for (const CandidateColumn& candidate : columns) all.push_back(candidate.column);
  if (model.convention == store.schema().features.convention || all == model.columns) return;
  throw InputError(store.name() + ": the model was trained on features of the convention " + model.convention + ", these are of " +
                   store.schema().features.convention);
}

/// What to do where a store lacks columns because it lacks families; empty where it has all families of the model.
std::string advice_on_families(const FeatureDescription& model, const std::vector<std::string>& of_store) {
  std::vector<std::string> lacking;
  for (const std::string& family : model.families) {
    const auto has = [&](const std::string& name) { return std::find(of_store.begin(), of_store.end(), name) != of_store.end(); };
    if (!has(family) && !has(family.substr(0, family.find(':')))) lacking.push_back(family);  // a family has its groups
  }
  if (lacking.empty()) return {};
  return "; the model is of the families " + enumerated(model.families, " and ") + ", of which the store lacks " + enumerated(lacking, " and ") +
         (model.preparation.empty() ? "; 'cartograf predict SPACE --model M' computes them" : "");
}

}  // namespace

DataSet load_data_set(const StoreReader& store, const KeyTables& tables, const DataSetOptions& options) {
  check_missing_values(options);
  const Population asked = join_targets(store, tables, options.targets);
  ColumnLoader loader(store, tables, options.joins);
  const std::vector<CandidateColumn> columns = loader.selected(options);
  refuse_target_among_columns(options, columns);
  LoadedColumns loaded = loader.load(asked.rows, columns, options.log, options.missing_values);
  DataSet result;
  if (!options.targets.table) {
    for (const CandidateColumn& column : columns) {
      if (column.column.name != options.targets.column) continue;
      loaded.notes.push_back("the target " + in_quotes(options.targets.column) + " is among the columns; --exclude " + options.targets.column + " leaves it out");
    }
  }
  result.matrix = std::move(loaded.matrix);
  result.notes = std::move(loaded.notes);
  result.population.notes = asked.notes;
  result.population.n_left_out = asked.n_left_out;
  for (const std::size_t place : loaded.kept) {
    result.population.targets.push_back(asked.targets[place]);
    if (!asked.groups.empty()) result.population.groups.push_back(asked.groups[place]);
  }
  result.population.rows.resize(loaded.kept.size());
  std::iota(result.population.rows.begin(), result.population.rows.end(), std::uint64_t{0});
  for (const std::uint64_t architecture : loader.architectures()) result.keys.push_back(tables.space().key(architecture));
  require_different_targets(result.population.targets, options.targets.column);
  return result;
}

LoadedColumns load_columns_of_model(const StoreReader& store, const KeyTables& tables, const FeatureDescription& model,
                                    const std::vector<JoinedTable>& joins) {
  require_space(model, store.schema().features.space, store.name());
  const std::vector<std::string>& joined = model.preparation.joined;
  if (!joined.empty() && joins.empty()) {
    throw InputError("the model was trained on " + std::to_string(joined.size()) + " columns of joined tables, the first is " + in_quotes(joined.front()) + "; give the tables with --join");
  }
  if (joined.empty() && !joins.empty()) throw InputError("--join: the model was trained on columns of the store alone");
  ColumnLoader loader(store, tables, joins);
  const std::set<std::string> from_tables(joined.begin(), joined.end());
  std::vector<CandidateColumn> columns;
  const std::string advice = advice_on_families(model, store.schema().features.families);
  for (const FeatureColumn& column : model.columns) columns.push_back(loader.column(column.name, from_tables.contains(column.name), advice));
  require_convention(model, store, loader.candidates());
  std::vector<std::uint64_t> rows(store.schema().n_rows);
  std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  return loader.load(rows, columns, model.preparation.logarithms, model.preparation.missing_values);
}

}  // namespace cartograf
