#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf::hdf5 {

/// A chunk as it lies in a file.
struct StoredChunk {
  const void* bytes = nullptr;
  std::size_t size = 0;
  std::uint32_t skipped_filters = 0;  ///< HDF5's filter mask
};

/// The same with bytes of its own.
struct PackedChunk {
  std::vector<std::byte> bytes;
  std::uint32_t skipped_filters = 0;

  StoredChunk stored() const { return {bytes.data(), bytes.size(), skipped_filters}; }
};

/// Creates one dataset of `n_rows` rows and writes it in order, as ready chunks, whose rows are a power of two: compression runs on our
/// threads, HDF5 only places the bytes. A chunk has whole rows, or some columns of them; those of the same rows are written one after the
/// other, and are a group.
class ChunkedWriter {
 public:
  struct Layout {
    std::string name;          ///< path inside the file
    hid_t file_type = 0;       ///< element type in the file; its size is that of the elements given to append()
    std::uint64_t n_rows = 0;  ///< > 0
    std::uint64_t row_elements = 1;
    bool matrix = false;              ///< two dimensions [n_rows x row_elements], else [n_rows]
    bool checked = true;              ///< with an attribute that holds a checksum of the rows (kRowDigest)
    std::uint64_t chunk_rows = 0;     ///< 0: a power of two in about 1 MiB
    std::uint64_t chunk_columns = 0;  ///< of a matrix; 0: all
    /// Who writes the rows in the place of this writer, which then only adds to the checksum what is appended or taken.
    RowsElsewhere elsewhere{};
  };

  ChunkedWriter(hid_t file, const Layout& layout, Compression compression, int threads, std::string where);

  /// Called with each chunk when it is in the file, until finish().
  using Listener = std::function<void(const StoredChunk& chunk)>;
  void listen(Listener listener) { listener_ = std::move(listener); }

  /// Called with all rows in their order, once each, also with those that are restored. What it gives is run beside the writing, in any
  /// order and at a time, before the rows go away.
  using RowListener = std::function<std::vector<std::function<void()>>(const std::byte* rows, std::uint64_t n)>;
  void listen_to_rows(RowListener listener) { row_listener_ = std::move(listener); }

  /// Writes the next chunks, as an earlier run of the same work wrote them; those of a group when all of it are there. False, and nothing
  /// is written, where the bytes are not those of chunks.
  bool restore(std::span<const StoredChunk> chunks);
  /// Rows in chunks that are in the file.
  std::uint64_t written() const { return written_; }
  /// Bytes of the rows in those chunks before compression.
  std::uint64_t written_size() const { return std::min(written_, n_rows_) * row_size_; }
  /// From which row on rows are appended; those that were restored may be among them. Before the first append().
  void begin_at(std::uint64_t row) {
    appended_ = row;
    held_.clear();
  }

  /// rows: [n x row_elements] elements of the file type.
  void append(const void* rows, std::uint64_t n);
  /// The same for rows that another file has as groups of chunks of this layout (layout_of()); only where at_chunk(). False as restore().
  bool append_stored(std::span<const StoredChunk> chunks);
  /// Whether the next row is the first of a chunk.
  bool at_chunk() const { return appended_ == written_; }
  std::uint64_t rows_per_chunk() const { return rows_per_chunk_; }
  /// Bytes of a chunk in the file at most; filters may let one grow a little.
  std::size_t most_stored() const { return compression_ ? chunk_size() + chunk_size() / 8 + 1024 : chunk_size(); }

  /// Of the rows that are appended until end_part() a checksum of their own is taken.
  void begin_part() { part_digest_.emplace(); }
  std::string end_part();

  /// Closes the dataset, whose rows others write now, and opens it again in the file when they have.
  void lend() { dataset_.reset(); }
  void take_back(hid_t file);
  /// Appends rows that others have written, from the last one taken to row `end` or to the begin of the chunk that it is in; to the last row when `end` is behind it.
  void take_rows(std::uint64_t end);

  /// Writes what is left, padded with zero bytes to a whole chunk. All rows must have been appended.
  void finish();

  hid_t dataset() const { return dataset_.get(); }
  /// Of all rows, when the layout asks for it.
  std::string digest() const { return digest_.text(); }

 private:
  void add_sources(const Layout& layout, hid_t creation) const;
  void add_to_digests(const void* bytes, std::size_t size);
  void write_beside(const std::vector<std::span<const std::byte>>& rows, const std::function<void()>& write);
  void write_rows(const std::byte* bytes, std::size_t size);
  template <class Copy>
  void for_each_piece(std::uint64_t first, std::uint64_t last, Copy&& copy) const;
  std::vector<std::byte> blocks_of(const std::byte* groups, std::size_t n_groups) const;
  void rows_of(const std::byte* blocks, std::byte* group) const;
  std::size_t group_size() const { return rows_per_chunk_ * row_size_; }
  std::size_t chunk_size() const { return rows_per_chunk_ * columns_per_chunk_ * element_size_; }
  bool restore_groups(std::span<const StoredChunk> chunks);
  void write_groups(const std::byte* bytes, std::size_t n_groups);
  void take_groups(std::size_t n_groups);
  void write_chunk(const StoredChunk& chunk);

  std::string where_, path_;
  Handle dataset_;
  Compression compression_;
  int threads_;
  bool matrix_;
  bool elsewhere_;  ///< others write the rows
  bool checked_;
  Digest digest_;
  std::optional<Digest> part_digest_;
  Listener listener_;
  RowListener row_listener_;
  bool shuffled_ = false;
  std::size_t element_size_;
  std::size_t row_size_;
  std::uint64_t n_rows_;
  std::uint64_t rows_per_chunk_;
  std::uint64_t columns_per_chunk_;
  std::uint64_t n_blocks_;        ///< chunks of a group
  std::uint64_t next_block_ = 0;  ///< of the group that is being written
  std::uint64_t appended_ = 0;
  std::uint64_t written_ = 0;  ///< rows in chunks already in the file
  std::vector<std::byte> pending_;
  std::vector<PackedChunk> held_;  ///< the begin of a group that is restored
};

}  // namespace cartograf::hdf5
