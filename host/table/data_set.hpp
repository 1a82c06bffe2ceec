#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/table/column_selection.hpp"
#include "host/table/feature_matrix.hpp"
#include "host/table/joined_table.hpp"
#include "host/table/targets.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// What becomes of the columns of a store and of joined tables.
struct ColumnOptions {
  std::vector<JoinedTable> joins;
  std::vector<std::string> columns;    ///< selectors (select_columns) of those to keep; empty = all
  std::vector<std::string> exclude;    ///< selectors of those to leave out of these
  std::vector<std::string> log;        ///< selectors of columns, of those that are left, whose natural logarithm is taken
  std::vector<double> missing_values;  ///< of joined tables: what stands for a missing value (infinities, placeholders)

  bool empty() const { return joins.empty() && columns.empty() && exclude.empty() && log.empty() && missing_values.empty(); }
};

struct DataSetOptions : ColumnOptions {
  TargetOptions targets;
};

/// Features and targets of a population, row by row.
struct DataSet {
  FeatureMatrix matrix;            ///< [population x columns]; with column_families
  Population population;           ///< rows: rows of `matrix`, 0, 1, ...
  std::vector<std::string> keys;   ///< [population], as the space writes them
  std::vector<std::string> notes;  ///< what a user should know: keys that are missing or left over, values that are missing
};

/// The rows of a store (the population of the target options) with the columns of all tables. An architecture that a
/// table lacks is left out and counted in a note, as are keys of a table that no architecture of the population has; also
/// when no column of the table is kept, so that choices of columns have the same population. With joined tables or
/// logarithms everything is float64 values, since one matrix has one type. A column keeps its name when its logarithm is
/// taken. Throws InputError for a table that shares no architecture with the population, a column of the same name twice
/// (a name for the table helps), a selector that selects nothing, the target among the columns, a logarithm of what is not
/// above zero (with key and column), an infinite value that is not named as missing, and two stores of different spaces. `tables`: those of the store's space.
DataSet load_data_set(const StoreReader& store, const KeyTables& tables, const DataSetOptions& options);

/// Columns of some rows of a store.
struct LoadedColumns {
  FeatureMatrix matrix;            ///< with column_families
  std::vector<std::size_t> kept;   ///< [rows of the matrix] ascending: places among the rows asked for
  std::vector<std::string> notes;  ///< as of a DataSet
};

/// The columns that a model was trained on, in its order and prepared as for its training, of all rows of a store. Throws
/// InputError also when there is no such column, when tables are given and the model has no columns of joined tables, or
/// the other way round.
LoadedColumns load_columns_of_model(const StoreReader& store, const KeyTables& tables, const FeatureDescription& model,
                                    const std::vector<JoinedTable>& joins);

}  // namespace cartograf
