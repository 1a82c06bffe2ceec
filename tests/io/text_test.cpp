// How numbers and fields are written.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "io/files/csv_table.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

TEST(Shortest, IntegersHaveNoPoint) {
  EXPECT_EQ(shortest(0.0), "0");
  EXPECT_EQ(shortest(6.0), "6");
  EXPECT_EQ(shortest(-1.0), "-1");
  EXPECT_EQ(shortest(73306.0f), "73306");
}

TEST(Shortest, FractionsHaveNoMoreDigitsThanNeeded) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(0.1f), "0.1");
  EXPECT_EQ(shortest(1.25), "1.25");
  EXPECT_EQ(shortest(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(shortest(1.0f / 3), "0.33333334");
}

TEST(Shortest, NanIsEmpty) { EXPECT_EQ(shortest(std::nan("")), ""); }

TEST(Shortest, ReadsBackEqual) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-300, 300);
  for (int i = 0; i < 20000; ++i) {
    const double value = std::pow(10.0, exponent(random)) * (i % 2 == 0 ? 1 : -1);
    ASSERT_EQ(std::strtod(shortest(value).c_str(), nullptr), value);
    const auto single = static_cast<float>(std::pow(10.0, exponent(random) / 10));
    ASSERT_EQ(std::strtof(shortest(single).c_str(), nullptr), single);
  }
}

TEST(WithDecimals, RoundsTheExactValue) {
  EXPECT_EQ(with_decimals(0.0155, 3), "0.015");  // a little less in binary
  EXPECT_EQ(with_decimals(0.0085, 3), "0.009");  // a little more
  EXPECT_EQ(with_decimals(0.125, 2), "0.12");    // a tie goes to the even digit
  EXPECT_EQ(with_decimals(-2, 4), "-2.0000");
  EXPECT_EQ(with_decimals(1e308, 1).size(), 311u);
}

TEST(Rounded, GivesFourSignificantDigits) {
  EXPECT_EQ(rounded(1.0 / 3), "0.3333");
  EXPECT_EQ(rounded(1234567), "1.235e+06");
  EXPECT_EQ(rounded(12), "12");
}

TEST(CsvQuoted, LeavesPlainTextAlone) {
  EXPECT_EQ(csv_quoted("op_count_0"), "op_count_0");
  EXPECT_EQ(csv_quoted("(a b)"), "(a b)");
  EXPECT_EQ(csv_quoted(""), "");
}

TEST(CsvQuoted, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_quoted("(0, 1)"), "\"(0, 1)\"");
  EXPECT_EQ(csv_quoted("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_quoted("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv_quoted("say \"hi\""), "\"say \"\"hi\"\"\"");
}

}  // namespace
}  // namespace cartograf
