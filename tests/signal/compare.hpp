#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/features/signal/signal_columns.hpp"

namespace signal_testing {

/// Standard deviations are square roots of differences, which may cancel.
inline double tolerance(const std::string& name, double expected) {
  const bool deviation = name.size() > 3 && name.substr(name.size() - 3) == "_sd";
  return 1e-9 * std::abs(expected) + (deviation && std::abs(expected) < 1e-5 ? 1e-5 : 1e-13);
}

/// The columns of one cell with operations on edges beside those of the oracle, but for some groups: integers by ==.
inline void expect_columns(const double* values, const std::vector<double>& expected, const std::string& what, cartograf::SignalGroups left_out = 0) {
  const auto& columns = cartograf::signal_columns(cartograf::CellKind::edges);
  ASSERT_EQ(expected.size(), columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if ((left_out & cartograf::mask_of(columns[c].group)) != 0) continue;
    if (std::isnan(expected[c])) {
      ASSERT_TRUE(std::isnan(values[c])) << columns[c].name << ", " << what;
    } else if (columns[c].integer) {
      ASSERT_EQ(values[c], expected[c]) << columns[c].name << ", " << what;
    } else {
      ASSERT_NEAR(values[c], expected[c], tolerance(columns[c].name, expected[c])) << columns[c].name << ", " << what;
    }
  }
}

}  // namespace signal_testing
