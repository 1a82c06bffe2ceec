#include "host/store/verify.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <numeric>
#include <optional>

#include "host/engine/feature_stream.hpp"
#include "host/family/family.hpp"
#include "host/store/featurise.hpp"
#include "host/store/space_of_store.hpp"
#include "io/hdf5/store_check.hpp"
#include "kernels/algorithms/selection.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kRowsAtOnce = 4096;

/// Rows of a store, computed anew.
class Recomputation {
 public:
  Recomputation(const StoreReader& store, const Execution& execution)
      : store_(store), space_(space_of_store(store.schema(), store.name())), features_(features_of(store, *space_)),
        stream_(*space_, features_, content_of(store.schema()), execution) {
    for (const FeatureColumn& wide : features_.wide_columns()) wide_sides_.push_back(side_of("wide/" + wide.name));
  }

  /// Rows in rising order; those that follow each other are read at once.
  void compare(const std::vector<std::uint64_t>& rows) {
    Architectures architectures;
    architectures.n = rows.size();
    architectures.listed = true;
    const std::vector<std::uint64_t> runs = runs_of(rows);
    std::vector<std::string> keys;
    for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
      const std::uint64_t first = rows[runs[i]], n = runs[i + 1] - runs[i];
      const std::vector<std::uint64_t> indices = indices_of_rows(store_, *space_, first, n);
      architectures.indices.insert(architectures.indices.end(), indices.begin(), indices.end());
      std::vector<std::string> some = store_.read_keys(first, n);
      std::move(some.begin(), some.end(), std::back_inserter(keys));
    }
    if (store_.schema().key_width > 0) architectures = of_keys(rows, keys, architectures.indices);
    const Batch batch = stream_.batch(architectures, 0, rows.size());
    for (std::size_t i = 0; i + 1 < runs.size(); ++i) compare_run(batch, runs[i], rows[runs[i]], runs[i + 1] - runs[i], keys);
  }

 private:
  static FeatureSet features_of(const StoreReader& store, const SearchSpace& space) {
    const FeatureDescription& stored = store.schema().features;
    const FeatureSet features = select_features(space, parse_convention(stored.convention), stored.families);
    const std::vector<FeatureColumn>& columns = features.columns();
    for (std::size_t i = 0; i < std::max(columns.size(), stored.columns.size()); ++i) {
      const auto text = [i](const std::vector<FeatureColumn>& list) { return i < list.size() ? in_quotes(list[i].name) + " of divisor " + std::to_string(list[i].divisor) : "none"; };
      if (text(columns) == text(stored.columns)) continue;
      throw InputError(store.name() + ": column " + std::to_string(i) + ": expected " + text(columns) + ", which its families have in this version, found " + text(stored.columns));
    }
    return features;
  }

  static StreamContent content_of(const StoreSchema& schema) {
    StreamContent content;
    content.dtype = schema.features.dtype;
    content.rows_on_host = true;
    content.words = schema.adjacency || schema.row_divisor;
    return content;
  }

  std::size_t side_of(const std::string& path) const {
    const std::vector<SideColumn>& sides = store_.schema().sides;
    const auto found = std::find_if(sides.begin(), sides.end(), [&](const SideColumn& side) { return side.path == path; });
    if (found == sides.end()) throw InputError(store_.name() + ": /" + path + ": expected a column, which its families have in this version, found none");
    return static_cast<std::size_t>(found - sides.begin());
  }

  /// Where rows that follow each other begin, and the end.
  static std::vector<std::uint64_t> runs_of(const std::vector<std::uint64_t>& rows) {
    std::vector<std::uint64_t> runs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == 0 || rows[i] != rows[i - 1] + 1) runs.push_back(i);
    }
    runs.push_back(rows.size());
    return runs;
  }

  /// An architecture may be written in several ways, of which features of graphs may hang on the order of nodes.
  Architectures of_keys(const std::vector<std::uint64_t>& rows, const std::vector<std::string>& keys, const std::vector<std::uint64_t>& indices) const {
    Architectures architectures = architecture_list(*space_, keys);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (architectures.indices[i] == indices[i]) continue;
      throw InputError(place(rows[i], keys[i]) + "/index: expected " + std::to_string(architectures.indices[i]) + ", that of the key, found " + std::to_string(indices[i]));
    }
    return architectures;
  }

  std::string place(std::uint64_t row, const std::string& key) const {
    return store_.name() + ": row " + std::to_string(row) + (key.empty() ? "" : " (" + in_quotes(key) + ")") + ": ";
  }

  void compare_run(const Batch& batch, std::uint64_t begin, std::uint64_t first, std::uint64_t n, const std::vector<std::string>& keys) const {
    const StoreSchema& schema = store_.schema();
    const std::size_t n_columns = schema.features.columns.size();
    const auto key_of = [&](std::uint64_t i) { return keys.empty() ? std::string() : keys[begin + i]; };
    if (n_columns > 0) {
      with_dtype(schema.features.dtype, [&](auto zero) {
        using T = decltype(zero);
        std::vector<T> found(n * n_columns);
        store_.read_features(first, n, found.data());
        const T* const expected = static_cast<const T*>(batch.rows.data) + begin * n_columns;
        for (std::size_t i = 0; i < found.size(); ++i) {
          if (found[i] == expected[i] || (found[i] != found[i] && expected[i] != expected[i])) continue;
          throw InputError(place(first + i / n_columns, key_of(i / n_columns)) + "column " + in_quotes(schema.features.columns[i % n_columns].name) + ": expected " +
                           shortest(static_cast<double>(expected[i])) + ", found " + shortest(static_cast<double>(found[i])));
        }
      });
    }
    for (std::size_t wide = 0; wide < wide_sides_.size(); ++wide) {
      const std::vector<std::int64_t> found = store_.read_side_integers(wide_sides_[wide], first, n);
      compare_integers(found, batch.wide[wide] + begin, first, "/" + schema.sides[wide_sides_[wide]].path, key_of);
    }
    if (schema.adjacency) {
      const std::vector<std::string>& operations = schema.adjacency->operations;
      const std::vector<std::uint64_t> found = store_.read_adjacency(first, n);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const std::uint64_t expected = batch.words[begin * operations.size() + i];
        if (found[i] == expected) continue;
        throw InputError(place(first + i / operations.size(), key_of(i / operations.size())) + "/adjacency: operation " + in_quotes(operations[i % operations.size()]) + ": expected " +
                         std::to_string(expected) + ", found " + std::to_string(found[i]));
      }
    }
    if (!schema.row_divisor) return;
    const std::vector<std::uint8_t> found = store_.read_row_divisor(first, n), counts = node_counts(*space_, batch);
    compare_integers(std::vector<std::int64_t>(found.begin(), found.end()), counts.data() + begin, first, "/row_divisor", key_of);
  }

  template <class T, class KeyOf>
  void compare_integers(const std::vector<std::int64_t>& found, const T* expected, std::uint64_t first, const std::string& path, const KeyOf& key_of) const {
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] == static_cast<std::int64_t>(expected[i])) continue;
      throw InputError(place(first + i, key_of(i)) + path + ": expected " + std::to_string(expected[i]) + ", found " + std::to_string(found[i]));
    }
  }

  const StoreReader& store_;
  std::unique_ptr<SearchSpace> space_;
  FeatureSet features_;
  FeatureStream stream_;
  std::vector<std::size_t> wide_sides_;
};

}  // namespace

