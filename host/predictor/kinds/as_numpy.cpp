#include "host/predictor/kinds/as_numpy.hpp"

#include <array>
#include <bit>
#include <numeric>
#include <tuple>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf::numpy {
namespace {

/// Positions that are swapped until their values are in order.
class Positions {
 public:
  explicit Positions(std::span<const double> values) : values_(values), positions_(values.size()) {
    std::iota(positions_.begin(), positions_.end(), std::size_t{0});
  }

  double value(std::size_t i) const { return values_[positions_[i]]; }
  std::size_t& operator[](std::size_t i) { return positions_[i]; }
  void swap(std::size_t i, std::size_t j) { std::swap(positions_[i], positions_[j]); }
  /// Puts the larger one behind.
  void order(std::size_t first, std::size_t second) {
    if (value(second) < value(first)) swap(first, second);
  }
  std::vector<std::size_t> take() { return std::move(positions_); }

 private:
  std::span<const double> values_;
  std::vector<std::size_t> positions_;
};

/// How often parts of n values are split before NumPy takes them for badly ordered: twice the logarithm.
int depth_limit(std::size_t n) { return 2 * (static_cast<int>(std::bit_width(n)) - 1); }

/// Swaps what is on the wrong sides of a pivot value, from i + 1 up and from j - 1 down, until they meet (where `meet` says
/// that they have). Sentinels at both ends stop them.
template <class Meet>
std::pair<std::size_t, std::size_t> partitioned(Positions& p, double pivot, std::size_t i, std::size_t j, Meet meet) {
  for (;;) {
    do ++i;
    while (p.value(i) < pivot);
    do --j;
    while (pivot < p.value(j));
    if (meet(i, j)) return {i, j};
    p.swap(i, j);
  }
}

/// The `count` smallest of [low, end) to the front, one after another.
void select_by_scans(Positions& p, std::size_t low, std::size_t end, std::size_t count) {
  for (std::size_t i = low; i < low + count; ++i) {
    std::size_t least = i;
    for (std::size_t j = i + 1; j < end; ++j) least = p.value(j) < p.value(least) ? j : least;
    p.swap(i, least);
  }
}

/// The median of three values to `low`, the least of them behind it.
void median_to_front(Positions& p, std::size_t low, std::size_t high) {
  const std::size_t middle = low + (high - low) / 2;
  p.order(middle, high);
  p.order(low, high);
  if (p.value(low) < p.value(middle)) p.swap(low, middle);
  p.swap(middle, low + 1);
}

/// Where the median of five values is, which are swapped on the way.
std::size_t median_of_five(Positions& p, std::size_t first) {
  p.order(first, first + 1);
  p.order(first + 3, first + 4);
  p.order(first, first + 3);
  p.order(first + 1, first + 4);
  p.order(first + 1, first + 2);
  if (!(p.value(first + 3) < p.value(first + 2))) return first + 2;
  return p.value(first + 3) < p.value(first + 1) ? first + 1 : first + 3;
}

/// The median of each five values to the front of [low, end); where the median of these is.
std::size_t median_of_medians(Positions& p, std::size_t low, std::size_t end);

/// Introselect between low and high (included): quickselect that takes better pivots when the parts are too uneven.
void select(Positions& p, std::size_t low, std::size_t high, std::size_t k) {
  if (k - low < 3) return select_by_scans(p, low, high + 1, k - low + 1);
  if (k == high && low == 0) {  // the largest of all
    std::size_t most = low;
    for (std::size_t i = low + 1; i <= high; ++i) most = p.value(i) < p.value(most) ? most : i;
    return p.swap(k, most);
  }
  int depth = depth_limit(high - low + 1);
  while (low + 1 < high) {
    std::size_t i = low + 1, j = high;
    if (depth-- > 0 || j - i < 5) {
      median_to_front(p, low, high);
    } else {
      p.swap(median_of_medians(p, i, j), low);
      --i;
      ++j;
    }
    std::tie(i, j) = partitioned(p, p.value(low), i, j, [](std::size_t a, std::size_t b) { return b < a; });
    p.swap(low, j);
    if (j >= k) high = j - 1;
    if (j <= k) low = i;
  }
  if (high == low + 1) p.order(low, high);
}

std::size_t median_of_medians(Positions& p, std::size_t low, std::size_t end) {
  const std::size_t n = (end - low) / 5;
  for (std::size_t i = 0; i < n; ++i) p.swap(median_of_five(p, low + 5 * i), low + i);
  if (n > 2) select(p, low, low + n - 1, low + n / 2);
  return low + n / 2;
}

void sort_by_insertion(Positions& p, std::size_t first, std::size_t last) {
  for (std::size_t i = first + 1; i <= last; ++i) {
    for (std::size_t j = i; j > first && p.value(j) < p.value(j - 1); --j) p.swap(j, j - 1);
  }
}

void quicksort(Positions& p, std::size_t first, std::size_t last, int depth) {
  constexpr std::size_t kSmall = 16;
  while (last - first >= kSmall) {
    if (--depth < 0) throw Error("NumPy's quicksort gives these values up for heapsort, which is not repeated here");
    const std::size_t middle = first + (last - first) / 2;
    p.order(first, middle);
    p.order(middle, last);
    p.order(first, middle);
    const double pivot = p.value(middle);
    p.swap(middle, last - 1);
    const std::size_t place = partitioned(p, pivot, first, last - 1, [](std::size_t i, std::size_t j) { return i >= j; }).first;
    p.swap(place, last - 1);
    quicksort(p, place + 1, last, depth);
    last = place - 1;
  }
  sort_by_insertion(p, first, last);
}

}  // namespace

std::vector<std::size_t> smallest(std::span<const double> values, std::size_t k) {
  CARTOGRAF_EXPECTS(k < values.size());
  Positions positions(values);
  select(positions, 0, values.size() - 1, k);
  std::vector<std::size_t> result = positions.take();
  result.resize(k + 1);
  return result;
}

double sum(std::span<const double> values) {
  constexpr std::size_t kAtOnce = 8, kBlock = 128;
  const std::size_t n = values.size();
  if (n > kBlock) {
    const std::size_t half = n / 2 - n / 2 % kAtOnce;
    return sum(values.first(half)) + sum(values.subspan(half));
  }
  double total = 0;
  std::size_t i = 0;
  if (n >= kAtOnce) {
    std::array<double, kAtOnce> s{};
    for (; i + kAtOnce <= n; i += kAtOnce) {
      for (std::size_t j = 0; j < kAtOnce; ++j) s[j] += values[i + j];
    }
    total = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
  }
  for (; i < n; ++i) total += values[i];
  return total;
}

std::vector<std::size_t> quicksort_order(std::span<const double> values) {
  Positions positions(values);
  if (!values.empty()) quicksort(positions, 0, values.size() - 1, depth_limit(values.size()));
  return positions.take();
}

}  // namespace cartograf::numpy
