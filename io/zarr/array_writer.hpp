#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/compress/compression.hpp"

namespace cartograf::zarr {

enum class Type { int8,
                  int32,
                  int64,
                  uint8,
                  uint16,
                  uint32,
                  uint64,
                  float32,
                  float64,
                  text };  ///< UTF-8 of any length

/// Bytes of an element; of a text none.
std::size_t size_of(Type type);

struct ArrayLayout {
  std::string path;  ///< inside the group, such as "wide/params"
  Type type = Type::float32;
  std::uint64_t n_rows = 0;             ///< > 0
  std::uint64_t row_elements = 1;       ///< > 0; texts have one a row
  std::vector<std::string> dimensions;  ///< their names: one for [n_rows], two for [n_rows x row_elements]
  std::size_t text_size = 0;            ///< of texts: bytes that one has at most, by which chunks are cut
  nlohmann::json attributes = nlohmann::json::object();
};

/// How chunks are packed; on how many threads (0: all cores).
struct Packing {
  Compression compression{};
  int threads = 0;
};

/// One array of a Zarr v3 group (https://zarr-specs.readthedocs.io/en/latest/v3/core/), written in order, row by row, in chunks of whole
/// rows: 0.5 to 1 MiB, a power of two rows, or all of them where they are fewer. A chunk is a file `PATH/c.K` or `PATH/c.K.0`. The last one
/// is whole, as the format wants it: behind the rows it has zeros, or empty texts, which is the fill value.
class ArrayWriter {
 public:
  /// `folder`: of the group, with the folder of the array in it. `where`: what errors call the group.
  ArrayWriter(int folder, std::string where, ArrayLayout layout, Packing packing);

  /// rows: [n x row_elements] elements, little-endian. Throws IoError, DiskFull where there is no room.
  void append(const void* rows, std::uint64_t n);
  void append(const std::vector<std::string>& texts);
  /// All rows must have been appended.
  void finish();

  const ArrayLayout& layout() const { return layout_; }
  /// Of chunks.
  std::uint64_t bytes_written() const { return bytes_written_; }
  /// The content of its zarr.json.
  nlohmann::json metadata() const;

 private:
  struct Bytes {
    const std::byte* data;
    std::size_t size;
  };
  void begin_text_chunk();
  void write_chunks(const std::vector<Bytes>& chunks);
  void write_file(const void* bytes, std::size_t size);

  int folder_;
  std::string where_;
  ArrayLayout layout_;
  Packing packing_;
  std::size_t row_size_;
  std::uint64_t rows_per_chunk_;
  std::uint64_t appended_ = 0, n_chunks_ = 0, bytes_written_ = 0;
  std::vector<std::byte> pending_;  ///< the beginning of a chunk
};

}  // namespace cartograf::zarr
