#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "io/compress/compression.hpp"
#include "io/hdf5/store_schema.hpp"
#include "io/hdf5/store_writer.hpp"
#include "io/ranks/ranks.hpp"

namespace cartograf {

/// Which rows of a store a rank writes, and how many at a time but for the last of them.
struct RankRows {
  std::uint64_t first = 0;
  std::uint64_t n = 0;
  std::uint64_t batch_rows = 1;
};

/// Ranks::of_job() of a job that writes stores. HDF5 is started first: begun after MPI it tidies up when MPI ends, where it crashes over a file
/// whose closing has failed (a full disk).
const Ranks& ranks_of_store_job();

/// Writes one feature store by all ranks of a job, each some of its rows, at once. Rank 0 makes the file and gives it its name in finish(),
/// once it has read all rows for their checksums: what it describes is what the file has. Where a rank ends early there is no file under the
/// final name.
///
/// All ranks construct it and finish it together, with the same arguments but for their rows. Errors there are those of all
/// (Ranks::agree()); one in append() is the rank's own.
class SharedStoreWriter {
 public:
  /// Throws what StoreWriter throws.
  SharedStoreWriter(const Ranks& ranks, const std::filesystem::path& target, const StoreSchema& schema, Compression compression, bool overwrite, int threads, const RankRows& mine);
  ~SharedStoreWriter();

  /// The next rows of this rank.
  void append(const StoreRows& rows);
  /// Of this rank's rows; of the file when it is finished.
  Written written() const;
  /// All rows of this rank must have been appended. `passed`: told on rank 0 how many rows of the file were read for checksums.
  void finish(const std::function<void(std::uint64_t)>& passed = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cartograf
