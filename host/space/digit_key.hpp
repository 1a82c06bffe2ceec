#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/features/predecessor_codec.hpp"

namespace cartograf {

/// Keys of a space whose index is a number of mixed radix: every digit stands for a piece of text, and the key is the
/// pieces one behind the other. So a key is a few copies, and it needs no words.
class DigitKey {
 public:
  /// The pieces of a digit, by its value.
  using Pieces = std::vector<std::string>;

  /// digits: 1 to kMaxElements, the most significant first, each with at least one piece; at most 2^62 keys.
  explicit DigitKey(const std::vector<Pieces>& digits);

  /// Bytes of the longest key.
  std::size_t width() const { return width_; }
  /// Writes the key of an index to `out`, which has room for width() bytes; returns its length.
  std::size_t write(std::uint64_t index, char* out) const { return write_groups(groups_.size(), index, out); }
  /// Writes the keys of first, first + 1, ... to out [n x row_width], row_width >= width(), padded with zero bytes.
  void write_range(std::uint64_t first, std::uint64_t n, std::size_t row_width, char* out) const;

 private:
  /// Some neighbouring digits as one: the fewer pieces, the faster.
  struct Group {
    explicit Group(const Pieces& pieces);
    char* copy(std::uint64_t value, char* out) const;

    KnownDivisor n_values;
    std::vector<std::uint32_t> begin;  ///< [n_values + 1] in text
    std::vector<char> text;
  };

  /// The pieces of the first n groups, of which `index` holds the digits alone; returns their length.
  std::size_t write_groups(std::size_t n, std::uint64_t index, char* out) const;

  std::vector<Group> groups_;
  std::size_t width_ = 0;
};

}  // namespace cartograf
