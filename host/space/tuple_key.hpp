#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cartograf {

/// "(0, 1, 2)": a flat tuple as the published data write it.
std::string tuple_text(const std::vector<int>& values);

/// Writes keys part by part, into memory that has room for them.
class KeyWriter {
 public:
  explicit KeyWriter(char* out) : begin_(out), end_(out) {}

  KeyWriter& operator<<(char c) {
    *end_++ = c;
    return *this;
  }
  KeyWriter& operator<<(int number);
  std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }

 private:
  char* begin_;
  char* end_;
};

/// Writes a tuple of n numbers, number(i) the i-th: "(0, 1, 2)".
template <class Number>
void write_tuple(KeyWriter& out, std::size_t n, Number number) {
  out << '(';
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) out << ',' << ' ';
    out << static_cast<int>(number(i));
  }
  out << ')';
}

/// Reads keys part by part; blanks are allowed between the parts. Throws KeyError with the position, what was expected
/// and what was found.
class KeyParser {
 public:
  explicit KeyParser(std::string_view text) : text_(text) {}

  /// Position of the next part.
  std::size_t position();
  /// Whether the next character is `c`.
  bool next_is(char c);
  void expect(char c, const std::string& description);
  /// Goes on behind `n` bytes that the caller has looked at.
  void skip(std::size_t n) { position_ += n; }
  int number(int smallest, int largest);
  /// One of some words; returns its place.
  int one_of(const std::vector<std::string>& words);
  void expect_end();
  [[noreturn]] void fail(std::size_t position, const std::string& expected) const;

 private:
  void skip_blanks();

  std::string_view text_;
  std::size_t position_ = 0;
};

/// Reads a flat tuple of as many integers as there are in `largest`, each from 0 to the one there.
std::vector<int> parse_tuple(std::string_view text, const std::vector<int>& largest);

}  // namespace cartograf
