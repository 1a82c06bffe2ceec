#include "host/engine/featurise.hpp"

#include <algorithm>
#include <cstring>

#include "io/store_writer.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cpu/launch.hpp"

namespace cartograf {
namespace {

/// Rows of a batch: about this many bytes of features, so that a batch holds enough chunks to compress in parallel.
constexpr std::uint64_t kBatchSize = std::uint64_t{16} << 20;
constexpr std::uint64_t kMaxBatchRows = std::uint64_t{1} << 16;

constexpr const char* kWideGroup = "wide/";

/// The columns of one batch of rows, reused from batch to batch.
class Batch {
 public:
  Batch(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures, const StoreSchema& schema,
        int threads)
      : space_(space), codec_(space.codec()), features_(features), architectures_(architectures), schema_(schema),
        threads_(threads) {}

  /// Fills everything for rows [first, first + n) and says where it is.
  StoreRows fill(FeatureEngine& engine, std::uint64_t first, std::uint64_t n) {
    fill_index(first, n);
    fill_words(first, n);
    fill_features(engine, first, n);
    fill_keys(first, n);
    fill_row_divisors(n);
    fill_costs(n);
    StoreRows rows{n, index_.data(), rows_.data(), keys_.data(), words_.data(), row_divisors_.data(), {}};
    for (const auto& cost : costs_) rows.sides.push_back(cost.data());
    return rows;
  }

 private:
  void fill_index(std::uint64_t first, std::uint64_t n) {
    index_.resize(n);
    for (std::uint64_t i = 0; i < n; ++i) index_[i] = architectures_.index(first + i);
  }

  void fill_features(FeatureEngine& engine, std::uint64_t first, std::uint64_t n) {
    rows_.resize(n * schema_.features.columns.size() * size_of(schema_.features.dtype));
    if (rows_.empty()) return;
    if (!architectures_.words.empty()) return engine.compute_packed(words_, schema_.features.dtype, rows_.data());
    if (architectures_.listed) return engine.compute(index_, schema_.features.dtype, rows_.data());
    engine.compute_range(architectures_.first + first, n, schema_.features.dtype, rows_.data());
  }

  void fill_keys(std::uint64_t first, std::uint64_t n) {
    if (schema_.key_width == 0) return;
    keys_.assign(n * schema_.key_width, '\0');
    for_rows(n, [&](std::uint64_t i) {
      const std::string key = architectures_.keys.empty() ? space_.key(index_[i]) : architectures_.keys[first + i];
      std::memcpy(&keys_[i * schema_.key_width], key.data(), key.size());
    });
  }

  /// The packed architectures: as the keys write them, or of the indices when something but the features needs them.
  void fill_words(std::uint64_t first, std::uint64_t n) {
    const auto n_words = static_cast<std::uint64_t>(codec_.n_words());
    if (!architectures_.words.empty()) {
      const auto begin = architectures_.words.begin() + static_cast<std::ptrdiff_t>(first * n_words);
      words_.assign(begin, begin + static_cast<std::ptrdiff_t>(n * n_words));
    } else if (schema_.adjacency || schema_.row_divisor || !features_.costs.empty()) {
      words_.resize(n * n_words);
      ArchitectureSource source;
      source.codec = codec_;
      source.indices = index_.data();
      cpu::write_adjacency(source, n, words_.data(), threads_);
    }
  }

  const std::uint64_t* words_of_row(std::uint64_t i) const { return &words_[i * static_cast<std::uint64_t>(codec_.n_words())]; }

  void fill_row_divisors(std::uint64_t n) {
    if (!schema_.row_divisor) return;
    row_divisors_.resize(n);
    for (std::uint64_t i = 0; i < n; ++i) row_divisors_[i] = static_cast<std::uint8_t>(words_of_row(i)[codec_.words_per_cell - 1]);
  }

  void fill_costs(std::uint64_t n) {
    costs_.resize(features_.costs.size());
    for (std::size_t c = 0; c < costs_.size(); ++c) {
      costs_[c].resize(n);
      for_rows(n, [&](std::uint64_t i) { costs_[c][i] = features_.costs[c].evaluate(words_of_row(i)); });
    }
  }

