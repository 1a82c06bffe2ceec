#include "host/search/space_rows.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "host/table/column_selection.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cpu/launch.hpp"

namespace cartograf {
namespace {

/// As a store has them: in the order of their names.
std::vector<CostColumn> sorted_costs(const FeatureSet& features) {
  std::vector<CostColumn> costs = features.costs;
  std::sort(costs.begin(), costs.end(), [](const CostColumn& a, const CostColumn& b) { return a.name < b.name; });
  return costs;
}

std::vector<FeatureColumn> columns_of(const FeatureSet& features) {
  std::vector<FeatureColumn> columns = features.columns;
  for (const CostColumn& cost : sorted_costs(features)) columns.push_back({cost.name, 1});
  return columns;
}

/// That which load_features() gives: a store of costs alone has no features that could be float64.
Dtype dtype_of_rows(const FeatureSet& features, Dtype asked) {
  const bool joined = !features.costs.empty() && (asked == Dtype::int8 || features.columns.empty());
  return joined ? Dtype::float32 : asked;
}

/// The families that have columns and whose columns are all in `columns`.
std::vector<std::string> matching_families(const SearchSpace& space, Convention convention, const std::vector<FeatureColumn>& columns) {
  std::vector<std::string> matching;
  for (const FamilyInfo& family : space.families(convention)) {
    FeatureSet alone(convention, FeaturePlan(space.cell(), space.complete()));
    try {
      family.add(alone);
    } catch (const InputError&) {
      continue;  // more columns than a store may have
    }
    const std::vector<FeatureColumn> wanted = columns_of(alone);
    const auto is_there = [&](const FeatureColumn& column) { return std::find(columns.begin(), columns.end(), column) != columns.end(); };
    if (!wanted.empty() && std::all_of(wanted.begin(), wanted.end(), is_there)) matching.push_back(family.name);
  }
  return matching;
}

/// The set with `wanted` columns alone, when these are some of its columns in its order.
std::optional<FeatureSet> with_some_columns(const FeatureSet& all, const std::vector<FeatureColumn>& wanted, const SearchSpace& space) {
  std::vector<std::size_t> positions;
  auto next = wanted.begin();
  for (std::size_t i = 0; i < all.columns.size() && next != wanted.end(); ++i) {
    if (all.columns[i] != *next) continue;
    ++next;
    positions.push_back(i);
  }
  FeatureSet some = with_columns(space, all, positions);
  for (const CostColumn& cost : sorted_costs(all)) {
    if (next == wanted.end() || *next != FeatureColumn{cost.name, 1}) continue;
    ++next;
    some.add_cost(cost);
  }
  if (next != wanted.end()) return std::nullopt;
  return some;
}

}  // namespace

SpaceRows::SpaceRows(const SearchSpace& space, const FeatureSet& features, Dtype dtype, const EngineOptions& options)
    : space_(space),
      features_(features),
      dtype_(dtype_of_rows(features, dtype)),
      threads_(options.threads),
      engine_(space, features, options),
      costs_(sorted_costs(features)),
      columns_(columns_of(features)) {
  if (columns_.empty()) throw InputError(space.name() + ": expected feature columns, the families chosen have none");
  require_dtype(features, dtype);
}

FeatureDescription SpaceRows::description() const {
  return {space_.name(),
          std::string(to_string(features_.convention)),
          dtype_,
          representation_of(dtype_),
          columns_,
          features_.families,
          column_families(space_, features_.convention, features_.families, columns_),
          lacks_edges(space_)};
}

MatrixView SpaceRows::range(std::uint64_t first, std::uint64_t n) {
  if (costs_.empty()) return engine_.batch(first, n, dtype_);
  computed_.resize(n * features_.columns.size() * size_of(dtype_));
  if (!computed_.empty()) engine_.compute_range(first, n, dtype_, computed_.data());
  ArchitectureSource architectures;
  architectures.first = first;
  return with_costs(architectures, n);
}

MatrixView SpaceRows::listed(std::span<const std::uint64_t> indices) {
  if (costs_.empty()) return engine_.batch(indices, dtype_);
  computed_.resize(indices.size() * features_.columns.size() * size_of(dtype_));
  if (!computed_.empty()) engine_.compute(indices, dtype_, computed_.data());
  ArchitectureSource architectures;
  architectures.indices = indices.data();
  return with_costs(architectures, indices.size());
}

RowSource SpaceRows::source(std::span<const std::uint64_t> indices) {
  return {indices.size(), [this, indices](std::uint64_t first, std::uint64_t n) { return listed(indices.subspan(first, n)); }};
}

MatrixView SpaceRows::with_costs(ArchitectureSource architectures, std::uint64_t n) {
  architectures.codec = space_.codec();
  const auto n_words = static_cast<std::uint64_t>(architectures.codec.n_words());
  words_.resize(n * n_words);
  cpu::write_adjacency(architectures, n, words_.data(), threads_);
  joined_.resize(n * row_size());
  const std::size_t computed_size = features_.columns.size() * size_of(dtype_);
  constexpr std::uint64_t rows_per_task = 1024;
  parallel_for(static_cast<std::int64_t>((n + rows_per_task - 1) / rows_per_task), threads_, [&](std::int64_t task) {
    const std::uint64_t begin = static_cast<std::uint64_t>(task) * rows_per_task;
    for (std::uint64_t row = begin; row < std::min(n, begin + rows_per_task); ++row) {
      std::byte* out = joined_.data() + row * row_size();
      if (computed_size > 0) std::memcpy(out, computed_.data() + row * computed_size, computed_size);
      out += computed_size;
      for (const CostColumn& cost : costs_) {
        const std::int64_t value = cost.evaluate(&words_[row * n_words]);
        with_dtype(dtype_, [&](auto zero) {
          const auto number = static_cast<decltype(zero)>(value);
          std::memcpy(out, &number, sizeof(number));
          out += sizeof(number);
        });
      }
    }
  });
  return {joined_.data(), dtype_, n, columns_.size(), {}};
}

FeatureSet features_of(const ModelInfo& info, const SearchSpace& space) {
  if (info.features.space != space.name()) {
    throw InputError("the model was trained on the space " + info.features.space + ", not on " + space.name());
  }
  if (const auto& joined = info.features.preparation.joined; !joined.empty()) {
    throw InputError("the model was trained on columns of joined tables, the first is '" + joined.front() +
                     "', which cannot be computed; apply it to a store ('cartograf predict F.h5 --join ...')");
  }
  if (const auto& logarithms = info.features.preparation.logarithms; !logarithms.empty()) {
    throw InputError("the model was trained on logarithms of columns, the first is '" + logarithms.front() +
                     "'; apply it to a store ('cartograf predict F.h5')");
  }
  const Convention convention = parse_convention(info.features.convention);
  FeatureSet features = select_features(space, convention, info.features.families);
  if (info.features.families.empty() && columns_of(features) != info.features.columns) {
    FeatureSet matching = select_features(space, convention, matching_families(space, convention, info.features.columns));
    if (columns_of(matching) == info.features.columns) return matching;
  }
  if (columns_of(features) != info.features.columns) {
    if (auto some = with_some_columns(features, info.features.columns, space)) return std::move(*some);
  }
  require_columns(info.features.columns, columns_of(features), space.name() + ", convention " + info.features.convention);
  return features;
}

}  // namespace cartograf
