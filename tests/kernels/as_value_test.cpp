// Division rounds once. The residual f * n - k is exact (fma), so the nearest representable value is recognised exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/features/rows.hpp"

namespace cartograf {
namespace {

template <class T>
T residual(T value, int k, int n) {
  return std::fabs(std::fma(value, static_cast<T>(n), static_cast<T>(-k)));
}

template <class T>
void expect_correctly_rounded() {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  for (int n = 2; n <= 11; ++n) {
    for (int k = -128; k <= 127; ++k) {
      const T value = as_value<T>(k, n);
      ASSERT_LE(residual(value, k, n), residual(std::nextafter(value, infinity), k, n)) << k << '/' << n;
      ASSERT_LE(residual(value, k, n), residual(std::nextafter(value, -infinity), k, n)) << k << '/' << n;
    }
  }
}

TEST(AsValue, Float32IsTheNearestToTheQuotient) { expect_correctly_rounded<float>(); }
TEST(AsValue, Float64IsTheNearestToTheQuotient) { expect_correctly_rounded<double>(); }

TEST(AsValue, IntegersAreExact) {
  for (int k = -128; k <= 127; ++k) {
    EXPECT_EQ(as_value<float>(k, 1), static_cast<float>(k));
    EXPECT_EQ(as_value<double>(k, 1), k);
  }
}

TEST(AsValue, Int8KeepsTheNumerator) {
  for (int k = -128; k <= 127; ++k) EXPECT_EQ(as_value<std::int8_t>(k, 4), k);
}

TEST(AsValue, TheNumeratorComesBackFromFloat32) {
  for (int n = 1; n <= 11; ++n) {
    for (int k = -128; k <= 127; ++k) EXPECT_EQ(std::llround(static_cast<double>(as_value<float>(k, n)) * n), k);
  }
}

}  // namespace
}  // namespace cartograf
