#include "host/store/statistics.hpp"

#include <algorithm>
#include <iterator>

#include "host/engine/feature_stream.hpp"
#include "host/store/value_reader.hpp"
#include "io/hdf5/matrix_file.hpp"
#include "kernels/linalg/gram_properties.hpp"
#include "kernels/linalg/rank.hpp"

namespace cartograf {
namespace {

/// Rows of a batch: about this many bytes, so that every thread gets some and a GPU is busy.
constexpr std::uint64_t kStatisticsBatchSize = std::uint64_t{32} << 20;
constexpr std::uint64_t kStatisticsBatchRows = std::uint64_t{1} << 18;

std::uint64_t statistics_batch_rows(std::size_t n_columns) { return std::clamp<std::uint64_t>(kStatisticsBatchSize / n_columns, 1, kStatisticsBatchRows); }

GramAccumulator accumulator_of(const std::vector<FeatureColumn>& columns, const std::string& where, const Execution& options) {
  if (columns.empty()) throw InputError(where + ": expected feature columns of whole numbers, found none");
  return {columns.size(), options.device, options.threads};
}

/// The numerators of what `reader` has read.
void take_numerators(const ValueReader& reader, const std::vector<ValueReader::Column>& columns, std::uint64_t n, const std::string& where,
                     std::int8_t* out) {
  for (std::uint64_t row = 0; row < n; ++row) {
    for (const ValueReader::Column& column : columns) {
      const std::int64_t numerator = reader.numerator(row, column);
      if (numerator != static_cast<std::int8_t>(numerator)) {
        throw InputError(where + ": column '" + column.name + "': expected numerators from -128 to 127, found " + std::to_string(numerator));
      }
      *out++ = static_cast<std::int8_t>(numerator);
    }
  }
}

/// Groups of equal columns, and how many columns there are when each group counts once.
void find_duplicates(FeatureStatistics& statistics) {
  std::vector<std::vector<std::size_t>> groups;
  const auto equal = [&](std::size_t i, std::size_t j) {
    return are_equal(statistics.gram, i, statistics.columns[i].divisor, j, statistics.columns[j].divisor);
  };
  for (std::size_t i = 0; i < statistics.columns.size(); ++i) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& members) { return equal(members.front(), i); });
    if (group != groups.end()) {
      group->push_back(i);
    } else {
      groups.push_back({i});
    }
  }
  statistics.distinct = groups.size();
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(statistics.duplicates), [](const auto& members) { return members.size() > 1; });
}

void find_ranks(FeatureStatistics& statistics, int threads) {
  const std::size_t n = statistics.columns.size();
  // The last column of the augmented matrix is ones. Centring takes their direction out of the space that all span.
  const std::vector<std::size_t> ranks = prefix_ranks(statistics.gram.augmented(), n + 1, threads);
  for (std::size_t i = 0; i < n; ++i) {
    if (ranks[i + 1] == ranks[i]) statistics.dependent.push_back(i);
  }
  statistics.rank = ranks[n];
  statistics.centred_rank = ranks[n + 1] - 1;
}

FeatureStatistics finished(std::string space, std::string_view convention, std::vector<FeatureColumn> columns, std::vector<std::string> left_out,
                           GramMatrix gram, int threads) {
  FeatureStatistics statistics{std::move(space), std::string(convention), std::move(columns), std::move(left_out), std::move(gram), {}, {}, {}};
  for (std::size_t i = 0; i < statistics.columns.size(); ++i) {
    if (is_constant(statistics.gram, i)) statistics.constant.push_back(i);
  }
  find_duplicates(statistics);
  find_ranks(statistics, threads);
  return statistics;
}

double divisor_of(const FeatureColumn& column) { return column.divisor == 0 ? 1.0 : column.divisor; }

}  // namespace

double FeatureStatistics::mean(std::size_t column) const { return cartograf::mean(gram, column) / divisor_of(columns[column]); }

double FeatureStatistics::variance(std::size_t column) const {
  const double divisor = divisor_of(columns[column]);
  return cartograf::variance(gram, column) / (divisor * divisor);
}

FeatureStatistics statistics_of(const SearchSpace& space, const FeatureSet& all, const Architectures& architectures,
                                const StatisticsOptions& options) {
  if (architectures.n > GramAccumulator::kMaxRows) {  // better said now than after years
    throw InputError(space.name() + ": statistics are of at most " + std::to_string(GramAccumulator::kMaxRows) + " architectures, found " +
                     std::to_string(architectures.n) + "; choose a range or a sample");
  }
  std::vector<std::size_t> whole;  // the columns of whole numbers, of which there are exact sums of products
  std::vector<std::string> left_out;
  for (std::size_t i = 0; i < all.columns().size(); ++i) {
    if (all.columns()[i].real()) {
      left_out.push_back(all.columns()[i].name);
    } else {
      whole.push_back(i);
    }
  }
  for (const FeatureColumn& wide : all.wide_columns()) left_out.push_back(wide.name);
  const FeatureSet features = all.some(whole);
  GramAccumulator accumulator = accumulator_of(features.columns(), space.name(), options.execution);
  FeatureStream stream(space, features, {Dtype::int8}, options.execution);
  stream.for_each(architectures, statistics_batch_rows(features.columns().size()), [&](const Batch& batch) {
    accumulator.add(static_cast<const std::int8_t*>(batch.rows.data), batch.size(), batch.rows.device);
  });
  return finished(space.name(), to_string(features.convention), features.columns(), std::move(left_out), accumulator.result(), options.execution.threads);
}

FeatureStatistics statistics_of(const StoreReader& store, const StatisticsOptions& options) {
  const StoreSchema& schema = store.schema();
  ValueReader reader(store);
  std::vector<ValueReader::Column> columns;
  std::vector<FeatureColumn> names;
  std::vector<std::string> left_out;
  for (ValueReader::Column& column : reader.columns()) {
    if (column.kind == ValueReader::Column::Kind::feature && !column.holds_reals()) {
      names.push_back({column.name, column.divisor});
      columns.push_back(std::move(column));
    } else {
      left_out.push_back(column.name);
    }
  }
  GramAccumulator accumulator = accumulator_of(names, store.name(), options.execution);
  std::vector<std::int8_t> rows;
  const std::uint64_t batch_rows = statistics_batch_rows(columns.size());
  for (std::uint64_t first = 0; first < schema.n_rows; first += batch_rows) {
    const std::uint64_t n = std::min(batch_rows, schema.n_rows - first);
    rows.resize(n * columns.size());
    if (schema.features.dtype == Dtype::int8) {
      store.read_features(first, n, rows.data());
    } else {
      reader.read(first, n);
      take_numerators(reader, columns, n, store.name(), rows.data());
    }
    accumulator.add(rows.data(), n);
    options.execution.progress(first + n, schema.n_rows);
  }
  return finished(schema.features.space, schema.features.convention, std::move(names), std::move(left_out), accumulator.result(), options.execution.threads);
}

void write_correlation(const FeatureStatistics& statistics, const std::filesystem::path& target, bool overwrite) {
  NamedMatrix matrix{"correlation", {}, statistics.space, statistics.convention, static_cast<std::uint64_t>(statistics.gram.n_rows()), {}};
  for (const FeatureColumn& column : statistics.columns) matrix.names.push_back(column.name);
  matrix.row = [&](std::size_t i, double* row) {
    for (std::size_t j = 0; j < statistics.columns.size(); ++j) row[j] = correlation(statistics.gram, i, j);
  };
  write_matrix(matrix, target, overwrite);
}

}  // namespace cartograf
