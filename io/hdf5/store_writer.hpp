#pragma once

#include <filesystem>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// Version of the HDF5 library in use.
std::string hdf5_version();

/// What a store that may be continued needs to know beside its schema.
struct Resumption {
  /// Names and values of what else decides the rows, for people: "architectures", "range 0:15625".
  std::vector<std::pair<std::string, std::string>> facts;
  /// How many rows are appended at a time, but for the last of them.
  std::uint64_t batch_rows = 1;
};

/// Writes a feature store (docs/file_format.md). Rows come in order; the file gets its name in finish(), and a writer
/// destroyed before that leaves nothing behind.
///
/// With a Resumption it leaves what it has, and a later writer of the same begins where that ended; the file is then the same, byte for
/// byte. What HDF5 wrote about an unfinished file is never read: the chunks that the journal tells of and whose checksums are right
/// (hdf5::JournalWriter) are put into a new file, in the order in which they were written.
class StoreWriter {
 public:
  /// Throws InputError when the target exists and `overwrite` is false; IoError when it cannot be written.
  /// With `resumption`, InputError when an earlier run began something else under this name; it says in what they differ.
  StoreWriter(const std::filesystem::path& target, StoreSchema schema, Compression compression, bool overwrite,
              int threads, const std::optional<Resumption>& resumption = {});
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  const StoreSchema& schema() const;
  /// The first row that is to be appended: 0, or the begin of a batch where an earlier run is continued.
  std::uint64_t first_row() const;
  /// Every pointer of `rows` that the schema calls for must be given.
  void append(const StoreRows& rows);
  /// All n_rows rows must have been appended.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf
