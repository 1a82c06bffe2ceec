#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "host/store/value_reader.hpp"
#include "host/table/data_set.hpp"

namespace cartograf {

/// A column of a store or of a joined table.
struct CandidateColumn {
  std::size_t source = 0;  ///< 0 = the store, 1 + i = joined table i
  std::size_t place = 0;   ///< among the columns of the source
  FeatureColumn column;
  std::string family;
};

/// A store and the tables that are joined with it, as one set of columns: load_data_set() and its kin. Store and space must
/// outlive it.
class ColumnLoader {
 public:
  ColumnLoader(const StoreReader& store, const KeyTables& tables, const std::vector<JoinedTable>& joins);

  const std::vector<CandidateColumn>& candidates() const { return candidates_; }
  /// The one column of that name, of the store or of the tables. Throws InputError; where the store has none with `advice`, which begins
  /// with "; " or is empty.
  const CandidateColumn& column(const std::string& name, bool joined, const std::string& advice) const;
  /// Those that the options leave. Throws InputError when there is none, or a name stands there twice.
  std::vector<CandidateColumn> selected(const ColumnOptions& options) const;

  /// The columns of those of the rows that all tables have. `log`: selectors of columns.
  LoadedColumns load(const std::vector<std::uint64_t>& rows, const std::vector<CandidateColumn>& columns,
                     const std::vector<std::string>& log, const std::vector<double>& missing_values);
  /// Of the rows of the matrix; after load().
  const std::vector<std::uint64_t>& architectures() const { return architectures_; }

 private:
  void add(const JoinedTable& join, const KeyTables& tables);
  std::string file_of(std::size_t source) const { return source == 0 ? store_.name() : tables_[source - 1]->file(); }
  /// Which rows all tables have; the rows of store and tables that belong together.
  void join_rows(const std::vector<std::uint64_t>& rows, LoadedColumns& result);
  void note_differences(const TableSource& table, const std::unordered_map<std::uint64_t, std::uint64_t>& row_of,
                        const std::unordered_set<std::uint64_t>& asked, const std::vector<std::uint64_t>& index,
                        const std::vector<std::uint64_t>& rows, std::vector<std::string>& notes) const;
  /// The columns of the store as they are.
  FeatureMatrix of_store(const std::vector<CandidateColumn>& columns) const;
  /// Columns of several sources, as float64 values.
  FeatureMatrix joined(const std::vector<CandidateColumn>& columns, const std::vector<double>& missing_values,
                       std::vector<std::string>& notes) const;
  /// What is missing in `n` columns of a table from `first` on, and what looks like a placeholder.
  void note_values(std::size_t source, const std::vector<CandidateColumn>& columns, std::size_t first, std::size_t n,
                   const double* values, std::vector<std::string>& notes) const;
  void take_logarithms(const std::vector<std::size_t>& places, FeatureMatrix& matrix) const;

  const StoreReader& store_;
  const SearchSpace& space_;
  std::vector<ValueReader::Column> readers_;  ///< of the store
  std::vector<std::unique_ptr<TableSource>> tables_;
  std::vector<CandidateColumn> candidates_;
  std::multimap<std::string, std::size_t> by_name_[2];  ///< places in candidates_: of the store, of joined tables
  std::vector<std::vector<std::uint64_t>> rows_;        ///< [sources][rows of the matrix]
  std::vector<std::uint64_t> architectures_;            ///< [rows of the matrix]
};

}  // namespace cartograf
