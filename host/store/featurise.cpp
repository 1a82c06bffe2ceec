#include "host/store/featurise.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>

#include "host/engine/feature_stream.hpp"
#include "host/family/definitions.hpp"
#include "io/files/chunk_rows.hpp"
#include "io/files/free_space.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// Rows of a batch: up to this many bytes of features, so that a batch holds enough chunks to compress in parallel.
constexpr std::uint64_t kBatchSize = std::uint64_t{16} << 20;
constexpr std::uint64_t kMaxBatchRows = std::uint64_t{1} << 16;

constexpr const char* kWideGroup = "wide/";

/// Parts are of about one size. Where they are long each begins with a batch, so that merge() can copy whole chunks and the file is that
/// of one run, byte for byte.
StorePart part_of(const StoreSchema& whole, const Shard& shard) {
  if (shard.n > whole.n_rows) {
    throw InputError("--shard " + std::to_string(shard.number) + "/" + std::to_string(shard.n) + ": expected at most as many shards as architectures, which are " +
                     std::to_string(whole.n_rows));
  }
  constexpr std::uint64_t least_units = 8;
  const std::size_t row_size = std::max<std::size_t>(1, whole.features.columns.size() * size_of(whole.features.dtype));
  std::uint64_t unit = std::min(batch_rows_of(whole), std::bit_floor(std::max<std::uint64_t>(1, whole.n_rows / shard.n / least_units)));
  if (unit < rows_of_chunk(row_size)) unit = 1;
  const auto begin_of = [&](std::uint64_t number) {  // n_rows times number may be beyond 64 bits
    return (whole.n_rows / shard.n * number + whole.n_rows % shard.n * number / shard.n) / unit * unit;
  };
  return {shard.number, shard.n, begin_of(shard.number), whole.n_rows};
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
  schema.numbered = space.numbered();
  schema.features.columns = features.columns();
  schema.row_divisor = std::any_of(schema.features.columns.begin(), schema.features.columns.end(), [](const auto& column) { return column.divisor == 0; });
  for (const FeatureColumn& wide : features.wide_columns()) schema.sides.push_back({kWideGroup + wide.name, SideType::int64});
  if (!options.keys && !schema.numbered) throw InputError("--no-keys: the architectures of " + space.name() + " have no numbers, so that rows go by their keys");
  if (options.keys) schema.key_width = key_width(space, architectures);
  if (options.adjacency) schema.adjacency = space.adjacency_bits();
  schema.seed = architectures.seed;
  schema.classes = architectures.classes;
  schema.content_digest = options.content_digest;
  if (!options.shard) return schema;
  const StorePart part = part_of(schema, *options.shard);
  const std::uint64_t end = part.number + 1 == part.n_parts ? schema.n_rows : part_of(schema, {part.number + 1, part.n_parts}).first_row;
  schema.n_rows = end - part.first_row;
  schema.part = part;
  return schema;
}

std::uint64_t batch_rows_of(const StoreSchema& schema) {
  const std::uint64_t row_size =
      std::max<std::uint64_t>(1, schema.features.columns.size() * size_of(schema.features.dtype) + schema.sides.size() * sizeof(std::int64_t));
  return std::bit_floor(std::clamp<std::uint64_t>(kBatchSize / row_size, 1, kMaxBatchRows));
}

double uncompressed_size(const StoreSchema& schema) {
  std::uint64_t row = (schema.numbered ? sizeof(std::uint64_t) : 0) + schema.features.columns.size() * size_of(schema.features.dtype) + schema.key_width;
  for (const SideColumn& side : schema.sides) row += side_size(side.type);
  if (schema.row_divisor) ++row;
  if (schema.adjacency) row += schema.adjacency->operations.size() * mask_size(*schema.adjacency);
  return static_cast<double>(row) * static_cast<double>(schema.n_rows);
}

std::vector<std::uint8_t> node_counts(const SearchSpace& space, const Batch& batch) {
  const Codec codec = space.codec();
  std::vector<std::uint8_t> counts;
  for (std::uint64_t row = 0; row < batch.size(); ++row) {
    counts.push_back(static_cast<std::uint8_t>(batch.words[row * static_cast<unsigned>(codec.n_words()) + codec.words_per_cell - 1]));
  }
  return counts;
}

