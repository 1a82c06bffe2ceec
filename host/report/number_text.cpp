#include "host/report/number_text.hpp"

#include <charconv>
#include <cmath>

namespace cartograf {
namespace {

std::string text_of(double value, std::chars_format format) {
  if (std::isnan(value)) return "";
  char text[512];  // enough for any double
  return {text, std::to_chars(text, text + sizeof text, value, format, 4).ptr};
}

}  // namespace

std::string fixed_text(double value) { return text_of(value, std::chars_format::fixed); }
std::string general_text(double value) { return text_of(value, std::chars_format::general); }

}  // namespace cartograf
