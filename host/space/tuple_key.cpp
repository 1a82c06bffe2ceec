#include "host/space/tuple_key.hpp"

#include <charconv>

#include "host/space/search_space.hpp"

namespace cartograf {
namespace {

class TupleParser {
 public:
  explicit TupleParser(std::string_view text) : text_(text) {}

  std::vector<int> parse(std::size_t n, int limit) {
    std::vector<int> values;
    expect('(', "'('");
    while (values.size() < n) {
      if (!values.empty()) expect(',', "',' (the key has " + std::to_string(n) + " numbers)");
      values.push_back(number(limit));
    }
    expect(')', "')' after " + std::to_string(n) + " numbers");
    skip_blanks();
    if (position_ != text_.size()) fail("the end of the key");
    return values;
  }

 private:
  void skip_blanks() {
    while (position_ < text_.size() && text_[position_] == ' ') ++position_;
  }

  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found = position_ < text_.size() ? "'" + std::string(text_.substr(position_, 12)) + "'" : "the end of the key";
    throw KeyError(position_, "expected " + expected + ", found " + found);
  }

  void expect(char c, const std::string& description) {
    skip_blanks();
    if (position_ == text_.size() || text_[position_] != c) fail(description);
    ++position_;
  }

  int number(int limit) {
    skip_blanks();
    const char* begin = text_.data() + position_;
    const char* end = text_.data() + text_.size();
    int value = -1;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc{} || value < 0 || value >= limit) fail("a number from 0 to " + std::to_string(limit - 1));
    position_ += static_cast<std::size_t>(stop - begin);
    return value;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::string tuple_text(const std::vector<int>& values) {
  std::string text = "(";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(values[i]);
  }
  return text + ")";
}

std::vector<int> parse_tuple(std::string_view text, std::size_t n, int limit) { return TupleParser(text).parse(n, limit); }

}  // namespace cartograf
