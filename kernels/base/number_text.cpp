#include "kernels/base/number_text.hpp"

#include <charconv>
#include <cmath>
#include <iterator>

namespace cartograf {
namespace {

template <class T>
std::string shortest_digits(T value) {
  if (std::isnan(value)) return {};
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  return std::string(digits, end);
}

}  // namespace

template <class T>
LeadingNumber<T> leading_number(std::string_view text) {
  LeadingNumber<T> number;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  number.length = static_cast<std::size_t>(stop - text.data());
  number.error = error;
  return number;
}

template LeadingNumber<int> leading_number<int>(std::string_view);
template LeadingNumber<std::int64_t> leading_number<std::int64_t>(std::string_view);
template LeadingNumber<std::uint64_t> leading_number<std::uint64_t>(std::string_view);
template LeadingNumber<double> leading_number<double>(std::string_view);

std::string shortest(double value) { return shortest_digits(value); }
std::string shortest(float value) { return shortest_digits(value); }

std::string number_between(std::int64_t smallest, std::int64_t largest) {
  if (smallest > largest) return "no number";
  if (smallest == largest) return "the number " + std::to_string(smallest);
  return "a number from " + std::to_string(smallest) + " to " + std::to_string(largest);
}

std::string rounded(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 4);
  return std::string(text, end);
}

std::string with_decimals(double value, int decimals) {
  char text[384];  // the largest double has 309 digits before the point
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  return std::string(text, end);
}

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string counted(std::uint64_t n, const std::string& what) { return grouped(n) + " " + what + (n == 1 ? "" : "s"); }

std::string bytes_text(double bytes) {
  constexpr const char* units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  std::size_t unit = 0;
  for (; bytes >= 999.95 && unit + 1 < std::size(units); ++unit) bytes /= 1000;  // which would be written as 1000.0
  if (bytes >= 999.95) return rounded(bytes) + " " + units[unit];
  return with_decimals(bytes, unit == 0 ? 0 : 1) + " " + units[unit];
}

}  // namespace cartograf
