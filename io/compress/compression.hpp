#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/compress/deflate.hpp"

namespace cartograf {

enum class CompressionMethod { none,
                               gzip,    ///< deflate, RFC 1951
                               zstd };  ///< RFC 8878

inline constexpr int kHighestGzipLevel = 9, kHighestZstdLevel = 19, kUsualZstdLevel = 3;

/// How chunks are packed. In HDF5 elements wider than a byte are shuffled before.
struct Compression {
  CompressionMethod method = CompressionMethod::none;
  int level = 0;  ///< gzip: 1 to 9; zstd: 1 to 19

  explicit operator bool() const { return method != CompressionMethod::none; }
  bool operator==(const Compression&) const = default;
};

/// Parses "none", "gzip" (of level 6), "gzip:L", "zstd" (of level 3) or "zstd:L". Throws InputError for anything else.
Compression parse_compression(const std::string& text);
/// "gzip:6".
std::string to_string(const Compression& compression);
/// The same with the library that packs, on which the bytes depend: "gzip:6 of libdeflate 1.14".
std::string with_library(const Compression& compression);

/// Packs `size` bytes. Empty where that takes more than `most` bytes. `format`: what is around deflate's bytes.
std::vector<std::byte> compressed(const void* bytes, std::size_t size, const Compression& compression, DeflateFormat format, std::size_t most);

/// Room that is enough for any `size` bytes, packed.
std::size_t most_compressed(std::size_t size, const Compression& compression, DeflateFormat format);

/// Unpacks into exactly `out_size` bytes at `out`; false where these are not what was packed.
bool decompress_into(const void* bytes, std::size_t size, CompressionMethod method, DeflateFormat format, void* out, std::size_t out_size);

}  // namespace cartograf
