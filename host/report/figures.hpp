#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cartograf {

/// Figures that stand below each other, to the digits that their deviations allow.
struct FigureColumn {
  /// [n] "0.743 ± 0.021", padded with blanks as wide as a digit (U+2007, U+2008), so that points stand below each other where
  /// all digits are equally wide and cells are flush right. "undefined" for NaN.
  std::vector<std::string> texts;
  int exponent = 0;  ///< the figures are to be multiplied by 10 to this power, a multiple of 3
};

/// A deviation gets two significant digits when they are below 36 or above 94, else one, and the mean as many decimals
/// (Particle Data Group, Review of Particle Physics, 5.3). Without a deviation (NaN, 0 or none) a mean gets as many decimals
/// as leave the largest three significant digits. deviations: [means], or empty.
FigureColumn figure_column(std::span<const double> means, std::span<const double> deviations = {});

/// The decimals that a deviation allows by this rule; nothing for NaN, 0 and infinity.
std::optional<int> allowed_decimals(double deviation);

std::size_t decimals_in(const std::string& number);

/// Pads texts that begin with a number on both sides of it, so that points stand below each other; empty texts too.
void align_points(std::vector<std::string>& numbers);

/// ", ×10⁶", for the name of the column; empty for 0.
std::string scale_text(int exponent);

}  // namespace cartograf
