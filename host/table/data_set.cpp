#include "host/table/data_set.hpp"

#include <numeric>

#include "host/table/column_loader.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// A predictor that is given its target as a feature would be of no use.
void refuse_target_among_columns(const DataSetOptions& options, const std::vector<CandidateColumn>& columns) {
  if (!options.targets.table) return;
  for (const CandidateColumn& candidate : columns) {
    if (candidate.source == 0) continue;
    const JoinedTable& join = options.joins[candidate.source - 1];
    std::error_code ignored;
    const std::string name = (join.name.empty() ? "" : join.name + ".") + options.targets.column;
    if (candidate.column.name != name || !std::filesystem::equivalent(join.file, *options.targets.table, ignored)) continue;
    throw InputError(join.file.string() + ": the target '" + options.targets.column + "' is among the columns; leave it out (--exclude " + name + ")");
  }
}

void check_missing_values(const ColumnOptions& options) {
  if (!options.missing_values.empty() && options.joins.empty()) {
    throw InputError("--missing: expected a joined table, whose missing values these would be");
  }
}

}  // namespace

DataSet load_data_set(const StoreReader& store, const SearchSpace& space, const DataSetOptions& options) {
  check_missing_values(options);
  const Population asked = join_targets(store, space, options.targets);
  ColumnLoader loader(store, space, options.joins);
  const std::vector<CandidateColumn> columns = loader.selected(options);
  refuse_target_among_columns(options, columns);
  LoadedColumns loaded = loader.load(asked.store_rows, columns, options.log, options.missing_values);
  DataSet result;
  if (!options.targets.table) {
    for (const CandidateColumn& column : columns) {
      if (column.column.name != options.targets.column) continue;
      loaded.notes.push_back("the target '" + options.targets.column + "' is among the columns; --exclude " + options.targets.column + " leaves it out");
    }
  }
  result.matrix = std::move(loaded.matrix);
  result.notes = std::move(loaded.notes);
  result.population.n_left_out = asked.n_left_out;
  for (const std::size_t place : loaded.kept) result.population.targets.push_back(asked.targets[place]);
  result.population.store_rows.resize(loaded.kept.size());
  std::iota(result.population.store_rows.begin(), result.population.store_rows.end(), std::uint64_t{0});
  for (const std::uint64_t architecture : loader.architectures()) result.keys.push_back(space.key(architecture));
  require_different_targets(result.population.targets, options.targets.column);
  return result;
}

}  // namespace cartograf
