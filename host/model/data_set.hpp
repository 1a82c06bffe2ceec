#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/feature_matrix.hpp"
#include "host/model/targets.hpp"
#include "host/space/search_space.hpp"
#include "io/store_reader.hpp"

namespace cartograf {

/// Columns for each architecture from elsewhere, such as zero-cost proxies: a CSV keyed by `net`, or a store of the same
/// space. A name makes its columns NAME.COLUMN; without one they keep their names.
struct JoinedTable {
  std::string name;
  std::filesystem::path file;
};

struct DataSetOptions {
  TargetOptions targets;
  std::vector<JoinedTable> joins;
  /// Which columns to keep and in which order of selectors, and which to leave out: names, globs (`*`, `?`, `[...]`), or
  /// `family:GLOB`; `@FILE` reads selectors from a file, one a line. Empty = all, none.
  std::vector<std::string> columns, exclude;
  std::vector<std::string> log;        ///< selectors of columns whose natural logarithm is taken
  std::vector<double> missing_values;  ///< of joined tables: what stands for a missing value (infinities, placeholders)
};

/// Features and targets of a population, row by row.
struct DataSet {
  FeatureMatrix matrix;            ///< [population x columns]; with column_families
  Population population;           ///< store_rows: rows of `matrix`, 0, 1, ...
  std::vector<std::string> keys;   ///< [population], as the space writes them
  std::vector<std::string> notes;  ///< what a user should know: keys that are missing or left over, values that are missing
};

/// The rows of a store (the population of the target options) with the columns of all tables. An architecture that a
/// table lacks is left out and counted in a note, as are keys of a table that no architecture has. With joined tables or
/// logarithms everything is float64 values, since one matrix has one type. Throws InputError for a table that shares no
/// architecture with the store, a column of the same name twice (a name for the table helps), a selector that selects
/// nothing, a logarithm of what is not above zero (with key and column), an infinite value that is not named as missing,
/// and two stores of different spaces.
DataSet load_data_set(const StoreReader& store, const SearchSpace& space, const DataSetOptions& options);

/// Positions of the columns that selectors choose, each once, in the order of the matrix. Throws InputError for a selector
/// that chooses none, with near names.
std::vector<std::size_t> select_columns(const FeatureMatrix& matrix, const std::vector<std::string>& selectors);

/// The same rows with some of the columns.
FeatureMatrix with_columns(const FeatureMatrix& matrix, const std::vector<std::size_t>& columns);

/// The family of each column of a store of this space: [columns]; "cost" for closed-form costs.
std::vector<std::string> column_families(const SearchSpace& space, Convention convention, const std::vector<FeatureColumn>& columns);

}  // namespace cartograf
