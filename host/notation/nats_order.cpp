#include "host/notation/nats_order.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <random>

namespace cartograf {
namespace {

constexpr std::uint32_t kSeed = 88;
constexpr std::uint32_t kNatsCells = 15'625;

/// The state that Python's random.seed() makes of one number: init_by_array of the generator's authors (Matsumoto and
/// Nishimura, ACM TOMACS 1998, mt19937ar.c), which std::mt19937 takes from a sequence of seeds.
class PythonSeed {
 public:
  using result_type = std::uint32_t;

  explicit PythonSeed(std::uint32_t key) : key_(key) {}

  template <class Iterator>
  void generate(Iterator begin, Iterator end) const {
    const auto n = static_cast<std::uint32_t>(std::distance(begin, end));
    std::vector<std::uint32_t> state(n);
    state[0] = 19'650'218u;
    for (std::uint32_t i = 1; i < n; ++i) state[i] = 1'812'433'253u * (state[i - 1] ^ state[i - 1] >> 30) + i;
    std::uint32_t i = 1;
    const auto step = [&] {
      if (++i == n) {
        state[0] = state[n - 1];
        i = 1;
      }
    };
    for (std::uint32_t k = 0; k < n; ++k) {
      state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1'664'525u) + key_;
      step();
    }
    for (std::uint32_t k = 0; k + 1 < n; ++k) {
      state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >> 30) * 1'566'083'941u) - i;
      step();
    }
    state[0] = 0x80000000u;
    std::copy(state.begin(), state.end(), begin);
  }

 private:
  std::uint32_t key_;
};

std::vector<std::uint32_t> shuffled() {
  std::vector<std::uint32_t> order(kNatsCells);
  std::iota(order.begin(), order.end(), 0u);
  PythonSeed seed(kSeed);
  std::mt19937 twister(seed);
  for (std::uint32_t i = kNatsCells; i-- > 1;) {
    const int unused_bits = 32 - static_cast<int>(std::bit_width(i + 1));
    std::uint32_t j = static_cast<std::uint32_t>(twister()) >> unused_bits;
    while (j > i) j = static_cast<std::uint32_t>(twister()) >> unused_bits;
    std::swap(order[i], order[j]);
  }
  return order;
}

}  // namespace

const std::vector<std::string> kNatsOperations = {"none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"};

const std::vector<std::uint32_t>& nats_order() {
  static const std::vector<std::uint32_t> order = shuffled();
  return order;
}

const std::vector<std::uint32_t>& nats_places() {
  static const std::vector<std::uint32_t> places = [] {
    std::vector<std::uint32_t> inverse(kNatsCells);
    for (std::uint32_t i = 0; i < kNatsCells; ++i) inverse[nats_order()[i]] = i;
    return inverse;
  }();
  return places;
}

}  // namespace cartograf
