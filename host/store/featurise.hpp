#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/engine/feature_engine.hpp"
#include "host/engine/feature_stream.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/store_schema.hpp"
#include "io/hdf5/store_writer.hpp"
#include "io/ranks/ranks.hpp"

namespace cartograf {

/// One of several runs that share the rows of a store.
struct Shard {
  std::uint64_t number = 0;  ///< from 0
  std::uint64_t n = 1;
};

/// Parses "2/4". Throws InputError that says what was expected.
Shard parse_shard(const std::string& text);

struct FeaturiseOptions {
  Dtype dtype = Dtype::float32;
  Execution execution{};
  Compression compression{};
  bool keys = true;        ///< write /key
  bool adjacency = false;  ///< write /adjacency
  bool content_digest = true;
  bool overwrite = false;
  /// continued: go on with what an earlier run of the same left, and leave what this one has where it ends early.
  Unfinishable unfinishable = Unfinishable::removed;
  /// Which of how many parts, from 0: only its rows are computed, into a store that merge() takes.
  std::optional<Shard> shard{};
  /// The processes that share the rows and write one file; nullptr: this one alone. All of them call featurise(). They are neither asked
  /// for parts nor for what can be continued.
  const Ranks* ranks = nullptr;
  /// Told by rank 0, when the ranks have written, how many rows were read for the checksums of the file.
  std::function<void(std::uint64_t)> on_read = [](std::uint64_t) {};
  /// Told how much is written: at first what an earlier run left, then after each batch that is written, and at the end. Batches are
  /// written while the next one is computed, of which Execution::progress tells.
  std::function<void(const Written&)> on_written = [](const Written&) {};
};

/// What the store of these features will look like, without computing anything.
StoreSchema store_schema(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
                         const FeaturiseOptions& options);

/// Rows that are computed and written at a time.
std::uint64_t batch_rows_of(const StoreSchema& schema);

/// Bytes of all datasets of the schema before compression.
double uncompressed_size(const StoreSchema& schema);

/// The main job: architectures -> features -> store, in batches; memory does not grow with the number of rows.
/// Throws InputError, IoError or DeviceError; then nothing new stands under the name `target`. With `continued` also InputError
/// when an earlier run began something else under that name; with a shard InputError when there are more shards than rows. Execution::progress is first told of the rows that were there.
void featurise(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
               const std::filesystem::path& target, const FeaturiseOptions& options);

}  // namespace cartograf
