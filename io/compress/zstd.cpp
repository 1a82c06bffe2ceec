#include "io/compress/zstd.hpp"

#include <zstd.h>

#include <memory>
#include <new>

namespace cartograf {

std::vector<std::byte> zstd_packed(const void* bytes, std::size_t size, int level, std::size_t most) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  if (!context) throw std::bad_alloc();
  std::vector<std::byte> packed(most);
  const std::size_t n = ZSTD_compressCCtx(context.get(), packed.data(), most, bytes, size, level);
  packed.resize(ZSTD_isError(n) != 0 ? 0 : n);
  return packed;
}

std::size_t most_zstd_packed(std::size_t size) { return ZSTD_compressBound(size); }

std::optional<std::uint64_t> zstd_unpacked_size(const void* bytes, std::size_t size) {
  const unsigned long long n = ZSTD_getFrameContentSize(bytes, size);
  if (n == ZSTD_CONTENTSIZE_UNKNOWN || n == ZSTD_CONTENTSIZE_ERROR) return std::nullopt;
  return n;
}

bool zstd_unpack_into(const void* bytes, std::size_t size, void* out, std::size_t out_size) {
  const std::size_t n = ZSTD_decompress(out, out_size, bytes, size);
  return ZSTD_isError(n) == 0 && n == out_size;
}

std::string zstd_version() { return ZSTD_versionString(); }

}  // namespace cartograf
