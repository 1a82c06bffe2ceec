#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cartograf::hdf5 {

/// A chunk of a dataset in a file that is being written.
struct JournalChunk {
  std::uint32_t dataset = 0;          ///< its number among the datasets of the file; a dataset's chunks come in their order
  std::uint32_t skipped_filters = 0;  ///< HDF5's filter mask
  std::uint64_t address = 0;          ///< of its bytes in the file
  std::uint64_t size = 0;             ///< of them, as they lie there
  std::array<std::byte, 16> hash{};   ///< XXH3 of them, 128 bits
};

std::array<std::byte, 16> hash_of(const void* bytes, std::size_t n);

/// What a later run needs of a file of HDF5 that was not finished. That file as such is not to be trusted: what HDF5 writes about it
/// itself reaches the disk in any order, or not at all. So the journal has, for each chunk in the order of writing, where its bytes lie
/// and their checksum; a record that is cut or does not match its own checksum is the end. Nothing hangs on the order in which bytes and
/// journal reach the disk: a chunk whose bytes did not is found by its checksum.
class JournalWriter {
 public:
  /// `descriptor`: open for appending. `identity`: what decides the content of the file. Throws IoError.
  JournalWriter(int descriptor, std::string where, const std::string& identity);

  void add(const JournalChunk& chunk);
  /// Hands what was added to the system, from where it survives the process.
  void flush();

 private:
  void write(const void* bytes, std::size_t n);

  int descriptor_;
  std::string where_;
  std::vector<std::byte> pending_;
  std::uint64_t n_records_ = 0;
};

struct Journal {
  std::string identity;
  std::vector<JournalChunk> chunks;
};

/// Of a file that is open for reading. None where not even the beginning is whole.
std::optional<Journal> read_journal(int descriptor);

}  // namespace cartograf::hdf5
