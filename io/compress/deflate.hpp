#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cartograf {

/// What is around bytes that deflate has packed.
enum class DeflateFormat { zlib,    ///< RFC 1950, as HDF5's filter has it
                           gzip };  ///< RFC 1952, as Zarr's codec has it

/// Packs `size` bytes at a level from 1 to 9. Empty where that takes more than `most` bytes.
std::vector<std::byte> deflated(const void* bytes, std::size_t size, int level, DeflateFormat format, std::size_t most);

/// Room that is enough for any `size` bytes, packed.
std::size_t most_deflated(std::size_t size, DeflateFormat format);

/// Unpacks into exactly `out_size` bytes at `out`; false where these are not what was packed.
bool inflate_into(const void* bytes, std::size_t size, DeflateFormat format, void* out, std::size_t out_size);

/// Of libdeflate: "1.14".
std::string deflate_version();

}  // namespace cartograf
