#include "kernels/linalg/prime_field.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace cartograf {
namespace {

template <class Field>
class Fields : public testing::Test {};
using Both = testing::Types<FirstPrime, SecondPrime>;
TYPED_TEST_SUITE(Fields, Both);

/// a * b modulo p by doubling and adding.
std::uint64_t slow_product(std::uint64_t a, std::uint64_t b, std::uint64_t p) {
  std::uint64_t result = 0;
  for (; b > 0; b >>= 1) {
    if (b & 1) result = (result + a) % p;
    a = (a + a) % p;
  }
  return result;
}

TYPED_TEST(Fields, MultiplyLikeLongHand) {
  constexpr std::uint64_t p = TypeParam::p;
  std::mt19937_64 generator(1);
  std::vector<std::uint64_t> values = {0, 1, 2, p - 1, p - 2, p / 2, (std::uint64_t{1} << 61) - 2};
  for (int i = 0; i < 200; ++i) values.push_back(generator() % p);
  for (const std::uint64_t a : values) {
    for (const std::uint64_t b : values) ASSERT_EQ(TypeParam::multiply(a, b), slow_product(a, b, p)) << a << " * " << b;
  }
}

TYPED_TEST(Fields, DivideByWhatIsNotZero) {
  std::mt19937_64 generator(2);
  for (int i = 0; i < 50; ++i) {
    const std::uint64_t a = 1 + generator() % (TypeParam::p - 1);
    EXPECT_EQ(slow_product(a, TypeParam::inverse(a), TypeParam::p), 1u) << a;
  }
}

TYPED_TEST(Fields, HoldNegativeNumbers) {
  EXPECT_EQ(TypeParam::from(-1), TypeParam::p - 1);
  EXPECT_EQ(TypeParam::from(0), 0u);
  EXPECT_EQ(TypeParam::from(-static_cast<std::int64_t>(TypeParam::p)), 0u);
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ((TypeParam::from(least) + (std::uint64_t{1} << 63) % TypeParam::p) % TypeParam::p, 0u);
  EXPECT_EQ(TypeParam::subtract(TypeParam::from(3), TypeParam::from(5)), TypeParam::from(-2));
}

TYPED_TEST(Fields, ArePrime) {
  // Fermat's test to several bases, with the slow product; both numbers are known primes.
  for (const std::uint64_t base : {2u, 3u, 5u, 7u, 11u, 13u}) {
    std::uint64_t power = 1, square = base;
    for (std::uint64_t exponent = TypeParam::p - 1; exponent > 0; exponent >>= 1) {
      if (exponent & 1) power = slow_product(power, square, TypeParam::p);
      square = slow_product(square, square, TypeParam::p);
    }
    EXPECT_EQ(power, 1u) << base;
  }
}

}  // namespace
}  // namespace cartograf
