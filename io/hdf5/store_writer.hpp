#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// Version of the HDF5 library in use.
std::string hdf5_version();

/// Writes a feature store (docs/file_format.md). Rows come in order; the file gets its name in finish(), and a writer
/// destroyed before that leaves nothing behind.
class StoreWriter {
 public:
  /// Throws InputError when the target exists and `overwrite` is false; IoError when it cannot be written.
  StoreWriter(const std::filesystem::path& target, StoreSchema schema, Compression compression, bool overwrite,
              int threads);
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  const StoreSchema& schema() const;
  /// Every pointer of `rows` that the schema calls for must be given.
  void append(const StoreRows& rows);
  /// All n_rows rows must have been appended.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf
