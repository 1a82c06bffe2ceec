#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace cartograf {

/// Cuts bytes that come in any lengths into pieces of one size. take(const std::byte* pieces, std::size_t n) is given n > 0 of them, one behind
/// the other, which stay until it returns: those that lie whole in `bytes` where they lie. `pending` keeps the begin of a piece for the
/// next bytes.
template <class Take>
void take_whole_pieces(std::vector<std::byte>& pending, std::size_t piece_size, std::span<const std::byte> bytes, Take&& take) {
  if (!pending.empty()) {
    const auto begin = bytes.first(std::min(bytes.size(), piece_size - pending.size()));
    const std::size_t before = pending.size();
    pending.resize(before + begin.size());
    std::copy(begin.begin(), begin.end(), pending.data() + before);
    bytes = bytes.subspan(begin.size());
    if (pending.size() < piece_size) return;
    take(static_cast<const std::byte*>(pending.data()), std::size_t{1});
    pending.clear();
  }
  const std::size_t n = bytes.size() / piece_size;
  if (n > 0) take(bytes.data(), n);
  bytes = bytes.subspan(n * piece_size);
  if (!bytes.empty()) pending.reserve(piece_size);  // else it would grow with each of the next bytes
  pending.assign(bytes.begin(), bytes.end());
}

}  // namespace cartograf
