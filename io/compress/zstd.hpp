#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cartograf {

/// Packs `size` bytes into one frame of Zstandard (RFC 8878), which says their number, at a level from 1 to 19. Empty where that takes more
/// than `most` bytes.
std::vector<std::byte> zstd_packed(const void* bytes, std::size_t size, int level, std::size_t most);

/// Room that is enough for any `size` bytes, packed.
std::size_t most_zstd_packed(std::size_t size);

/// What a frame says that it unpacks to; nothing where it does not, or is none.
std::optional<std::uint64_t> zstd_unpacked_size(const void* bytes, std::size_t size);

/// Unpacks into exactly `out_size` bytes at `out`; false where these are not what was packed.
bool zstd_unpack_into(const void* bytes, std::size_t size, void* out, std::size_t out_size);

/// "1.5.4".
std::string zstd_version();

}  // namespace cartograf
