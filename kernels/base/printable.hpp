#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cartograf {

/// `text` as a terminal may be given it: control characters (of ASCII and of Unicode, and those that turn the direction of
/// writing) and bytes that are no UTF-8 become \xNN. Line feeds and tabs stay. What was made printable is not changed again.
std::string printable(std::string_view text);

/// Bytes of a text that a message quotes at most.
inline constexpr std::size_t kMostQuoted = 200;

/// The same on one line: line feeds and tabs become \n and \t. For names of files, which are not cut.
std::string printable_line(std::string_view text);

/// At most so many bytes of a text, none of a character that they do not hold.
std::string_view beginning(std::string_view text, std::size_t most);

/// 'text' on one line, for messages: printable, line feeds and tabs as \n and \t, and cut ("...") before it has more than `most` bytes so.
std::string in_quotes(std::string_view text, std::size_t most = kMostQuoted);

/// "net, acc, 'time '": names for messages, each printable and cut, in quotes where blanks or a comma would mislead. Of
/// many names the first ones and the number of the others.
template <class Names>
std::string listed(const Names& names);

/// What listed() makes of one name.
std::string listed_name(std::string_view name);

template <class Names>
std::string listed(const Names& names) {
  constexpr std::size_t most = 50;
  std::string text;
  std::size_t n = 0;
  for (const auto& name : names) {
    if (n < most) text += (n == 0 ? "" : ", ") + listed_name(name);
    ++n;
  }
  return n > most ? text + " and " + std::to_string(n - most) + " more" : text;
}

}  // namespace cartograf
