#include "host/report/figures.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace cartograf {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
const std::string kDigit = "\u2007", kPoint = "\u2008";

using Texts = std::vector<std::string>;

TEST(Figures, HaveTheDigitsThatTheirDeviationsAllow) {
  // Review of Particle Physics 5.3: 0.827 ± 0.119 is 0.83 ± 0.12, 0.827 ± 0.367 is 0.8 ± 0.4.
  EXPECT_EQ(figure_column(std::vector{0.827}, std::vector{0.119}).texts, Texts{"0.83 ± 0.12"});
  EXPECT_EQ(figure_column(std::vector{0.827}, std::vector{0.367}).texts, Texts{"0.8 ± 0.4"});
  EXPECT_EQ(figure_column(std::vector{0.827}, std::vector{0.96}).texts, Texts{"0.8 ± 1.0"});
  EXPECT_EQ(figure_column(std::vector{12.345}, std::vector{0.0213}).texts, Texts{"12.345 ± 0.021"});
  EXPECT_EQ(figure_column(std::vector{1234.5}, std::vector{213.0}).texts, Texts{"1234 ± 213"});
}

TEST(Figures, HavePointsBelowEachOther) {
  const Texts texts = figure_column(std::vector{0.827, 12.5, -3.0}, std::vector{0.0213, 2.0, 5.0}).texts;
  EXPECT_EQ(texts[0], kDigit + "0.827 ± 0.021");
  EXPECT_EQ(texts[1], "12.5" + kDigit + kDigit + " ± 2.0" + kDigit + kDigit);
  EXPECT_EQ(texts[2], "-3" + kPoint + kDigit + kDigit + kDigit + " ± 5" + kPoint + kDigit + kDigit + kDigit);
}

TEST(Figures, WithoutDeviationsHaveThreeDigitsOfTheLargest) {
  EXPECT_EQ(figure_column(std::vector{0.5349, 0.0566}).texts, (Texts{"0.535", "0.057"}));
  EXPECT_EQ(figure_column(std::vector{123.4, 5.0}).texts, (Texts{"123", kDigit + kDigit + "5"}));
  EXPECT_EQ(figure_column(std::vector{0.0, 0.0}).texts, (Texts{"0", "0"}));
}

TEST(Figures, OfASingleRunStandBesideOthers) {
  const Texts texts = figure_column(std::vector{0.827, 0.5}, std::vector{0.0213, kMissing}).texts;
  EXPECT_EQ(texts[1], "0.500" + kDigit + kDigit + kDigit + kDigit + kPoint + kDigit + kDigit + kDigit);
}

TEST(Figures, ThatAreMissingSaySo) {
  EXPECT_EQ(figure_column(std::vector{kMissing, 1.0}, std::vector{kMissing, 0.5}).texts[0], "undefined");
  EXPECT_EQ(figure_column(std::vector{kMissing}).texts, Texts{"undefined"});
}

TEST(Figures, ThatAreLargeOrSmallAreScaled) {
  const FigureColumn large = figure_column(std::vector{3.316e6, 2.3e5});
  EXPECT_EQ(large.exponent, 6);
  EXPECT_EQ(large.texts, (Texts{"3.32", "0.23"}));
  const FigureColumn small = figure_column(std::vector{2.5e-5}, std::vector{2e-6});
  EXPECT_EQ(small.exponent, -6);
  EXPECT_EQ(small.texts, Texts{"25.0 ± 2.0"});
  EXPECT_EQ(figure_column(std::vector{99999.0}).exponent, 0);
  EXPECT_EQ(scale_text(6), ", ×10⁶");
  EXPECT_EQ(scale_text(-12), ", ×10⁻¹²");
  EXPECT_EQ(scale_text(0), "");
}

}  // namespace
}  // namespace cartograf
