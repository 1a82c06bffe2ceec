#include "host/search/space_rows.hpp"

#include <algorithm>
#include <optional>

#include "host/table/column_selection.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// That which load_features() gives: a store of wide columns alone has no features that could be float64.
Dtype dtype_of_rows(const FeatureSet& features, Dtype asked) {
  const bool joined = !features.wide_columns().empty() && (asked == Dtype::int8 || features.columns().empty());
  return joined ? Dtype::float32 : asked;
}

StreamContent content_of(const SearchSpace& space, const FeatureSet& features, Dtype dtype, bool keys) {
  if (features.n_columns() == 0) throw InputError(space.name() + ": expected feature columns, the families chosen have none");
  require_dtype(features, dtype);
  StreamContent content;
  content.dtype = dtype_of_rows(features, dtype);
  content.wide_in_rows = true;
  content.keys = keys;
  return content;
}

/// The families that have columns and whose columns are all in `columns`.
std::vector<std::string> matching_families(const SearchSpace& space, Convention convention, const std::vector<FeatureColumn>& columns) {
  std::vector<std::string> matching;
  for (const Family& family : families_of(space, convention)) {
    const std::optional<FeatureSet> set = alone(family, convention);
    if (!set) continue;  // more columns than a store may have
    const std::vector<FeatureColumn> wanted = columns_of_matrix(*set);
    const auto is_there = [&](const FeatureColumn& column) { return std::find(columns.begin(), columns.end(), column) != columns.end(); };
    if (!wanted.empty() && std::all_of(wanted.begin(), wanted.end(), is_there)) matching.push_back(family.name);
  }
  return matching;
}

/// The set with `wanted` columns alone, when these are some of its columns in its order.
std::optional<FeatureSet> with_some_columns(const FeatureSet& all, const std::vector<FeatureColumn>& wanted) {
  std::vector<std::size_t> positions;
  auto next = wanted.begin();
  for (std::size_t i = 0; i < all.columns().size() && next != wanted.end(); ++i) {
    if (all.columns()[i] != *next) continue;
    ++next;
    positions.push_back(i);
  }
  FeatureSet some = all.some(positions);
  for (const ColumnBlockPointer& block : all.wide_blocks()) {
    std::vector<std::size_t> of_block;
    for (std::size_t i = 0; i < block->columns().size(); ++i) {
      if (std::find(next, wanted.end(), block->columns()[i]) != wanted.end()) of_block.push_back(i);
    }
    if (!of_block.empty()) some.add(block->some(of_block));
  }
  if (columns_of_matrix(some) != wanted) return std::nullopt;
  return some;
}

}  // namespace

FeatureDescription description_of_rows(const SearchSpace& space, const FeatureSet& features, Dtype asked) {
  const Dtype dtype = dtype_of_rows(features, asked);
  const std::vector<FeatureColumn> columns = columns_of_matrix(features);
  return {space.name(),
          std::string(to_string(features.convention)),
          dtype,
          representation_of(dtype),
          columns,
          features.families,
          column_families(space, features.convention, features.families, columns),
          lacks_edges(space)};
}

SpaceRows::SpaceRows(const SearchSpace& space, const FeatureSet& features, Dtype dtype, const Execution& execution, bool keys)
    : space_(space),
      features_(features),
      dtype_(dtype_of_rows(features, dtype)),
      stream_(space, features, content_of(space, features, dtype, keys), execution) {}

MatrixView SpaceRows::range(std::uint64_t first, std::uint64_t n) {
  return stream_.batch(architecture_range(space_, first, first + n), 0, n).rows;
}

RowSource SpaceRows::source(std::span<const std::uint64_t> indices) {
  return {indices.size(), [this, indices](std::uint64_t first, std::uint64_t n) { return listed(indices.subspan(first, n)); }};
}

namespace {

/// Throws InputError for a model that no features of the space alone can serve.
void require_features_alone(const ModelInfo& info, const SearchSpace& space) {
  if (info.features.space != space.name()) {
    throw InputError("the model was trained on " + (info.features.space.empty() ? "numbers of one's own" : "the space " + in_quotes(info.features.space)) +
                     ", not on " + in_quotes(space.name()));
  }
  if (const auto& joined = info.features.preparation.joined; !joined.empty()) {
    throw InputError("the model was trained on columns of joined tables, the first is " + in_quotes(joined.front()) +
                     ", which cannot be computed; apply it to a store ('cartograf predict F.h5 --join ...')");
  }
  if (const auto& logarithms = info.features.preparation.logarithms; !logarithms.empty()) {
    throw InputError("the model was trained on logarithms of columns, the first is '" + logarithms.front() +
                     "'; apply it to a store ('cartograf predict F.h5')");
  }
}

}  // namespace

FeatureSet features_of(const ModelInfo& info, const SearchSpace& space, const FeatureSet& features) {
  require_features_alone(info, space);
  if (columns_of_matrix(features) != info.features.columns) {
    if (auto some = with_some_columns(features, info.features.columns)) return std::move(*some);
  }
  require_columns(info.features.columns, columns_of_matrix(features), space.name() + ", convention " + info.features.convention);
  return features;
}

FeatureSet features_of(const ModelInfo& info, const SearchSpace& space) {
  require_features_alone(info, space);
  const Convention convention = parse_convention(info.features.convention);
  const FeatureSet features = select_features(space, convention, info.features.families);
  if (info.features.families.empty() && columns_of_matrix(features) != info.features.columns) {
    FeatureSet matching = select_features(space, convention, matching_families(space, convention, info.features.columns));
    if (columns_of_matrix(matching) == info.features.columns) return matching;
  }
  return features_of(info, space, features);
}

}  // namespace cartograf