Verification verify(const StoreReader& store, const VerifyOptions& options) {
  const std::uint64_t n_rows = store.schema().n_rows, n = std::min(options.n_rows, n_rows);
  const Progress& progress = options.execution.progress;
  const StoreCheck check = check_store(store, options.execution.threads, [&](std::uint64_t passed) { progress(passed, n_rows + n); });
  Verification result{check.content_digest, !store.content_digest().empty(), check.without_checksum, 0};
  if (check.content_digest.empty()) return result;  // predictions are of a model that is not here
  std::vector<std::uint64_t> rows(n);
  if (n == n_rows) {
    std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  } else {
    sample(n_rows, options.seed, 0, n, rows.data(), options.execution.threads);
    std::sort(rows.begin(), rows.end());
  }
  Execution quiet = options.execution;
  quiet.progress = [](std::uint64_t, std::uint64_t) {};
  Recomputation recomputation(store, quiet);
  for (std::uint64_t first = 0; first < n; first += kRowsAtOnce) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    recomputation.compare({begin, begin + static_cast<std::ptrdiff_t>(std::min(kRowsAtOnce, n - first))});
    result.n_recomputed = std::min(n, first + kRowsAtOnce);
    progress(n_rows + result.n_recomputed, n_rows + n);
  }
  return result;
}

}  // namespace cartograf
