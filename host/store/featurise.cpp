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
#include "io/hdf5/shared_store_writer.hpp"
#include "io/hdf5/store_identity.hpp"
#include "io/hdf5/store_writer.hpp"
#include "io/ranks/ranks.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf {
namespace {

/// Rows of a batch: up to this many bytes of features, so that a batch holds enough chunks to compress in parallel.
constexpr std::uint64_t kBatchSize = std::uint64_t{16} << 20;
constexpr std::uint64_t kMaxBatchRows = std::uint64_t{1} << 16;

constexpr const char* kWideGroup = "wide/";

/// The first row of part `number` of `n`, which are of about one size. Where they are long each begins with a batch, so that merge() can copy
/// whole chunks and the file is that of one run, byte for byte.
std::uint64_t first_row_of(const StoreSchema& whole, std::uint64_t number, std::uint64_t n) {
  constexpr std::uint64_t least_units = 8;
  const std::size_t row_size = std::max<std::size_t>(1, whole.features.columns.size() * size_of(whole.features.dtype));
  std::uint64_t unit = std::min(batch_rows_of(whole), std::bit_floor(std::max<std::uint64_t>(1, whole.n_rows / n / least_units)));
  if (unit < rows_of_chunk(row_size)) unit = 1;
  if (number == n) return whole.n_rows;
  // n_rows times number may be beyond 64 bits.
  return (whole.n_rows / n * number + whole.n_rows % n * number / n) / unit * unit;
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
  schema.row_divisor = divided_by_rows(schema.features.columns);
  for (const FeatureColumn& wide : features.wide_columns()) schema.sides.push_back({kWideGroup + wide.name, SideType::int64});
  if (!options.keys && !schema.numbered) throw InputError("--no-keys: the architectures of " + space.name() + " have no numbers, so that rows go by their keys");
  if (options.keys) schema.key_width = key_width(space, architectures);
  if (options.adjacency) schema.adjacency = space.adjacency_bits();
  schema.seed = architectures.seed;
  schema.classes = architectures.classes;
  schema.content_digest = options.content_digest;
  if (!options.shard) return schema;
  const Shard& shard = *options.shard;
  if (shard.n > schema.n_rows) {
    throw InputError("--shard " + std::to_string(shard.number) + "/" + std::to_string(shard.n) + ": expected at most as many shards as architectures, which are " +
                     std::to_string(schema.n_rows));
  }
  const StorePart part{shard.number, shard.n, first_row_of(schema, shard.number, shard.n), schema.n_rows};
  schema.n_rows = first_row_of(schema, shard.number + 1, shard.n) - part.first_row;
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

namespace {

StreamContent content_of(const StoreSchema& schema) {
  StreamContent content;
  content.dtype = schema.features.dtype;
  content.rows_on_host = true;
  content.words = schema.adjacency || schema.row_divisor;
  content.keys = schema.key_width > 0;
  content.read_beside = true;
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
std::string fact_of(const Architectures& architectures) {
  if (!architectures.listed) return "range " + std::to_string(architectures.first) + ":" + std::to_string(architectures.first + architectures.n);
  Digest digest;
  digest.update(architectures.indices.data(), architectures.indices.size() * sizeof(std::uint64_t));
  digest.update(architectures.words.data(), architectures.words.size() * sizeof(std::uint64_t));
  for (const std::string& key : architectures.keys) digest.update(key.c_str(), key.size() + 1);
  return "list " + digest.text();
}

/// Beside what a schema says.
StoreFactList what_decides_rows(const Architectures& architectures) {
  return {{"the version of the definitions", std::to_string(kDefinitionsVersion)}, {"the architectures", fact_of(architectures)}};
}

/// Whether a batch may be written by a thread of its own. Threads of OpenMP that it used end some time after it does. HDF5 reads in a forked
/// process, and AddressSanitizer, unlike malloc, does not look after its locks in fork(): one that such a thread held would never be free there.
bool may_write_beside(int threads) {
#ifdef __SANITIZE_ADDRESS__
  static_cast<void>(threads);
  return false;
#else
  return resolve_threads(threads) > 1;
#endif
}

/// Appends batches to a store while the next one is computed: a batch that is compressed, or waits for a disk, keeps no GPU waiting, and
/// threads that have nothing left to compute pack.
template <class Writer>
class BatchWriter {
 public:
  /// `parallel`: whether there may be a thread beside the caller.
  BatchWriter(Writer& writer, const SearchSpace& space, const StoreSchema& schema, const std::function<void(const Written&)>& on_written, bool parallel)
      : writer_(writer), space_(space), row_divisor_(schema.row_divisor), on_written_(on_written), beside_(parallel) {}

  void append(const Batch& batch) {
    wait();
    beside_.begin([this, batch] {
      if (row_divisor_) row_divisors_ = node_counts(space_, batch);
      StoreRows rows{batch.size(), batch.indices.data(), batch.rows.data, batch.keys.data, batch.words.data(), row_divisors_.data(), {}};
      for (const std::int64_t* wide : batch.wide) rows.sides.push_back(wide);
      writer_.append(rows);
    });
    begun_ = true;
  }
  /// Until what was appended is written.
  void wait() {
    if (!begun_) return;
    beside_.wait();
    on_written_(writer_.written());
    begun_ = false;
  }

 private:
  Writer& writer_;
  const SearchSpace& space_;
  bool row_divisor_;
  const std::function<void(const Written&)>& on_written_;
  std::vector<std::uint8_t> row_divisors_;
  bool begun_ = false;
  Beside beside_;  // destroyed first, which waits
};

void featurise_alone(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures, const std::filesystem::path& target, const FeaturiseOptions& options) {
  const StoreSchema schema = store_schema(space, features, architectures, options);
  check_writable(target, options.overwrite, options.unfinishable);
  check_free_space(target, schema, options);
  FeatureStream stream(space, features, content_of(schema), options.execution);
  const std::uint64_t batch_rows = batch_rows_of(schema);
  std::optional<StoreRun> run;
  const bool resumed = options.unfinishable == Unfinishable::continued;
  if (resumed || schema.part) run = {what_decides_rows(architectures), batch_rows, resumed};
  StoreWriter writer(target, schema, options.compression, options.overwrite, options.execution.threads, run);
  options.on_written(writer.written());
  std::optional<Architectures> part;  // lives until its last batch, which may point into it, is written
  if (schema.part) part = some_of(space, architectures, schema.part->first_row, schema.n_rows);
  try {
    BatchWriter batches(writer, space, schema, options.on_written, may_write_beside(options.execution.threads));
    const auto write = [&](const Batch& batch) { batches.append(batch); };
    stream.for_each(part ? *part : architectures, batch_rows, write, writer.first_row());
    batches.wait();
    writer.finish();
  } catch (const DiskFull& full) {
    throw DiskFull(full.what() + room_text(target, writer.written().bytes) + (resumed ? "; where there is room again the same command goes on" : ""));
  }
  options.on_written(writer.written());
}

/// Ranks that were started in other folders, of other builds or with other files would put rows of different stores into one.
void require_same_work(const Ranks& ranks, const StoreSchema& schema, const FeaturiseOptions& options, const Architectures& architectures) {
  const std::string mine = text_of(identity_of(schema, options.compression, {what_decides_rows(architectures)}));
  const std::string of_first = ranks.of_first(mine);
  ranks.agree([&] {
    if (mine == of_first) return;
    throw InputError("expected the work of rank 0, found another: " + difference(facts_of(mine, "this rank"), facts_of(of_first, "rank 0"), "there it is"));
  });
}

void featurise_by_ranks(const Ranks& ranks, const SearchSpace& space, const FeatureSet& features, const Architectures& architectures, const std::filesystem::path& target,
                        const FeaturiseOptions& options) {
  StoreSchema schema;
  std::optional<FeatureStream> stream;
  ranks.agree([&] {
    schema = store_schema(space, features, architectures, options);
    stream.emplace(space, features, content_of(schema), options.execution);
    if (!ranks.first()) return;
    check_writable(target, options.overwrite);
    check_free_space(target, schema, options);
  });
  require_same_work(ranks, schema, options, architectures);
  const auto number = static_cast<std::uint64_t>(ranks.rank()), n = static_cast<std::uint64_t>(ranks.n());
  const std::uint64_t first = first_row_of(schema, number, n);
  const RankRows mine{first, first_row_of(schema, number + 1, n) - first, batch_rows_of(schema)};
  SharedStoreWriter writer(ranks, target, schema, options.compression, options.overwrite, options.execution.threads, mine);
  {
    const Architectures some = some_of(space, architectures, mine.first, mine.n);
    BatchWriter batches(writer, space, schema, options.on_written, ranks.any_thread() && may_write_beside(options.execution.threads));
    stream->for_each(some, mine.batch_rows, [&](const Batch& batch) { batches.append(batch); });
    batches.wait();
  }
  writer.finish(options.on_read);
  options.on_written(writer.written());
}

}  // namespace

void featurise(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures, const std::filesystem::path& target,
               const FeaturiseOptions& options) {
  if (!architectures.filter.empty()) {  // a store knows its rows before it is written
    return featurise(space, features, all_passing(space, architectures, options.execution.threads), target, options);
  }
  if (options.ranks == nullptr) return featurise_alone(space, features, architectures, target, options);
  CARTOGRAF_EXPECTS(!options.shard && options.unfinishable == Unfinishable::removed);
  featurise_by_ranks(*options.ranks, space, features, architectures, target, options);
}

Shard parse_shard(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto number = parse_number<std::uint64_t>(text.substr(0, slash)), n = parse_number<std::uint64_t>(text.substr(std::min(slash + 1, text.size())));
  if (number && n && *number < *n) return {*number, *n};
  throw InputError("--shard: expected I/N, the number I of the shard, from 0 to N - 1, and how many there are, found " + in_quotes(text));
}

}  // namespace cartograf
