#include "host/space/tuple_key.hpp"

#include <algorithm>
#include <charconv>

#include "host/space/search_space.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {

void KeyParser::skip_blanks() {
  while (position_ < text_.size() && text_[position_] == ' ') ++position_;
}

std::size_t KeyParser::position() {
  skip_blanks();
  return position_;
}

bool KeyParser::next_is(char c) {
  skip_blanks();
  return position_ < text_.size() && text_[position_] == c;
}

void KeyParser::fail(std::size_t position, const std::string& expected) const {
  constexpr std::size_t most = 12;
  const std::string found = position < text_.size() ? in_quotes(beginning(text_.substr(position), most)) : "the end of the key";
  throw KeyError(position, "expected " + expected + ", found " + found);
}

void KeyParser::expect(char c, const std::string& description) {
  if (!next_is(c)) fail(position_, description);
  ++position_;
}

int KeyParser::number(int smallest, int largest) {
  skip_blanks();
  const auto number = leading_number<int>(std::string_view(text_).substr(position_));
  if (!number || number.value < smallest || number.value > largest) {
    fail(position_, number_between(smallest, largest));
  }
  position_ += number.length;
  return number.value;
}

int KeyParser::one_of(const std::vector<std::string>& words) {
  skip_blanks();
  std::size_t length = 0;
  while (position_ + length < text_.size() && text_[position_ + length] != '~' && text_[position_ + length] != '|') ++length;
  const auto found = std::find(words.begin(), words.end(), text_.substr(position_, length));
  if (found == words.end()) {
    fail(position_, "an operation (" + listed(words) + ")");
  }
  position_ += length;
  return static_cast<int>(found - words.begin());
}

void KeyParser::expect_end() {
  skip_blanks();
  if (position_ != text_.size()) fail(position_, "the end of the key");
}

KeyWriter& KeyWriter::operator<<(int number) {
  if (number >= 0 && number < 10) return *this << static_cast<char>('0' + number);
  constexpr int most_digits = 11;
  end_ = std::to_chars(end_, end_ + most_digits, number).ptr;
  return *this;
}

std::string tuple_text(const std::vector<int>& values) {
  std::string text = "(";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(values[i]);
  }
  return text + ")";
}

std::vector<int> parse_tuple(std::string_view text, const std::vector<int>& largest) {
  KeyParser parser(text);
  const std::size_t n = largest.size();
  std::vector<int> values;
  parser.expect('(', "'('");
  while (values.size() < n) {
    if (!values.empty()) parser.expect(',', "',' (the key has " + std::to_string(n) + " numbers)");
    values.push_back(parser.number(0, largest[values.size()]));
  }
  parser.expect(')', "')' after " + std::to_string(n) + " numbers");
  parser.expect_end();
  return values;
}

}  // namespace cartograf
