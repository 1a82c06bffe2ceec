#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace cartograf::cpu {

/// Numbers byte strings in the order in which they are first seen. Not for several threads at a time.
class FormMemo {
 public:
  using Key = std::span<const std::uint8_t>;

  static std::uint64_t hash_of(Key key) {
    std::uint64_t hash = 0x9e3779b97f4a7c15ull ^ key.size();
    const auto take = [&](std::uint64_t word) {
      hash = (hash ^ word) * 0xbf58476d1ce4e5b9ull;
      hash ^= hash >> 29;
    };
    std::size_t at = 0;
    for (; at + 8 <= key.size(); at += 8) {
      std::uint64_t word;
      std::memcpy(&word, key.data() + at, 8);
      take(word);
    }
    std::uint64_t rest = 0;
    if (at < key.size()) std::memcpy(&rest, key.data() + at, key.size() - at);
    take(rest);
    return hash;
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  /// Bytes in use.
  std::size_t memory() const { return bytes_.size() + entries_.size() * sizeof(Entry) + slots_.size() * sizeof(std::uint32_t); }

  Key key(std::uint32_t number) const { return {bytes_.data() + entries_[number].first, entries_[number].size}; }

  /// The number of a key; it is size() - 1 anew when it is new.
  std::uint32_t number_of(Key key, std::uint64_t hash) {
    if (2 * (entries_.size() + 1) > slots_.size()) grow();
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != kFree; slot = (slot + 1) & (slots_.size() - 1)) {
      const Entry& entry = entries_[slots_[slot]];
      if (entry.hash == hash && entry.size == key.size() && std::memcmp(bytes_.data() + entry.first, key.data(), key.size()) == 0) {
        return slots_[slot];
      }
    }
    slots_[slot] = size();
    entries_.push_back({hash, bytes_.size(), static_cast<std::uint32_t>(key.size())});
    bytes_.insert(bytes_.end(), key.begin(), key.end());
    return slots_[slot];
  }

  void clear() {
    bytes_.clear();
    entries_.clear();
    slots_.assign(slots_.size(), kFree);
  }

 private:
  struct Entry {
    std::uint64_t hash;
    std::size_t first;
    std::uint32_t size;
  };
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};

  void grow() {
    slots_.assign(slots_.empty() ? 1024 : 2 * slots_.size(), kFree);
    for (std::uint32_t number = 0; number < size(); ++number) {
      std::size_t slot = entries_[number].hash & (slots_.size() - 1);
      while (slots_[slot] != kFree) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = number;
    }
  }

  std::vector<std::uint8_t> bytes_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< a power of two; numbers of entries
};

}  // namespace cartograf::cpu
