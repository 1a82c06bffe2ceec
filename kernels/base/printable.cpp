#include "kernels/base/printable.hpp"

#include <algorithm>

#include "kernels/base/utf8.hpp"

namespace cartograf {
namespace {

void append_escaped(std::string_view bytes, std::string& out) {
  constexpr char digits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

/// Whether a terminal does something with this character beyond showing it.
bool is_control(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  // U+061C: the direction of writing, as the longer ones below.
  if (character.size() == 2) return (byte(0) == 0xc2 && byte(1) < 0xa0) || (byte(0) == 0xd8 && byte(1) == 0x9c);
  if (character.size() != 3 || byte(0) != 0xe2) return false;
  // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069: the direction of writing.
  if (byte(1) == 0x80) return byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xaa && byte(2) <= 0xae);
  return byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    const std::string_view character = text.substr(i, length == 0 ? 1 : length);
    const bool layout = character == "\n" || character == "\t";
    if (length == 0 || (is_control(character) && !layout)) {
      append_escaped(character, out);
    } else {
      out += character;
    }
    i += character.size();
  }
  return out;
}

std::string_view beginning(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text, end), 1);
    if (end + length > most) break;
    end += length;
  }
  return text.substr(0, end);
}

std::string printable_line(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out;
}

std::string in_quotes(std::string_view text, std::size_t most) {
  std::string out = "'";
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view character = text.substr(i, std::max<std::size_t>(utf8_length(text, i), 1));
    const std::string shown = printable_line(character);
    if (out.size() - 1 + shown.size() > most) return out + "...'";
    out += shown;
    i += character.size();
  }
  return out + "'";
}

std::string listed_name(std::string_view name) {
  constexpr std::size_t most = 60;
  const std::string text = in_quotes(name, most);
  const bool misleads = name.empty() || name.front() == ' ' || name.back() == ' ' || name.find(',') != name.npos;
  return misleads ? text : text.substr(1, text.size() - 2);
}

}  // namespace cartograf
