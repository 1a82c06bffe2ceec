#include "host/predictor/kinds/as_numpy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using Order = std::vector<std::size_t>;

/// Squares modulo 11: 60 values, of which few differ.
std::vector<double> with_ties() {
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(i * i % 11);
  return values;
}

// All figures below were printed by NumPy 1.24.2.

TEST(AsNumpy, SelectsWhatArgpartitionSelects) {
  EXPECT_EQ(numpy::smallest(with_ties(), 8), (Order{22, 44, 33, 55, 11, 0, 23, 1, 32}));
  EXPECT_EQ(numpy::smallest(with_ties(), 30), (Order{21, 49, 38, 43, 56, 44, 34, 55, 54, 33, 10, 11, 12, 32, 45, 1, 28, 27, 23, 0, 22,
                                                     39, 17, 5, 50, 16, 6, 2, 35, 53, 57}));
  const Order all = numpy::smallest(with_ties(), 59);
  EXPECT_EQ(Order(all.end() - 3, all.end()), (Order{57, 59, 58}));
  EXPECT_EQ(numpy::smallest(std::vector<double>(20, 0.0), 6), (Order{15, 16, 13, 14, 11, 17, 9}));
}

TEST(AsNumpy, SelectsFromValuesThatFallAndRise) {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(std::fabs(i - 100.0));
  EXPECT_EQ(numpy::smallest(values, 5), (Order{102, 99, 98, 100, 101, 97}));
}

TEST(AsNumpy, SortsAsQuicksortDoes) {
  EXPECT_EQ(numpy::quicksort_order(with_ties()),
            (Order{0, 11, 22, 55, 33, 44, 32, 34, 54, 43, 10, 1, 12, 45, 23, 56, 21, 28, 27, 49, 39, 50, 17, 16, 5, 38, 6, 42, 2, 35,
                   57, 20, 9, 53, 46, 24, 31, 13, 51, 48, 29, 18, 4, 7, 15, 40, 59, 37, 26, 47, 25, 19, 58, 30, 52, 14, 8, 36, 3, 41}));
  EXPECT_EQ(numpy::quicksort_order({}), Order{});
  EXPECT_EQ(numpy::quicksort_order(std::vector<double>{3, 1, 2}), (Order{1, 2, 0}));
}

TEST(AsNumpy, SaysWhereQuicksortIsGivenUp) {
  std::vector<double> values;
  for (int i = 0; i < 600; ++i) values.push_back(std::fabs(i - 300.0));
  EXPECT_THROW(numpy::quicksort_order(values), Error);
}

TEST(AsNumpy, AddsInEights) {
  const auto sum_of_reciprocals = [](int n) {
    std::vector<double> values;
    for (int i = 1; i <= n; ++i) values.push_back(1.0 / i);
    return numpy::sum(values);
  };
  EXPECT_EQ(sum_of_reciprocals(0), 0.0);
  EXPECT_EQ(sum_of_reciprocals(5), 2.283333333333333);
  EXPECT_EQ(sum_of_reciprocals(9), 2.8289682539682537);
  EXPECT_EQ(sum_of_reciprocals(129), 5.440899030573669);
  EXPECT_EQ(sum_of_reciprocals(300), 6.282663880299504);
}

}  // namespace
}  // namespace cartograf
