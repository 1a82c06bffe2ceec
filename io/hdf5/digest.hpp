#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cartograf {

/// Running XXH3 checksum (128 bits) of bytes in order. It detects damage; it is not cryptographic.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void update(const void* bytes, std::size_t n);
  /// "xxh3-128:" and 32 hexadecimal digits.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The checksum of bytes that are all there.
std::string digest_of(std::string_view bytes);

/// The checksum of rows that are read one behind the other from the first on.
class PassedRows {
 public:
  /// Whether these were the last of them.
  bool follow(std::uint64_t first, std::uint64_t n, std::uint64_t n_all, const void* rows, std::size_t row_size) {
    if (first == 0) {
      digest_ = Digest();
      next_ = 0;
    }
    if (first != next_ || n == 0) return false;
    digest_.update(rows, n * row_size);
    next_ += n;
    return next_ == n_all;
  }
  std::string digest() const { return digest_.text(); }

 private:
  Digest digest_;
  std::uint64_t next_ = 0;
};

}  // namespace cartograf
