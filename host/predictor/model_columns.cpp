#include "host/predictor/model_columns.hpp"

#include <numeric>
#include <set>

#include "host/table/column_loader.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Columns of one name may mean different things in two conventions. All columns of a store together do not.
void require_convention(const ModelInfo& model, const StoreReader& store, const std::vector<CandidateColumn>& columns) {
  std::vector<FeatureColumn> all;
  for (const CandidateColumn& candidate : columns) all.push_back(candidate.column);
  if (model.convention == store.schema().convention || all == model.columns) return;
  throw InputError(store.name() + ": the model was trained on features of the convention " + model.convention + ", these are of " +
                   store.schema().convention);
}

}  // namespace

LoadedColumns load_columns_of_model(const StoreReader& store, const SearchSpace& space, const ModelInfo& model,
                                    const std::vector<JoinedTable>& joins) {
  require_space(model, store.schema().space, store.name());
  const std::vector<std::string>& joined = model.preparation.joined;
  if (!joined.empty() && joins.empty()) {
    throw InputError("the model was trained on " + std::to_string(joined.size()) + " columns of joined tables, the first is '" + joined.front() +
                     "'; give the tables with --join");
  }
  if (joined.empty() && !joins.empty()) throw InputError("--join: the model was trained on columns of the store alone");
  ColumnLoader loader(store, space, joins);
  const std::set<std::string> from_tables(joined.begin(), joined.end());
  std::vector<CandidateColumn> columns;
  for (const FeatureColumn& column : model.columns) columns.push_back(loader.column(column.name, from_tables.contains(column.name)));
  require_convention(model, store, loader.candidates());
  std::vector<std::uint64_t> rows(store.schema().n_rows);
  std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  return loader.load(rows, columns, model.preparation.logarithms, model.preparation.missing_values);
}

}  // namespace cartograf
