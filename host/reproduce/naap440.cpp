#include "host/reproduce/naap440.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "host/metrics/metrics.hpp"
#include "host/metrics/monotonicity.hpp"
#include "host/predictor/kinds/as_numpy.hpp"
#include "host/reproduce/naap440_reference.hpp"
#include "kernels/base/task_threads.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

constexpr std::array<int, 4> kEpochs = {0, 3, 6, 9};
constexpr std::uint64_t kFirstSeed = 20220905;
constexpr std::uint64_t kSeeds = 5;

struct Rows {
  std::size_t n_columns = 0;
  std::vector<double> values;  ///< [targets x n_columns]
  std::vector<double> targets;

  MatrixView view() const { return {values.data(), Dtype::float64, targets.size(), n_columns, {}}; }
};

struct Data {
  Rows train, test;
};

bool is_logarithmic(const std::string& column) { return column == "NumParams" || column == "NumMACs"; }

std::vector<std::string> columns_for(int epochs) {
  if (epochs == 0) return {"NumParams", "NumStages"};
  std::vector<std::string> columns = {"NumParams", "NumMACs", "NumLayers", "NumStages", "FirstLayerWidth", "LastLayerWidth"};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    for (const char* quantity : {"LossMean", "LossMedian", "Accuracy"}) columns.push_back("e" + std::to_string(epoch) + quantity);
  }
  return columns;
}

/// Throws InputError for an empty field.
double number_at(const CsvTable& table, std::size_t row, const std::string& column) {
  const std::size_t position = table.column(column);
  const double value = table.number(row, position);
  if (std::isnan(value)) throw InputError(table.where(table.at(row, position)) + ": expected a number for " + column + ", found none");
  return value;
}

double feature_at(const CsvTable& table, std::size_t row, const std::string& column) {
  const double value = number_at(table, row, column);
  if (!is_logarithmic(column)) return value;
  if (value <= 0) throw InputError(table.where(table.at(row, table.column(column))) + ": expected " + column + " above 0, found " + shortest(value));
  return std::log(value);
}

std::vector<std::size_t> order_by_accuracy(const CsvTable& table) {
  std::vector<double> accuracies;
  for (std::size_t row = 0; row < table.n_rows(); ++row) accuracies.push_back(number_at(table, row, "MaxAccuracy"));
  return numpy::quicksort_order(accuracies);
}

Data data_for(const CsvTable& table, const std::vector<std::size_t>& order, int epochs) {
  const std::vector<std::string> columns = columns_for(epochs);
  Data data;
  for (const std::size_t row : order) {
    Rows& rows = number_at(table, row, "IsTest") == 0 ? data.train : data.test;
    rows.n_columns = columns.size();
    for (const std::string& column : columns) rows.values.push_back(feature_at(table, row, column));
    rows.targets.push_back(number_at(table, row, "MaxAccuracy"));
  }
  if (data.train.targets.size() < 2 || data.test.targets.size() < 2) {
    throw InputError(table.name() + ": expected at least 2 rows with IsTest = 0 and 2 with IsTest = 1");
  }
  return data;
}

Naap440Entry run(const PredictorSpec& predictor, const Data& data, std::uint64_t seed) {
  const MatrixView train = data.train.view();
  const RowSource rows{train.n_rows, [&](std::uint64_t first, std::uint64_t n) {
                         return MatrixView{train.row(first), train.dtype, n, train.n_columns, {}};
                       }};
  const std::vector<double> predicted = train_predictor(predictor, {rows, data.train.targets}, {{}, 1, seed}).predict(data.test.view());
  const Monotonicity order = monotonicity(data.test.targets, predicted);
  return {compute_metrics(data.test.targets, predicted).mae, order.score(), order.violations};
}

Naap440Entry median_run(const Naap440Algorithm& algorithm, const Data& data) {
  std::vector<Naap440Entry> entries;
  for (std::uint64_t i = 0; i < (algorithm.random ? kSeeds : 1); ++i) entries.push_back(run(algorithm.predictor, data, kFirstSeed + i));
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.violations < b.violations; });
  return entries[entries.size() / 2];
}

std::vector<Naap440Algorithm> chosen(const std::vector<std::string>& names) {
  if (names.empty()) return naap440_algorithms();
  std::vector<std::string> known;
  for (const Naap440Algorithm& algorithm : naap440_algorithms()) known.push_back(algorithm.name);
  std::vector<Naap440Algorithm> result;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) throw InputError("unknown algorithm of the table: '" + name + "'" + did_you_mean(name, known));
    result.push_back(naap440_algorithms()[static_cast<std::size_t>(found - known.begin())]);
  }
  return result;
}

bool equal_in_print(const std::optional<double>& printed, double value) { return !printed || std::fabs(*printed - naap440_rounded(value)) < 1e-9; }

/// What is read back of a number that was written with so many decimals.
double through_text(double value, int decimals) { return parse_number<double>(with_decimals(value, decimals)).value(); }

}  // namespace

double naap440_rounded(double value) { return through_text(through_text(value, 4), 3); }

bool Naap440Row::equal() const {
  return ours.violations == reference.violations && equal_in_print(reference.mae, ours.mae) && equal_in_print(reference.score, ours.score);
}

std::vector<Naap440Row> reproduce_naap440(const std::filesystem::path& csv, const Naap440Options& options) {
  const std::vector<Naap440Algorithm> algorithms = chosen(options.algorithms);
  const CsvTable table = CsvTable::read(csv);
  const std::vector<std::size_t> order = order_by_accuracy(table);
  std::vector<Data> data;
  for (const int epochs : kEpochs) data.push_back(data_for(table, order, epochs));
  std::vector<Naap440Row> rows(algorithms.size() * kEpochs.size());
  std::uint64_t done = 0;
  std::mutex lock;
  run_tasks(static_cast<std::int64_t>(rows.size()), resolve_threads(options.execution.threads), [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    const Naap440Algorithm& algorithm = algorithms[i / kEpochs.size()];
    const std::size_t e = i % kEpochs.size();
    rows[i] = {algorithm.name, kEpochs[e], median_run(algorithm, data[e]), naap440_reference(algorithm.name, kEpochs[e])};
    const std::lock_guard guard(lock);
    options.execution.progress(++done, rows.size());
  });
  return rows;
}

}  // namespace cartograf
