#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace cartograf {

/// The number that a text begins with, as std::from_chars reads it: no blanks, no plus sign, independent of the locale.
template <class T>
struct LeadingNumber {
  T value{};
  std::size_t length = 0;  ///< characters that it takes
  std::errc error{};       ///< invalid_argument: there is none; result_out_of_range: T does not hold it

  explicit operator bool() const { return error == std::errc{}; }
};

/// T: int, std::int64_t, std::uint64_t, double.
template <class T>
LeadingNumber<T> leading_number(std::string_view text);

/// The number that the whole text is; nothing when it is none, or more than T holds.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  const LeadingNumber<T> number = leading_number<T>(text);
  if (!number || number.length != text.size()) return std::nullopt;
  return number.value;
}

/// The shortest digits that read back as exactly `value`; integers without a point; NaN is the empty text.
std::string shortest(double value);
std::string shortest(float value);

/// "a number from 0 to 4", for messages; "the number 0" where there is only one, "no number" where there is none.
std::string number_between(std::int64_t smallest, std::int64_t largest);

/// Four significant digits.
std::string rounded(double value);

/// With so many digits behind the point, 0 to 30, rounded as the exact value says.
std::string with_decimals(double value, int decimals);

/// 15625 -> "15,625".
std::string grouped(std::uint64_t n);

/// "1 architecture", "15,625 architectures".
std::string counted(std::uint64_t n, const std::string& what);

/// Bytes as people read them: "11.9 MB" (powers of 1000), and beyond 1000 YB "4500 YB".
std::string bytes_text(double bytes);

}  // namespace cartograf
