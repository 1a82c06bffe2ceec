// Changes of bytes in which texts and arrays stand behind their lengths of 64 bits: inside of a text whose length is then set right, in a
// few bytes in place, or anywhere.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <vector>

extern "C" {
std::size_t LLVMFuzzerMutate(std::uint8_t*, std::size_t, std::size_t);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t*, std::size_t, std::size_t, unsigned int);
}

namespace {

constexpr std::size_t kLength = 8;
#ifdef CARTOGRAF_BIG_ENDIAN_LENGTHS
constexpr bool kBigEndian = true;  // UBJSON
#else
constexpr bool kBigEndian = false;
#endif

std::size_t shift_of(std::size_t byte) { return 8 * (kBigEndian ? kLength - 1 - byte : byte); }

std::uint64_t length_at(const std::uint8_t* bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLength; ++i) length |= std::uint64_t{bytes[i]} << shift_of(i);
  return length;
}

void set_length(std::uint8_t* bytes, std::uint64_t length) {
  for (std::size_t i = 0; i < kLength; ++i) bytes[i] = static_cast<std::uint8_t>(length >> shift_of(i));
}

/// Where, from `from` on, a length stands that the bytes behind it have.
std::optional<std::size_t> find_length(const std::uint8_t* data, std::size_t size, std::size_t from) {
  for (std::size_t at = from; at + kLength < size; ++at) {
    const std::uint64_t length = length_at(data + at);
    if (length > 0 && length <= size - at - kLength) return at;
  }
  return std::nullopt;
}

std::size_t change_text(std::uint8_t* data, std::size_t size, std::size_t most, std::size_t at) {
  const std::size_t begin = at + kLength, length = static_cast<std::size_t>(length_at(data + at)), end = begin + length;
  const std::size_t longest = std::min(length + 64, most - (size - length));
  if (longest == 0) return size;
  std::vector<std::uint8_t> text(data + begin, data + end);
  text.resize(std::max(longest, length));
  const std::size_t changed = LLVMFuzzerMutate(text.data(), std::min(length, longest), longest);
  std::memmove(data + begin + changed, data + end, size - end);
  std::copy_n(text.begin(), changed, data + begin);
  set_length(data + at, changed);
  return size - length + changed;
}

void change_in_place(std::uint8_t* data, std::size_t size, std::size_t at) {
  const std::size_t n = std::min<std::size_t>(8, size - at);
  LLVMFuzzerMutate(data + at, n, n);
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned int seed) {
  std::minstd_rand random(seed);
  if (size <= kLength) return LLVMFuzzerMutate(data, size, most);
  const std::size_t from = random() % size;
  switch (random() % 4) {
    case 0: return LLVMFuzzerMutate(data, size, most);
    case 1: change_in_place(data, size, from); return size;
    default: break;
  }
  const std::optional<std::size_t> at = find_length(data, size, from);
  if (at) return change_text(data, size, most, *at);
  change_in_place(data, size, from);
  return size;
}
