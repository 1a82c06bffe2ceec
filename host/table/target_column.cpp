#include "host/table/target_column.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kRepeatsAdvice = "--repeats mean, median, first or all says what is made of several trainings of one architecture";

using RowLists = std::vector<std::vector<std::size_t>>;

/// Where one architecture is asked for several times, in different writings, a row of the table belongs to the writing that
/// it has, else to the first. A writing without a row of its own gets all of the architecture.
void part_by_writing(const KeyTable& table, std::span<const std::uint64_t> architectures, std::span<const std::uint64_t> writings, RowLists& rows) {
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < architectures.size(); ++i) places[architectures[i]].push_back(i);
  const std::size_t n_words = writings.size() / architectures.size();
  const auto words = [n_words](std::span<const std::uint64_t> all, std::size_t i) { return all.subspan(i * n_words, n_words); };
  for (const auto& [architecture, asked] : places) {
    if (asked.size() == 1 || rows[asked.front()].size() < 2) continue;
    const std::vector<std::size_t> all = std::exchange(rows[asked.front()], {});
    for (const std::size_t place : asked) rows[place].clear();
    for (const std::size_t row : all) {
      const std::span<const std::uint64_t> written = words(table.words(), row);
      const auto same = std::find_if(asked.begin(), asked.end(), [&](std::size_t place) { return std::ranges::equal(words(writings, place), written); });
      rows[same == asked.end() ? asked.front() : *same].push_back(row);
    }
    for (const std::size_t place : asked) {
      if (rows[place].empty()) rows[place] = all;
    }
  }
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : std::midpoint(values[half - 1], values[half]);
}

double one_of(const std::vector<double>& values, Repeats repeats) {
  if (values.size() == 1 || repeats == Repeats::first) return values.front();
  if (repeats == Repeats::median) return median(values);
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// How often the target is -1, as some tables write that there is none, where no other is negative.
std::size_t n_minus_one(const std::vector<TargetColumn::Entry>& entries) {
  std::size_t n = 0;
  for (const TargetColumn::Entry& entry : entries) {
    if (entry.target < 0 && entry.target != -1) return 0;
    n += entry.target == -1 ? 1 : 0;
  }
  return n < entries.size() ? n : 0;
}

std::string what_becomes_of_repeats(Repeats repeats) {
  if (repeats == Repeats::first) return "the first of them is the target";
  if (repeats == Repeats::median) return "their median is the target";
  return repeats == Repeats::mean ? "their mean is the target" : "each row is a training of its own";
}

}  // namespace

/// Reads the rows of the table that are asked for, in the order of the file.
class TargetColumn::Reader {
 public:
  Reader(const TargetColumn& column, const RowLists& rows) : csv_(column.table_->csv()), column_(column.column_), values_(csv_.n_rows(), std::nan("")) {
    std::vector<bool> asked(csv_.n_rows());
    for (const std::vector<std::size_t>& list : rows) {
      for (const std::size_t row : list) asked[row] = true;
    }
    for (std::size_t row = 0; row < asked.size(); ++row) {
      if (asked[row]) read(row);
    }
  }

  /// NaN where the row has no target.
  double value(std::size_t row) const { return values_[row]; }
  std::size_t n_missing() const { return n_missing_; }
  /// The field of the first row without a target.
  CsvField first_missing() const { return csv_.at(first_missing_, column_); }

 private:
  void read(std::size_t row) {
    if (csv_.is_missing(row, column_)) {
      if (n_missing_++ == 0) first_missing_ = row;
      return;
    }
    values_[row] = csv_.number(row, column_);
    if (std::abs(values_[row]) > std::numeric_limits<float>::max()) {  // predictors are trained on float32
      const CsvField field = csv_.at(row, column_);
      throw InputError(csv_.where(field) + ": expected a number that fits float32, found " + in_quotes(field.text));
    }
  }

  const CsvTable& csv_;
  std::size_t column_;
  std::vector<double> values_;  ///< [rows of the table]
  std::size_t n_missing_ = 0, first_missing_ = 0;
};

TargetColumn::TargetColumn(const KeyTables& tables, const TargetOptions& options)
    : tables_(tables), options_(options), table_(tables.read(*options.table, Duplicate::none, TableKind::csv)), column_(table_->csv().column(options.column)) {
  if (options.repeats != Repeats::error || table_->n_repeated() == 0) return;
  if (options.skip_missing) {
    refuse_repeated_targets();
    return;
  }
  table_->refuse(Duplicate::same_architecture,
                 "; the table has " + counted(table_->n_repeated(), "architecture") + " of several rows; " + kRepeatsAdvice);
}

