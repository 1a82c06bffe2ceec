#include "host/table/column_loader.hpp"

#include "host/family/family.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>

#include "host/store/space_of_store.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

/// Stands in NAS-Bench-Suite-Zero's tables for a score that failed.
constexpr double kSuiteZeroPlaceholder = -1e8;

/// "a 3, b 1 and 2 more columns"
std::string counts_text(const std::vector<std::pair<std::string, std::size_t>>& counts) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, counts.size()); ++i) text += (i == 0 ? "" : ", ") + counts[i].first + " " + std::to_string(counts[i].second);
  if (counts.size() > most) text += " and " + std::to_string(counts.size() - most) + " more columns";
  return text;
}

/// Those candidates that the selectors choose, or the others.
std::vector<CandidateColumn> only(const std::vector<CandidateColumn>& candidates, const std::vector<std::string>& selectors, bool chosen) {
  std::vector<SelectableColumn> columns;
  for (const CandidateColumn& candidate : candidates) columns.push_back({candidate.column.name, candidate.family});
  std::vector<bool> is_chosen(columns.size());
  for (const std::size_t i : select_columns(columns, selectors)) is_chosen[i] = true;
  std::vector<CandidateColumn> kept;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (is_chosen[i] == chosen) kept.push_back(candidates[i]);
  }
  return kept;
}

}  // namespace

ColumnLoader::ColumnLoader(const StoreReader& store, const KeyTables& tables, const std::vector<JoinedTable>& joins)
    : store_(store), space_(tables.space()) {
  const StoreSchema& schema = store.schema();
  readers_ = ValueReader(store).columns();
  std::vector<FeatureColumn> columns;
  for (const ValueReader::Column& column : readers_) columns.push_back({column.name, column.divisor});
  const std::vector<std::string> families = column_families(space_, parse_convention(schema.features.convention), schema.features.families, columns);
  for (std::size_t i = 0; i < columns.size(); ++i) candidates_.push_back({0, i, columns[i], families[i]});
  for (const JoinedTable& join : joins) add(join, tables);
  for (std::size_t i = 0; i < candidates_.size(); ++i) by_name_[candidates_[i].source > 0].emplace(candidates_[i].column.name, i);
}

const CandidateColumn& ColumnLoader::column(const std::string& name, bool joined, const std::string& advice) const {
  const auto [first, last] = by_name_[joined].equal_range(name);
  if (first == last) {
    std::vector<std::string> names;
    for (const auto& [other, place] : by_name_[joined]) names.push_back(other);
    throw InputError((joined ? std::string("the joined tables") : store_.name()) + ": no column " + in_quotes(name) + ", which the model was trained on" +
                     (joined || advice.empty() ? nearest_advice(name, names) : advice));
  }
  const CandidateColumn& found = candidates_[first->second];
  if (std::next(first) == last) return found;
  throw InputError("the column " + in_quotes(name) + " is in " + file_of(found.source) + " and in " + file_of(candidates_[std::next(first)->second].source) +
                   "; give the tables the names that they had when the model was trained");
}

std::vector<CandidateColumn> ColumnLoader::selected(const ColumnOptions& options) const {
  std::vector<CandidateColumn> kept = options.columns.empty() ? candidates_ : only(candidates_, options.columns, true);
  if (!options.exclude.empty()) kept = only(kept, options.exclude, false);
  if (kept.empty()) throw InputError(store_.name() + ": no column is left");
  std::map<std::string, std::size_t> sources;
  for (const CandidateColumn& candidate : kept) {
    const auto [first, is_new] = sources.emplace(candidate.column.name, candidate.source);
    if (is_new) continue;
    throw InputError("the column " + in_quotes(candidate.column.name) + " is in " + file_of(first->second) + " and in " + file_of(candidate.source) +
                     "; give the table a name (--join NAME=FILE), or leave columns out");
  }
  return kept;
}

