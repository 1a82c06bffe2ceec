#include "kernels/base/utf8.hpp"

#include "kernels/base/error.hpp"

namespace cartograf {

std::size_t utf8_length(std::string_view text, std::size_t position) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
  const unsigned first = byte(position);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2
                                            : first >= 0xe0 && first < 0xf0   ? 3
                                            : first >= 0xf0 && first < 0xf5   ? 4
                                                                              : 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(position + k) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what is beyond Unicode.
  const unsigned second = byte(position + 1);
  const bool invalid = (first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0) || (first == 0xf0 && second < 0x90) ||
                       (first == 0xf4 && second >= 0x90);
  return invalid ? 0 : length;
}

void require_utf8(const std::string& text, const std::string& what) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    if (length == 0) throw InputError(what + ": expected UTF-8 text, found another byte at position " + std::to_string(i));
    i += length;
  }
}

}  // namespace cartograf
