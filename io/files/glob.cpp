#include "io/files/glob.hpp"

#include <fnmatch.h>

#include <cstddef>
#include <string>

namespace cartograf {
namespace {

/// Where the element that begins at `begin`, and is no star, ends: a character, an escaped one, or a bracket with what is in it. A
/// bracket that is not closed is a character.
std::size_t end_of_element(std::string_view glob, std::size_t begin) {
  if (glob[begin] == '\\' && begin + 1 < glob.size()) return begin + 2;
  if (glob[begin] != '[') return begin + 1;
  std::size_t at = begin + 1;
  if (at < glob.size() && (glob[at] == '!' || glob[at] == '^')) ++at;
  if (at < glob.size() && glob[at] == ']') ++at;  // the first one is a member
  for (; at < glob.size() && glob[at] != ']'; ++at) {
    const bool is_class = glob[at] == '[' && at + 1 < glob.size() && glob[at + 1] == ':';
    if (is_class && glob.find(":]", at) != glob.npos) at = glob.find(":]", at) + 1;
  }
  return at < glob.size() ? at + 1 : begin + 1;
}

bool matches_element(std::string_view element, char c) {
  if (element.size() == 1 && element[0] != '?') return element[0] == c;
  return fnmatch(std::string(element).c_str(), std::string(1, c).c_str(), 0) == 0;
}

}  // namespace

// Only the last star that was met needs to be tried again: what an earlier one takes is fixed by the leftmost match of what stands
// between them.
bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, behind_star = glob.npos, taken_until = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      behind_star = ++g;
      taken_until = t;
      continue;
    }
    const std::size_t end = g < glob.size() ? end_of_element(glob, g) : g;
    if (g < glob.size() && matches_element(glob.substr(g, end - g), text[t])) {
      g = end;
      ++t;
    } else if (behind_star != glob.npos) {
      g = behind_star;
      t = ++taken_until;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace cartograf
