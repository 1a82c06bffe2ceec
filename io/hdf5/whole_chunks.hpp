#pragma once

// Private to io/hdf5.
#include <cstdint>
#include <string>

#include "io/hdf5/handle.hpp"

namespace cartograf::hdf5 {

/// Looks whether packed chunks of a dataset unpack to as many bytes as a chunk has. HDF5 does not: of one that unpacks to fewer it gives what
/// lies behind them in memory for values.
class WholeChunks {
 public:
  /// Those that have rows [first, first + n), the rows being the first of the dataset's dimensions; those of the rows that were looked at last
  /// are known. Throws InputError naming `where`, which says file and path, also for a filter whose output nobody can foretell, unless plugins are
  /// asked for.
  void require(hid_t dataset, std::uint64_t first, std::uint64_t n, const std::string& where);

 private:
  std::uint64_t begin_ = 0, end_ = 0;  ///< rows whose chunks are known
};

/// The same of all chunks.
void require_whole_chunks(hid_t dataset, const std::string& where);

}  // namespace cartograf::hdf5
