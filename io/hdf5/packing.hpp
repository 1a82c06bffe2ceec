#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernels/base/error.hpp"

namespace cartograf::hdf5 {

/// Values one behind the other as bytes, between processes of one program: numbers as they are in memory, texts and lists behind
/// their length.
class Packer {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(std::string_view text) {
    put(std::uint64_t{text.size()});
    bytes_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class T>
  void put(const std::vector<T>& list) {
    put(std::uint64_t{list.size()});
    if constexpr (std::is_arithmetic_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T));
    } else {
      for (const T& value : list) put(value);
    }
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Takes them out again, in the same order. Throws Error for what Packer does not give: the other process may have gone astray.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T>
  void get(T& value) {
    const std::string_view taken = bytes(sizeof value);
    if constexpr (std::is_same_v<T, bool>) {
      if (taken[0] != 0 && taken[0] != 1) fail();
      value = taken[0] != 0;
    } else {
      std::memcpy(&value, taken.data(), sizeof value);
    }
  }
  /// An enumerator; they count from 0 to that of `last`.
  template <class T>
  requires std::is_enum_v<T>
  void get(T& value, T last) {
    const auto number = next<std::underlying_type_t<T>>();
    if (static_cast<std::int64_t>(number) < 0 || number > static_cast<std::underlying_type_t<T>>(last)) fail();
    value = static_cast<T>(number);
  }
  void get(std::string& text) { text = bytes(length(1)); }
  template <class T>
  void get(std::vector<T>& list) {
    if constexpr (std::is_arithmetic_v<T>) {
      const std::size_t n = length(sizeof(T));
      list.resize(n);
      if (n > 0) std::memcpy(list.data(), bytes(n * sizeof(T)).data(), n * sizeof(T));
    } else {
      list.clear();
      for (std::size_t n = length(1); n > 0; --n) get(list.emplace_back());
    }
  }
  template <class T>
  T next() {
    T value{};
    get(value);
    return value;
  }

  bool empty() const { return bytes_.empty(); }
  /// That all was taken.
  void end() const {
    if (!bytes_.empty()) fail();
  }
  [[noreturn]] static void fail() { throw Error("an answer of another process is damaged"); }

 private:
  std::size_t length(std::size_t width) {
    const auto n = next<std::uint64_t>();
    if (n > bytes_.size() / width) fail();
    return static_cast<std::size_t>(n);
  }
  std::string_view bytes(std::size_t n) {
    if (n > bytes_.size()) fail();
    const std::string_view taken = bytes_.substr(0, n);
    bytes_.remove_prefix(n);
    return taken;
  }

  std::string_view bytes_;
};

}  // namespace cartograf::hdf5
