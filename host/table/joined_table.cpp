#include "host/table/joined_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "host/space/space_document.hpp"
#include "host/store/space_of_store.hpp"
#include "io/hdf5/array_file.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// Some predictors take float32, so that larger numbers are infinite to them.
bool acceptable(double value) { return !(std::abs(value) > std::numeric_limits<float>::max()); }

[[noreturn]] void refuse(const std::string& place, const std::string& column, double value) {
  if (std::isinf(value)) {
    const std::string text = value > 0 ? "inf" : "-inf";
    throw InputError(place + ": column " + in_quotes(column) + ": found " + text + "; --missing " + text + " makes it a missing value");
  }
  throw InputError(place + ": column " + in_quotes(column) + ": expected a number that fits float32, found " + shortest(value));
}

double number(const CsvTable& csv, std::size_t row, std::size_t column) {
  try {
    return csv.number_or_infinity(row, column);
  } catch (const InputError& error) {
    throw InputError(std::string(error.what()) + "; --exclude leaves a column out");
  }
}

class CsvSource final : public TableSource {
 public:
  CsvSource(const std::filesystem::path& file, const KeyTables& tables) : table_(tables.read(file, Duplicate::none, TableKind::csv)) {
    file_ = table_->csv().name();
    table_->refuse(Duplicate::same_architecture, "; a joined table has one row for each architecture");
    indices_ = table_->indices();
    const std::vector<CsvField>& header = table_->csv().header();
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (i == table_->key_column()) continue;
      table_->csv().column(header[i].text);  // refuses a name that stands in the header twice
      columns_.push_back(header[i].text);
      places_.push_back(i);
    }
  }

  void read(std::span<const std::size_t> columns, std::span<const std::uint64_t> rows, const std::vector<double>& missing,
            StridedValues out) const override {
    const CsvTable& csv = table_->csv();
    // In the order of the file, so that the first bad line is the one that is reported.
    std::vector<std::size_t> by_row(rows.size()), by_column(columns.size());
    std::iota(by_row.begin(), by_row.end(), std::size_t{0});
    std::iota(by_column.begin(), by_column.end(), std::size_t{0});
    std::stable_sort(by_row.begin(), by_row.end(), [&](std::size_t a, std::size_t b) { return rows[a] < rows[b]; });
    std::stable_sort(by_column.begin(), by_column.end(), [&](std::size_t a, std::size_t b) { return columns[a] < columns[b]; });
    for (const std::size_t i : by_row) {
      for (const std::size_t j : by_column) {
        const std::size_t column = places_[columns[j]];
        double value = number(csv, rows[i], column);
        if (std::find(missing.begin(), missing.end(), value) != missing.end()) value = std::nan("");
        if (!acceptable(value)) refuse(csv.where(csv.at(rows[i], column)), columns_[columns[j]], value);
        out.values[i * out.stride + j] = value;
      }
    }
  }

 private:
  std::shared_ptr<const KeyTable> table_;
  std::vector<std::size_t> places_;  ///< [columns_] in the CSV
};

class StoreSource final : public TableSource {
 public:
  StoreSource(const std::filesystem::path& file, const SearchSpace& space) : store_(file) {
    file_ = store_.name();
    if (space_of_store(store_.schema(), file_)->definition() != space.definition()) {
      throw InputError(file_ + ": expected rows of the space " + space.name() + ", found those of " + store_.schema().features.space +
                       (store_.schema().features.space == space.name() ? " with another definition" : ""));
    }
    indices_ = indices_of_rows(store_, space, 0, store_.schema().n_rows);
    const ValueReader reader(store_);
    readers_ = reader.columns();
    const std::vector<ValueReader::Column> real = reader.real_columns();
    readers_.insert(readers_.end(), real.begin(), real.end());
    for (const ValueReader::Column& column : readers_) columns_.push_back(column.name);
    refuse_repeated_rows(space);
  }

  void read(std::span<const std::size_t> columns, std::span<const std::uint64_t> rows, const std::vector<double>& missing,
            StridedValues out) const override {
    std::vector<ValueReader::Column> chosen;
    for (const std::size_t column : columns) chosen.push_back(readers_[column]);
    read_values(store_, chosen, rows, out);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < columns.size(); ++j) {
        double& value = out.values[i * out.stride + j];
        if (std::find(missing.begin(), missing.end(), value) != missing.end()) value = std::nan("");
        if (!acceptable(value)) refuse(file_ + ": row " + std::to_string(rows[i]), columns_[columns[j]], value);
      }
    }
  }

 private:
  /// Graphs that differ in the numbering of their nodes are one architecture and may have different features.
  void refuse_repeated_rows(const SearchSpace& space) const {
    std::unordered_set<std::uint64_t> seen;
    for (const std::uint64_t index : indices_) {
      if (!seen.insert(index).second) throw InputError(file_ + ": the architecture " + space.key(index) + " has two rows");
    }
  }

  StoreReader store_;
  std::vector<ValueReader::Column> readers_;  ///< [columns_]
};

}  // namespace

std::unique_ptr<TableSource> TableSource::open(const std::filesystem::path& file, const KeyTables& tables) {
  std::unique_ptr<TableSource> source;
  if (is_hdf5_file(file)) {
    source = std::make_unique<StoreSource>(file, tables.space());
  } else {
    source = std::make_unique<CsvSource>(file, tables);
  }
  if (source->columns().empty()) throw InputError(source->file() + ": expected columns beside the keys, found none");
  return source;
}

void read_values(const StoreReader& store, std::span<const ValueReader::Column> columns, std::span<const std::uint64_t> rows, StridedValues out) {
  constexpr std::uint64_t rows_at_once = 4096;
  std::vector<std::size_t> by_row(rows.size());
  std::iota(by_row.begin(), by_row.end(), std::size_t{0});
  std::stable_sort(by_row.begin(), by_row.end(), [&](std::size_t a, std::size_t b) { return rows[a] < rows[b]; });
  ValueReader reader(store);
  for (std::size_t next = 0; next < by_row.size();) {
    const std::uint64_t first = rows[by_row[next]];
    const std::uint64_t n = std::min(rows_at_once, store.schema().n_rows - first);
    reader.read(first, n);
    for (; next < by_row.size() && rows[by_row[next]] < first + n; ++next) {
      const std::uint64_t row = rows[by_row[next]] - first;
      double* values = out.values + by_row[next] * out.stride;
      for (const ValueReader::Column& column : columns) *values++ = reader.value(row, column);
    }
  }
}

}  // namespace cartograf
