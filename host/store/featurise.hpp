#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "host/engine/architectures.hpp"
#include "host/engine/feature_engine.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf {

struct FeaturiseOptions {
  Dtype dtype = Dtype::float32;
  Execution execution{};
  Compression compression{};
  bool keys = true;        ///< write /key
  bool adjacency = false;  ///< write /adjacency
  bool overwrite = false;
  /// continued: go on with what an earlier run of the same left, and leave what this one has where it ends early.
  Unfinishable unfinishable = Unfinishable::removed;
};

/// What the store of these features will look like, without computing anything.
StoreSchema store_schema(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
                         const FeaturiseOptions& options);

/// Bytes of all datasets of the schema before compression.
double uncompressed_size(const StoreSchema& schema);

/// The main job: architectures -> features -> store, in batches; memory does not grow with the number of rows.
/// Throws InputError, IoError or DeviceError; then nothing new stands under the name `target`. With `continued` also InputError
/// when an earlier run began something else under that name. Execution::progress is first told of the rows that were there.
void featurise(const SearchSpace& space, const FeatureSet& features, const Architectures& architectures,
               const std::filesystem::path& target, const FeaturiseOptions& options);

}  // namespace cartograf
