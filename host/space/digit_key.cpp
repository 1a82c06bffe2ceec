#include "host/space/digit_key.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

/// Pieces of digits that are put together: a table of them should cost nothing to make.
constexpr std::size_t kMostJoined = 256;

DigitKey::Pieces joined_pieces(const DigitKey::Pieces& left, const DigitKey::Pieces& right) {
  DigitKey::Pieces all;
  for (const std::string& a : left) {
    for (const std::string& b : right) all.push_back(a + b);
  }
  return all;
}

/// memcpy of a few bytes in line. Writes nothing behind them, since the next key may be there already.
void copy_few(const char* from, std::size_t n, char* out) {
  if (n >= 8 && n <= 16) {
    std::uint64_t head, tail;
    std::memcpy(&head, from, 8);
    std::memcpy(&tail, from + n - 8, 8);
    std::memcpy(out, &head, 8);
    std::memcpy(out + n - 8, &tail, 8);
    return;
  }
  std::memcpy(out, from, n);
}

}  // namespace

DigitKey::Group::Group(const Pieces& pieces) : n_values(pieces.size()) {
  for (const std::string& piece : pieces) {
    begin.push_back(static_cast<std::uint32_t>(text.size()));
    text.insert(text.end(), piece.begin(), piece.end());
  }
  begin.push_back(static_cast<std::uint32_t>(text.size()));
}

char* DigitKey::Group::copy(std::uint64_t value, char* out) const {
  const std::size_t n = begin[value + 1] - begin[value];
  copy_few(text.data() + begin[value], n, out);
  return out + n;
}

DigitKey::DigitKey(const std::vector<Pieces>& digits) {
  CARTOGRAF_EXPECTS(!digits.empty() && digits.size() <= kMaxElements);
  // From the last digit on, which changes with every index, so that the last group is as large as may be.
  for (auto digit = digits.rbegin(); digit != digits.rend();) {
    Pieces pieces = *digit++;
    while (digit != digits.rend() && digit->size() * pieces.size() <= kMostJoined) pieces = joined_pieces(*digit++, pieces);
    std::size_t longest = 0;
    for (const std::string& piece : pieces) longest = std::max(longest, piece.size());
    width_ += longest;
    groups_.insert(groups_.begin(), Group(pieces));
  }
}

std::size_t DigitKey::write_groups(std::size_t n, std::uint64_t index, char* out) const {
  std::uint64_t values[kMaxElements];
  for (std::size_t i = n; i-- > 0;) {
    const std::uint64_t rest = groups_[i].n_values.quotient(index);
    values[i] = index - rest * groups_[i].n_values.divisor;
    index = rest;
  }
  char* end = out;
  for (std::size_t i = 0; i < n; ++i) end = groups_[i].copy(values[i], end);
  return static_cast<std::size_t>(end - out);
}

void DigitKey::write_range(std::uint64_t first, std::uint64_t n, std::size_t row_width, char* out) const {
  const Group& last = groups_.back();
  std::vector<char> head(width_);  // all pieces but the last, which neighbours share
  for (const char* const end = out + n * row_width; out != end;) {
    const std::uint64_t upper = last.n_values.quotient(first);
    const std::size_t head_size = write_groups(groups_.size() - 1, upper, head.data());
    for (std::uint64_t value = first - upper * last.n_values.divisor; value < last.n_values.divisor && out != end; ++value, ++first) {
      std::memcpy(out, head.data(), head_size);
      char* const behind = last.copy(value, out + head_size);
      out += row_width;
      std::fill(behind, out, '\0');
    }
  }
}

}  // namespace cartograf
