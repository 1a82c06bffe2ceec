#include "kernels/base/utf8.hpp"

#include "kernels/base/error.hpp"

namespace cartograf {

void require_utf8(const std::string& text, const std::string& what) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const unsigned first = byte(i);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2
                                              : first >= 0xe0 && first < 0xf0   ? 3
                                              : first >= 0xf0 && first < 0xf5   ? 4
                                                                                : 0;
    bool valid = length > 0;
    for (std::size_t k = 1; k < length; ++k) valid = valid && (byte(i + k) & 0xc0) == 0x80;
    // Overlong forms, surrogates, and what is beyond Unicode.
    const unsigned second = byte(i + 1);
    valid = valid && !(first == 0xe0 && second < 0xa0) && !(first == 0xed && second >= 0xa0) && !(first == 0xf0 && second < 0x90) &&
            !(first == 0xf4 && second >= 0x90);
    if (!valid) throw InputError(what + ": expected UTF-8 text, found another byte at position " + std::to_string(i));
    i += length;
  }
}

}  // namespace cartograf