void TargetColumn::refuse_repeated_targets() const {
  const CsvTable& csv = table_->csv();
  std::unordered_map<std::uint64_t, std::size_t> first_rows;
  std::unordered_set<std::uint64_t> repeated;
  std::size_t repeating = csv.n_rows();
  for (std::size_t row = 0; row < csv.n_rows(); ++row) {
    if (csv.is_missing(row, column_) || first_rows.emplace(table_->indices()[row], row).second) continue;
    repeating = std::min(repeating, row);
    repeated.insert(table_->indices()[row]);
  }
  if (repeated.empty()) return;
  const CsvField field = csv.at(repeating, table_->key_column());
  const CsvField before = csv.at(first_rows.at(table_->indices()[repeating]), table_->key_column());
  throw InputError(csv.where(field) + ": key " + in_quotes(field.text) + " has a target already, in line " + std::to_string(before.line) + "; the table has " +
                   counted(repeated.size(), "architecture") + " of several rows with targets; " + kRepeatsAdvice);
}

TargetColumn::Entries TargetColumn::of(std::span<const std::uint64_t> architectures, std::span<const std::uint64_t> writings) const {
  const std::string& file = table_->csv().name();
  RowLists rows;
  for (const std::uint64_t architecture : architectures) rows.push_back(table_->rows_of(architecture));
  if (options_.repeats == Repeats::all && !writings.empty()) part_by_writing(*table_, architectures, writings, rows);
  const Reader reader(*this, rows);
  std::size_t n_repeated = 0, n_rows_of_repeated = 0;
  std::unordered_set<std::uint64_t> seen;
  for (const std::uint64_t architecture : architectures) {
    if (!seen.insert(architecture).second) continue;
    const std::vector<std::size_t> all = table_->rows_of(architecture);
    const auto n = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](std::size_t row) {
      const double value = reader.value(row);
      return !std::isnan(value) && !options_.is_missing(value);
    }));
    if (n < 2) continue;
    ++n_repeated;
    n_rows_of_repeated += n;
  }
  Entries result;
  std::size_t n_without = 0, first_without = 0, n_absent = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<double> values;
    for (const std::size_t row : rows[i]) values.push_back(reader.value(row));
    const bool incomplete = !options_.skip_missing && std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
    if (values.empty() || incomplete) {
      n_absent += values.empty() ? 1 : 0;
      if (n_without++ == 0) first_without = i;
      continue;
    }
    std::erase_if(values, [](double value) { return std::isnan(value); });
    const std::size_t n_numbers = values.size();
    std::erase_if(values, [&](double value) { return options_.is_missing(value); });
    if (values.empty()) {
      result.n_left_out += n_numbers > 0 ? 1 : 0;
    } else if (options_.repeats == Repeats::all) {
      for (const double value : values) result.entries.push_back({i, value});
    } else {
      result.entries.push_back({i, one_of(values, options_.repeats)});
    }
  }
  if (n_without > 0) {
    std::string message = file + ": no " + in_quotes(options_.column) + " for " + grouped(n_without) + " of " + counted(architectures.size(), "architecture") +
                          ", the first is " + tables_.space().key(architectures[first_without]);
    if (!options_.skip_missing && reader.n_missing() > 0) {
      const bool are_those = reader.n_missing() > 1 && reader.n_missing() == n_without;
      message += "; " + (are_those ? std::string("rows") : counted(reader.n_missing(), "row")) + " without a target, the first is " + table_->csv().where(reader.first_missing()) + ": found " +
                 in_quotes(reader.first_missing().text) + "; --missing-target skip leaves such rows out";
    }
    if (n_absent > 0) {
      message += "; give --only with a list of the architectures to use" +
                 (options_.only ? std::string() : ": --only " + file + " takes those of the table alone");
    }
    throw InputError(message);
  }
  if (reader.n_missing() > 0) {
    result.notes.push_back(file + ": " + counted(reader.n_missing(), "row") + " without a target left out, the first in line " +
                           std::to_string(reader.first_missing().line));
  }
  if (const std::size_t n = n_minus_one(result.entries); n > 0) {
    result.notes.push_back(file + ": " + in_quotes(options_.column) + " is -1 in " + counted(n, "row") + " and nowhere else below 0; if it stands for none, --missing-target " +
                           (options_.skip_missing ? "skip,-1" : "-1") + " leaves out such architectures");
  }
  if (n_repeated > 0) {
    result.notes.push_back(file + ": " + counted(n_repeated, "architecture") + " of several rows, " + std::to_string(n_rows_of_repeated) + " in all; " +
                           what_becomes_of_repeats(options_.repeats));
  }
  return result;
}

}  // namespace cartograf
