#include "io/compress/compression.hpp"

#include <cstring>
#include <string_view>

#include "io/compress/zstd.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

struct NamedMethod {
  std::string_view name;
  CompressionMethod method;
  int usual_level, highest_level;
};
constexpr NamedMethod kMethods[] = {{"gzip", CompressionMethod::gzip, 6, kHighestGzipLevel}, {"zstd", CompressionMethod::zstd, kUsualZstdLevel, kHighestZstdLevel}};

}  // namespace

Compression parse_compression(const std::string& text) {
  if (text == "none") return {};
  for (const NamedMethod& one : kMethods) {
    if (text == one.name) return {one.method, one.usual_level};
    if (!text.starts_with(std::string(one.name) + ":")) continue;
    const int level = parse_number<int>(std::string_view(text).substr(one.name.size() + 1)).value_or(0);
    if (level >= 1 && level <= one.highest_level) return {one.method, level};
  }
  throw InputError("compression: expected none, gzip, gzip:L with L from 1 to 9, zstd, or zstd:L with L from 1 to 19, found " + in_quotes(text));
}

std::string to_string(const Compression& compression) {
  for (const NamedMethod& one : kMethods) {
    if (one.method == compression.method) return std::string(one.name) + ":" + std::to_string(compression.level);
  }
  return "none";
}

std::string with_library(const Compression& compression) {
  switch (compression.method) {
    case CompressionMethod::gzip: return to_string(compression) + " of libdeflate " + deflate_version();
    case CompressionMethod::zstd: return to_string(compression) + " of libzstd " + zstd_version();
    case CompressionMethod::none: break;
  }
  return "none";
}

std::vector<std::byte> compressed(const void* bytes, std::size_t size, const Compression& compression, DeflateFormat format, std::size_t most) {
  switch (compression.method) {
    case CompressionMethod::gzip: return deflated(bytes, size, compression.level, format, most);
    case CompressionMethod::zstd: return zstd_packed(bytes, size, compression.level, most);
    case CompressionMethod::none: break;
  }
  const auto* const begin = static_cast<const std::byte*>(bytes);
  return size <= most ? std::vector<std::byte>(begin, begin + size) : std::vector<std::byte>();
}

std::size_t most_compressed(std::size_t size, const Compression& compression, DeflateFormat format) {
  switch (compression.method) {
    case CompressionMethod::gzip: return most_deflated(size, format);
    case CompressionMethod::zstd: return most_zstd_packed(size);
    case CompressionMethod::none: break;
  }
  return size;
}

bool decompress_into(const void* bytes, std::size_t size, CompressionMethod method, DeflateFormat format, void* out, std::size_t out_size) {
  switch (method) {
    case CompressionMethod::gzip: return inflate_into(bytes, size, format, out, out_size);
    case CompressionMethod::zstd: return zstd_unpack_into(bytes, size, out, out_size);
    case CompressionMethod::none: break;
  }
  if (size != out_size) return false;
  if (size > 0) std::memcpy(out, bytes, size);
  return true;
}

}  // namespace cartograf