LoadedColumns ColumnLoader::load(const std::vector<std::uint64_t>& rows, const std::vector<CandidateColumn>& columns,
                                 const std::vector<std::string>& log, const std::vector<double>& missing_values) {
  LoadedColumns result;
  join_rows(rows, result);
  std::vector<SelectableColumn> selectable;
  for (const CandidateColumn& candidate : columns) selectable.push_back({candidate.column.name, candidate.family});
  const std::vector<std::size_t> logarithms = select_columns(selectable, log);
  if (tables_.empty() && logarithms.empty()) {
    result.matrix = of_store(columns);
  } else {
    result.matrix = joined(columns, missing_values, result.notes);
    take_logarithms(logarithms, result.matrix);
  }
  for (const CandidateColumn& candidate : columns) result.matrix.features.column_families.push_back(candidate.family);
  result.matrix.features.lacks_edges = lacks_edges(space_);
  return result;
}

void ColumnLoader::add(const JoinedTable& join, const KeyTables& tables) {
  tables_.push_back(TableSource::open(join.file, tables));
  const TableSource& table = *tables_.back();
  const std::string family = join.name.empty() ? join.file.stem().string() : join.name;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    CandidateColumn& candidate = candidates_.emplace_back();
    candidate.source = tables_.size();
    candidate.place = i;
    candidate.column.name = (join.name.empty() ? "" : join.name + ".") + table.columns()[i];
    candidate.family = family;
  }
}

void ColumnLoader::join_rows(const std::vector<std::uint64_t>& rows, LoadedColumns& result) {
  const std::vector<std::uint64_t> index = indices_of_rows(store_, space_, 0, store_.schema().n_rows);
  std::unordered_set<std::uint64_t> asked;
  for (const std::uint64_t row : rows) asked.insert(index[row]);
  std::vector<std::unordered_map<std::uint64_t, std::uint64_t>> row_of(tables_.size());
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    const std::vector<std::uint64_t>& indices = tables_[t]->indices();
    for (std::size_t row = 0; row < indices.size(); ++row) row_of[t].emplace(indices[row], row);
    note_differences(*tables_[t], row_of[t], asked, index, rows, result.notes);
  }
  rows_.assign(tables_.size() + 1, {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t architecture = index[rows[i]];
    if (!std::all_of(row_of.begin(), row_of.end(), [&](const auto& table) { return table.contains(architecture); })) continue;
    result.kept.push_back(i);
    rows_[0].push_back(rows[i]);
    for (std::size_t t = 0; t < tables_.size(); ++t) rows_[t + 1].push_back(row_of[t].at(architecture));
    architectures_.push_back(architecture);
  }
  if (result.kept.empty()) throw InputError(store_.name() + ": no architecture is in all of the joined tables");
}

void ColumnLoader::note_differences(const TableSource& table, const std::unordered_map<std::uint64_t, std::uint64_t>& row_of,
                                    const std::unordered_set<std::uint64_t>& asked, const std::vector<std::uint64_t>& index,
                                    const std::vector<std::uint64_t>& rows, std::vector<std::string>& notes) const {
  std::size_t n_missing = 0, n_surplus = 0;
  std::string first_missing, first_surplus;
  for (const std::uint64_t row : rows) {
    if (!row_of.contains(index[row]) && n_missing++ == 0) first_missing = space_.key(index[row]);
  }
  for (const std::uint64_t architecture : table.indices()) {
    if (!asked.contains(architecture) && n_surplus++ == 0) first_surplus = space_.key(architecture);
  }
  if (n_missing == rows.size()) {
    throw InputError(table.file() + ": shares no architecture with those of " + store_.name() + " that are asked for; its first is " + first_surplus);
  }
  if (n_missing > 0) {
    notes.push_back(table.file() + ": has no row for " + grouped(n_missing) + " of " + counted(rows.size(), "architecture") +
                    ", which are left out; the first is " + first_missing);
  }
  if (n_surplus > 0) {
    notes.push_back(table.file() + ": " + std::to_string(n_surplus) + " of its " + std::to_string(table.indices().size()) +
                    " rows are of architectures that are not asked for; the first is " + first_surplus);
  }
}

FeatureMatrix ColumnLoader::of_store(const std::vector<CandidateColumn>& columns) const {
  std::vector<std::size_t> places;
  for (const CandidateColumn& candidate : columns) places.push_back(candidate.place);
  FeatureMatrix all = load_features(store_);
  const bool all_columns = places.size() == all.features.columns.size() && std::is_sorted(places.begin(), places.end());
  const bool ascending = std::is_sorted(rows_[0].begin(), rows_[0].end(), std::less_equal<>());  // none twice
  const bool all_rows = rows_[0].size() == all.n_rows && ascending;
  return all_columns && all_rows ? std::move(all) : gathered(all, rows_[0], places);
}