  template <class Body>
  void for_rows(std::uint64_t n, Body body) {
    constexpr std::uint64_t rows_per_task = 1024;
    parallel_for(static_cast<std::int64_t>((n + rows_per_task - 1) / rows_per_task), threads_, [&](std::int64_t task) {
      const std::uint64_t begin = static_cast<std::uint64_t>(task) * rows_per_task;
      for (std::uint64_t i = begin; i < std::min(n, begin + rows_per_task); ++i) body(i);
    });
  }

  const SearchSpace& space_;
  Codec codec_;
  const FeatureSet& features_;
  const Architectures& architectures_;
  const StoreSchema& schema_;
  int threads_;
  std::vector<std::uint64_t> index_;
  std::vector<std::byte> rows_;
  std::vector<char> keys_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint8_t> row_divisors_;
  std::vector<std::vector<std::int64_t>> costs_;
};

std::size_t key_width(const SearchSpace& space, const Architectures& architectures) {
  std::size_t width = architectures.keys.empty() ? space.key_width() : 1;
  for (const std::string& key : architectures.keys) width = std::max(width, key.size());
  return width;
}

std::size_t side_size(SideType type) { return type == SideType::float32 ? 4 : 8; }

}  // namespace

StoreSchema store_schema(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
                         const FeaturiseOptions& options) {
  require_dtype(features, options.dtype);
  StoreSchema schema;
  schema.features.space = space.name();
  schema.space_definition = space.definition();
  schema.features.convention = to_string(features.convention);
  schema.features.families = features.families;
  schema.features.dtype = options.dtype;
  schema.features.representation = representation_of(options.dtype);
  schema.n_rows = architectures.n;
  schema.features.columns = features.columns;
  schema.row_divisor = std::any_of(schema.features.columns.begin(), schema.features.columns.end(), [](const auto& column) { return column.divisor == 0; });
  for (const CostColumn& cost : features.costs) schema.sides.push_back({kWideGroup + cost.name, SideType::int64});
  if (options.keys) schema.key_width = key_width(space, architectures);
  if (options.adjacency) schema.adjacency = space.adjacency_bits();
  schema.seed = architectures.seed;
  schema.classes = architectures.classes;
  return schema;
}

double uncompressed_size(const StoreSchema& schema) {
  std::uint64_t row = sizeof(std::uint64_t) + schema.features.columns.size() * size_of(schema.features.dtype) + schema.key_width;
  for (const SideColumn& side : schema.sides) row += side_size(side.type);
  if (schema.row_divisor) ++row;
  if (schema.adjacency) row += schema.adjacency->operations.size() * mask_size(*schema.adjacency);
  return static_cast<double>(row) * static_cast<double>(schema.n_rows);
}

namespace {

/// A store that cannot fit should not fill the disk for hours first. Compressed, nobody knows how large it will be.
void check_free_space(const std::filesystem::path& target, const StoreSchema& schema, const Compression& compression) {
  if (compression.gzip_level != 0) return;
  std::error_code failed;
  const auto folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  const std::filesystem::space_info space = std::filesystem::space(folder, failed);
  const double size = uncompressed_size(schema);
  if (failed || size <= static_cast<double>(space.available)) return;  // where it cannot be asked, writing will tell
  const auto gigabytes = [](double bytes) { return std::to_string(bytes / 1e9); };
  throw IoError(target.string() + ": No space left on device: the store takes " + gigabytes(size) + " GB, there are " +
                gigabytes(static_cast<double>(space.available)) + " GB free; choose a range or a sample, or compress it");
}

}  // namespace

void featurise(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
               const std::filesystem::path& target, const FeaturiseOptions& options) {
  const StoreSchema schema = store_schema(space, features, architectures, options);
  check_free_space(target, schema, options.compression);
  FeatureEngine engine(space, features, options.engine);
  StoreWriter writer(target, schema, options.compression, options.overwrite, options.engine.threads);
  Batch batch(space, features, architectures, schema, options.engine.threads);
  const std::uint64_t row_size =
      std::max<std::uint64_t>(1, schema.features.columns.size() * size_of(schema.features.dtype) + schema.sides.size() * sizeof(std::int64_t));
  const std::uint64_t batch_rows = std::clamp<std::uint64_t>(kBatchSize / row_size, 1, kMaxBatchRows);
  for (std::uint64_t first = 0; first < architectures.n; first += batch_rows) {
    const std::uint64_t n = std::min(batch_rows, architectures.n - first);
    writer.append(batch.fill(engine, first, n));
    options.progress(first + n, architectures.n);
  }
  writer.finish();
}

}  // namespace cartograf
