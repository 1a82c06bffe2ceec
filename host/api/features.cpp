#include <cartograf/features.hpp>

#include <algorithm>
#include <cstring>

#include "host/api/conversions.hpp"
#include "host/engine/feature_stream.hpp"
#include "host/family/family.hpp"
#include "host/family/function_block.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

/// Bytes of a batch that still lie in a cache of a CPU.
constexpr std::uint64_t kBatchBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMostBatchRows = std::uint64_t{1} << 16;

void check_family(const Features& features, const FeatureFamily& family) {
  if (family.name.empty() || family.name.find(':') != std::string::npos) {
    throw InputError("a family of one's own needs a name without a colon, found " + in_quotes(family.name));
  }
  const std::vector<std::string>& chosen = features.implementation().families;
  if (std::find(chosen.begin(), chosen.end(), family.name) != chosen.end()) {
    throw InputError("there is a family " + in_quotes(family.name) + " already");
  }
  if (family.columns.empty()) throw InputError("family " + in_quotes(family.name) + ": expected at least one column, found none");
  if (!family.compute) throw InputError("family " + in_quotes(family.name) + ": expected a function that computes it, found none");
  const std::vector<std::string> known = families_of_space(features);
  if (std::find(known.begin(), known.end(), family.name) != known.end()) {
    throw InputError("family " + in_quotes(family.name) + " is one of " + features.space().name() + "'s own; choose another name");
  }
  std::vector<std::string> names;
  for (const FeatureColumn& column : features.columns()) names.push_back(column.name);
  for (const std::string& column : family.columns) {
    if (column.empty()) throw InputError("family " + in_quotes(family.name) + ": expected a name for each column, found an empty one");
    if (std::find(names.begin(), names.end(), column) != names.end()) {
      throw InputError("family " + in_quotes(family.name) + ": there is a column '" + column + "' already");
    }
    names.push_back(column);
  }
}

}  // namespace

std::vector<std::string> families_of_space(const Features& features) {
  std::vector<std::string> names;
  for (const Family& family : families_of(features.space().implementation(), features.implementation().convention)) names.push_back(family.name);
  return names;
}

Execution execution_of(const RunOptions& run) {
  constexpr int most_threads = 4096;
  if (run.threads < 0 || run.threads > most_threads) {
    throw InputError("expected 0 (all cores) to " + std::to_string(most_threads) + " threads, found " + std::to_string(run.threads));
  }
  Execution execution;
  execution.device = run.device;
  execution.threads = run.threads;
  if (run.progress) execution.progress = run.progress;
  return execution;
}

void require_same_space(const Space& expected, const Space& found) {
  if (&expected.implementation() == &found.implementation() || expected.definition() == found.definition()) return;
  throw InputError("expected architectures of the space " + expected.name() + ", found those of " + found.name() +
                   (expected.name() == found.name() ? ", which is defined otherwise" : ""));
}

Features::Features(Space space, FeatureSet set)
    : space_(std::move(space)), set_(std::make_shared<FeatureSet>(std::move(set))), columns_(columns_of_matrix(*set_)) {}

Features::Features(Space space, const std::vector<std::string>& families, Convention convention)
    : Features(space, select_features(space.implementation(), convention, families)) {}

Features Features::with(const FeatureFamily& family) const {
  check_family(*this, family);
  FeatureSet set = *set_;
  set.add(std::make_shared<FunctionBlock>(family));
  set.families.push_back(family.name);
  return {space_, std::move(set)};
}

const std::vector<FeatureColumn>& Features::columns() const { return columns_; }

Dtype Features::natural_dtype() const { return set_->wide_columns().empty() ? cartograf::natural_dtype(*set_) : Dtype::float64; }

std::size_t column_index(const std::vector<FeatureColumn>& columns, std::string_view name) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : columns) {
    if (column.name == name) return names.size();
    names.push_back(column.name);
  }
  throw InputError("there is no column " + in_quotes(name) + did_you_mean(name, names));
}

std::vector<double> FeatureTable::column(std::string_view name) const {
  const std::size_t position = column_index(columns, name);
  return with_dtype(dtype, [&](auto zero) {
    const std::span<const decltype(zero)> values = rows().values<decltype(zero)>();
    std::vector<double> column(indices.size());
    for (std::size_t row = 0; row < column.size(); ++row) column[row] = static_cast<double>(values[row * columns.size() + position]);
    return column;
  });
}

struct RowStream::State {
  Features features;
  StreamOptions options;
  FeatureStream stream;

  State(const Features& f, const StreamOptions& o, const RunOptions& run)
      : features(f), options(o), stream(features.space().implementation(), features.implementation(), content(), execution_of(run)) {}

  StreamContent content() const {
    StreamContent content;
    content.dtype = options.dtype.value_or(features.natural_dtype());
    content.wide_in_rows = true;
    content.rows_on_host = !options.rows_on_device;
    content.keys = options.keys;
    content.words = row_divisors();
    return content;
  }

  bool row_divisors() const { return options.dtype == Dtype::int8 && divided_by_rows(features.columns()); }

  std::uint64_t batch_rows() const {
    if (options.batch_rows > 0) return options.batch_rows;
    return std::clamp<std::uint64_t>(kBatchBytes / std::max<std::uint64_t>(1, stream.row_size()), 1, kMostBatchRows);
  }
};

RowStream::RowStream(Features features, const StreamOptions& options, const RunOptions& run)
    : state_(std::make_unique<State>(features, options, run)) {}
RowStream::~RowStream() = default;
RowStream::RowStream(RowStream&&) noexcept = default;
RowStream& RowStream::operator=(RowStream&&) noexcept = default;

void RowStream::for_each(const ArchitectureList& architectures, const std::function<void(const FeatureBatch&)>& read) {
  require_same_space(state_->features.space(), architectures.space());
  state_->stream.for_each(architectures.implementation(), state_->batch_rows(), [&](const Batch& batch) {
    FeatureBatch out{batch.first, batch.indices, batch.rows, {}, {}};
    if (state_->row_divisors()) out.row_divisors = node_counts(state_->features.space().implementation(), batch);
    if (batch.keys.width > 0) {
      for (std::uint64_t i = 0; i < batch.size(); ++i) out.keys.push_back(batch.keys[i]);
    }
    read(out);
  });
}

FeatureTable compute(const Features& features, const ArchitectureList& architectures, std::optional<Dtype> dtype, const RunOptions& run) {
  RowStream stream(features, {.dtype = dtype}, run);
  FeatureTable table{features.columns(), {}, dtype.value_or(features.natural_dtype()), {}, {}};
  stream.for_each(architectures, [&](const FeatureBatch& batch) {
    table.indices.insert(table.indices.end(), batch.indices.begin(), batch.indices.end());
    const std::size_t before = table.data.size();
    table.data.resize(before + batch.rows.size());
    std::memcpy(table.data.data() + before, batch.rows.data, batch.rows.size());
    table.row_divisors.insert(table.row_divisors.end(), batch.row_divisors.begin(), batch.row_divisors.end());
  });
  return table;
}

}  // namespace cartograf