FeatureMatrix ColumnLoader::joined(const std::vector<CandidateColumn>& columns, const std::vector<double>& missing_values,
                                   std::vector<std::string>& notes) const {
  if (!store_.schema().features.columns.empty() && !store_.features_intact()) {
    throw InputError(store_.name() + ": /features is damaged: its checksum is wrong");
  }
  const std::size_t n_rows = architectures_.size(), width = columns.size();
  FeatureMatrix matrix;
  matrix.features = store_.schema().features;
  matrix.features.columns.clear();
  matrix.features.dtype = Dtype::float64;
  matrix.features.representation = Representation::values;
  matrix.n_rows = n_rows;
  matrix.data.resize(n_rows * width * sizeof(double));
  double* const values = reinterpret_cast<double*>(matrix.data.data());
  for (std::size_t first = 0; first < width;) {
    const std::size_t source = columns[first].source;
    std::vector<std::size_t> places;
    std::vector<ValueReader::Column> readers;
    for (std::size_t i = first; i < width && columns[i].source == source; ++i) {
      places.push_back(columns[i].place);
      matrix.features.columns.push_back(columns[i].column);
      if (source == 0) readers.push_back(readers_[columns[i].place]);
      if (source > 0) matrix.features.preparation.joined.push_back(columns[i].column.name);
    }
    const StridedValues out{values + first, width};
    if (source == 0) {
      read_values(store_, readers, rows_[0], out);
    } else {
      tables_[source - 1]->read(places, rows_[source], missing_values, out);
      note_values(source, columns, first, places.size(), values, notes);
    }
    first += places.size();
  }
  if (!matrix.features.preparation.joined.empty()) matrix.features.preparation.missing_values = missing_values;
  if (std::any_of(matrix.features.columns.begin(), matrix.features.columns.end(), [](const FeatureColumn& column) { return column.divisor == 0; })) {
    const std::vector<std::uint8_t> divisors = store_.read_row_divisor(0, store_.schema().n_rows);
    for (const std::uint64_t row : rows_[0]) matrix.row_divisors.push_back(divisors[row]);
  }
  return matrix;
}

void ColumnLoader::note_values(std::size_t source, const std::vector<CandidateColumn>& columns, std::size_t first, std::size_t n,
                               const double* values, std::vector<std::string>& notes) const {
  std::vector<std::pair<std::string, std::size_t>> missing, placeholders;
  std::size_t n_missing = 0;
  for (std::size_t column = first; column < first + n; ++column) {
    std::size_t absent = 0, placed = 0;
    for (std::size_t row = 0; row < architectures_.size(); ++row) {
      const double value = values[row * columns.size() + column];
      if (std::isnan(value)) ++absent;
      if (value == kSuiteZeroPlaceholder) ++placed;
    }
    n_missing += absent;
    if (absent > 0) missing.emplace_back(columns[column].column.name, absent);
    if (placed > 0) placeholders.emplace_back(columns[column].column.name, placed);
  }
  if (n_missing > 0) {
    notes.push_back(file_of(source) + ": missing values: " + std::to_string(n_missing) + ", in " + counts_text(missing));
  }
  if (!placeholders.empty()) {
    notes.push_back(file_of(source) + ": -100000000, which stands for a score that failed in tables of NAS-Bench-Suite-Zero, is taken as a number: " +
                    counts_text(placeholders) + "; --missing -100000000 makes it a missing value");
  }
}

void ColumnLoader::take_logarithms(const std::vector<std::size_t>& places, FeatureMatrix& matrix) const {
  const std::size_t width = matrix.features.columns.size();
  double* const values = reinterpret_cast<double*>(matrix.data.data());
  for (const std::size_t column : places) {
    const std::string& name = matrix.features.columns[column].name;
    for (std::size_t row = 0; row < matrix.n_rows; ++row) {
      double& value = values[row * width + column];
      if (value <= 0) {
        throw InputError("--log: column " + in_quotes(name) + ", architecture " + space_.key(architectures_[row]) + ": expected a number above 0, found " +
                         shortest(value));
      }
      value = std::log(value);
    }
    matrix.features.columns[column].divisor = 1;
    matrix.features.preparation.logarithms.push_back(name);
  }
}

}  // namespace cartograf
