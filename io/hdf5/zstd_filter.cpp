#include "io/hdf5/zstd_filter.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "io/compress/compression.hpp"
#include "io/compress/zstd.hpp"

namespace cartograf::hdf5 {
namespace {

/// Puts other bytes into HDF5's buffer; its size, or 0 where there is no memory, which HDF5 takes for a failure.
std::size_t replace(void** buffer, std::size_t* buffer_size, void* bytes, std::size_t size) {
  H5free_memory(*buffer);
  *buffer = bytes;
  *buffer_size = size;
  return size;
}

std::size_t unpack(std::size_t n_bytes, std::size_t* buffer_size, void** buffer) {
  constexpr std::uint64_t most = UINT32_MAX;  // no chunk is larger
  const auto size = zstd_unpacked_size(*buffer, n_bytes);
  if (!size || *size == 0 || *size > most) return 0;
  void* const out = H5allocate_memory(static_cast<std::size_t>(*size), false);
  if (out == nullptr) return 0;
  if (zstd_unpack_into(*buffer, n_bytes, out, static_cast<std::size_t>(*size))) return replace(buffer, buffer_size, out, static_cast<std::size_t>(*size));
  H5free_memory(out);
  return 0;
}

std::size_t pack(std::size_t n_bytes, int level, std::size_t* buffer_size, void** buffer) {
  const std::vector<std::byte> packed = zstd_packed(*buffer, n_bytes, level, most_zstd_packed(n_bytes));
  if (packed.empty()) return 0;
  void* const out = H5allocate_memory(packed.size(), false);
  if (out == nullptr) return 0;
  std::memcpy(out, packed.data(), packed.size());
  return replace(buffer, buffer_size, out, packed.size());
}

/// What HDF5 calls, which takes no exceptions.
std::size_t filter(unsigned flags, std::size_t n_values, const unsigned values[], std::size_t n_bytes, std::size_t* buffer_size, void** buffer) {
  try {
    if ((flags & H5Z_FLAG_REVERSE) != 0) return unpack(n_bytes, buffer_size, buffer);
    constexpr auto highest = static_cast<unsigned>(kHighestZstdLevel);
    return pack(n_bytes, n_values > 0 ? static_cast<int>(std::clamp(values[0], 1U, highest)) : kUsualZstdLevel, buffer_size, buffer);
  } catch (...) {
    return 0;
  }
}

}  // namespace

void register_zstd() {
  static const H5Z_class2_t description = {H5Z_CLASS_T_VERS, kZstdFilter, 1, 1, "zstd", nullptr, nullptr, filter};
  [[maybe_unused]] static const herr_t once = H5Zregister(&description);
}

}  // namespace cartograf::hdf5
