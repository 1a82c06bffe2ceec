#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cartograf {

/// A file descriptor of the system, closed once; negative: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  /// Closes now and says whether the system took all that was written; nothing happens when already closed.
  bool close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_ = -1;
};

/// Writes all bytes, also where the system takes some at a time or is not ready. Throws IoError (DiskFull
/// where there is no room): `failed`, and why.
void write_all(int descriptor, std::string_view bytes, const std::string& failed);

/// Bytes of the file behind it; 0 where the system does not say.
std::uint64_t file_size(int descriptor);

/// Reads n bytes from `offset` on, or as many as there are; returns how many.
std::size_t read_at(int descriptor, void* out, std::size_t n, std::uint64_t offset);

}  // namespace cartograf
