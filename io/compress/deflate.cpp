#include "io/compress/deflate.hpp"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace cartograf {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};
using Compressor = std::unique_ptr<libdeflate_compressor, FreeCompressor>;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};
using Decompressor = std::unique_ptr<libdeflate_decompressor, FreeDecompressor>;

}  // namespace

std::vector<std::byte> deflated(const void* bytes, std::size_t size, int level, DeflateFormat format, std::size_t most) {
  const Compressor compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw std::bad_alloc();
  const auto compress = format == DeflateFormat::zlib ? libdeflate_zlib_compress : libdeflate_gzip_compress;
  std::vector<std::byte> packed(most);
  packed.resize(compress(compressor.get(), bytes, size, packed.data(), most));
  return packed;
}

std::size_t most_deflated(std::size_t size, DeflateFormat format) {
  return format == DeflateFormat::zlib ? libdeflate_zlib_compress_bound(nullptr, size) : libdeflate_gzip_compress_bound(nullptr, size);
}

bool inflate_into(const void* bytes, std::size_t size, DeflateFormat format, void* out, std::size_t out_size) {
  const Decompressor decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  const auto decompress = format == DeflateFormat::zlib ? libdeflate_zlib_decompress : libdeflate_gzip_decompress;
  return decompress(decompressor.get(), bytes, size, out, out_size, nullptr) == LIBDEFLATE_SUCCESS;
}

std::string deflate_version() { return LIBDEFLATE_VERSION_STRING; }

}  // namespace cartograf
