#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/hdf5/content_digest.hpp"
#include "io/hdf5/store_identity.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// Version of the HDF5 library in use.
std::string hdf5_version();

class StoreReader;

/// How much of a store is written until now.
struct Written {
  std::uint64_t rows = 0;                ///< that were appended, or restored
  std::uint64_t bytes = 0;               ///< of the file
  std::uint64_t bytes_uncompressed = 0;  ///< of the rows that are in the file, before compression; some of the rows appended wait for their chunk
  bool compressed = false;

  /// bytes_uncompressed to bytes; none without compression, and before there is a row.
  std::optional<double> compression_ratio() const {
    if (!compressed || bytes == 0 || bytes_uncompressed == 0) return std::nullopt;
    return static_cast<double>(bytes_uncompressed) / static_cast<double>(bytes);
  }
};

/// Writes a feature store (docs/file_format.md). Rows come in order; the file gets its name in finish(), and a writer
/// destroyed before that leaves nothing behind.
///
/// With a StoreRun that is resumed it leaves what it has, and a later writer of the same begins where that ended; the file is then the
/// same, byte for byte. What HDF5 wrote about an unfinished file is never read: the chunks that the journal tells of and whose checksums are right
/// (hdf5::JournalWriter) are put into a new file, in the order in which they were written.
class StoreWriter {
 public:
  /// Throws InputError when the target exists and `overwrite` is false; IoError when it cannot be written.
  /// `run`: of a store that is a part, or resumed; of one resumed, InputError when an earlier run began something else under this
  /// name; it says in what they differ. `elsewhere`: of rows that others write. They are appended nevertheless, or taken, for the checksums.
  StoreWriter(const std::filesystem::path& target, StoreSchema schema, Compression compression, bool overwrite,
              int threads, const std::optional<StoreRun>& run = {}, const RowsElsewhere& elsewhere = {});
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  const StoreSchema& schema() const;
  /// The first row that is to be appended: 0, or the begin of a batch where an earlier run is continued.
  std::uint64_t first_row() const;
  Written written() const;
  /// Every pointer of `rows` that the schema calls for must be given.
  void append(const StoreRows& rows);
  /// Appends all rows of a part of this store, chunk by chunk where they lie as they do here, in the order in which one run would have
  /// written them `batch_rows` at a time. Throws InputError, naming the part, where a checksum of it is wrong.
  /// `passed`: told how many of its rows are here.
  void append_store(const StoreReader& part, std::uint64_t batch_rows, const std::function<void(std::uint64_t)>& passed = {});
  /// Closes the file, in which there is room for the rows but none yet, so that others can write them; the name by which they open it.
  /// Throws InputError where somebody else could put another file behind that name.
  std::filesystem::path lend();
  /// Opens the file again, and takes the checksums of all its rows, `batch_rows` at a time. `blocks`: ContentDigest::blocks() of all rows,
  /// if somebody has them. `passed`: told how many rows were taken.
  void take_back(std::uint64_t batch_rows, const std::vector<ContentDigest::Hash>& blocks = {}, const std::function<void(std::uint64_t)>& passed = {});
  /// All n_rows rows must have been appended, or taken.
  void finish();
  /// The same in two steps: all is written; then the file gets its name.
  void complete();
  void give_name();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf
