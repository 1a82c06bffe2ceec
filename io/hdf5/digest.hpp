#pragma once

#include <cstddef>
#include <memory>
#include <string>

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

}  // namespace cartograf