namespace {

StreamContent content_of(const StoreSchema& schema) {
  StreamContent content;
  content.dtype = schema.features.dtype;
  content.rows_on_host = true;
  content.words = schema.adjacency || schema.row_divisor;
  content.keys = schema.key_width > 0;
  return content;
}

/// A store that cannot fit should not fill the disk for hours first. Compressed, nobody knows how large it will be. What earlier runs left
/// becomes free: at once, or when what is gone on with has been copied.
void check_free_space(const std::filesystem::path& target, const StoreSchema& schema, const FeaturiseOptions& options) {
  const bool continued = options.unfinishable == Unfinishable::continued;
  const double size = !options.compression ? uncompressed_size(schema) : 0;
  double left = 0, longest = 0;
  for (const std::uint64_t one : sizes_of_earlier_runs(target)) {
    left += static_cast<double>(one);
    longest = std::max(longest, static_cast<double>(one));
  }
  if (continued && longest > size - left) {
    return require_free_space(target, longest, "the " + bytes_text(longest) + " that an earlier run left are copied before they are removed",
                              "free as much, or begin anew with --overwrite and without --resume");
  }
  require_free_space(target, size - left, "the store takes " + bytes_text(size) + (left > 0 ? ", " + bytes_text(left) + " of which an earlier run takes now" : ""),
                     "choose a range or a sample, or compress it");
}

/// Which architectures these are, in which order and writing.
std::string text_of(const Architectures& architectures) {
  if (!architectures.listed) return "range " + std::to_string(architectures.first) + ":" + std::to_string(architectures.first + architectures.n);
  Digest digest;
  digest.update(architectures.indices.data(), architectures.indices.size() * sizeof(std::uint64_t));
  digest.update(architectures.words.data(), architectures.words.size() * sizeof(std::uint64_t));
  for (const std::string& key : architectures.keys) digest.update(key.c_str(), key.size() + 1);
  return "list " + digest.text();
}

}  // namespace

void featurise(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures, const std::filesystem::path& target,
               const FeaturiseOptions& options) {
  if (!architectures.filter.empty()) {  // a store knows its rows before it is written
    return featurise(space, features, all_passing(space, architectures, options.execution.threads), target, options);
  }
  const StoreSchema schema = store_schema(space, features, architectures, options);
  check_writable(target, options.overwrite, options.unfinishable);
  check_free_space(target, schema, options);
  FeatureStream stream(space, features, content_of(schema), options.execution);
  const std::uint64_t batch_rows = batch_rows_of(schema);
  std::optional<StoreRun> run;
  const bool resumed = options.unfinishable == Unfinishable::continued;
  if (resumed || schema.part) run = {{{"the version of the definitions", std::to_string(kDefinitionsVersion)}, {"the architectures", text_of(architectures)}}, batch_rows, resumed};
  StoreWriter writer(target, schema, options.compression, options.overwrite, options.execution.threads, run);
  std::vector<std::uint8_t> row_divisors;
  const auto write = [&](const Batch& batch) {
    if (schema.row_divisor) row_divisors = node_counts(space, batch);
    StoreRows rows{batch.size(), batch.indices.data(), batch.rows.data, batch.keys.data, batch.words.data(), row_divisors.data(), {}};
    for (const std::int64_t* wide : batch.wide) rows.sides.push_back(wide);
    writer.append(rows);
    options.on_written(writer.written());
  };
  options.on_written(writer.written());
  try {
    if (schema.part) {
      stream.for_each(some_of(space, architectures, schema.part->first_row, schema.n_rows), batch_rows, write, writer.first_row());
    } else {
      stream.for_each(architectures, batch_rows, write, writer.first_row());
    }
    writer.finish();
  } catch (const DiskFull& full) {
    throw DiskFull(full.what() + room_text(target, writer.written().bytes) + (resumed ? "; where there is room again the same command goes on" : ""));
  }
  options.on_written(writer.written());
}

Shard parse_shard(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto number = parse_number<std::uint64_t>(text.substr(0, slash)), n = parse_number<std::uint64_t>(text.substr(std::min(slash + 1, text.size())));
  if (number && n && *number < *n) return {*number, *n};
  throw InputError("--shard: expected I/N, the number I of the shard, from 0 to N - 1, and how many there are, found " + in_quotes(text));
}

}  // namespace cartograf
