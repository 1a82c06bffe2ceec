// The published definition's own values for every second architecture of NAS-Bench-201.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/features/signal/signal_columns.hpp"
#include "tests/signal/subjects.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using signal_testing::nasbench201_view;

class GoldenSignal : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = testing_support::golden_file("nasbench201.signal.csv.gz");
    CARTOGRAF_SKIP_WITHOUT(path);
    table_ = testing_support::GoldenTable::read(path);
    std::vector<std::uint64_t> words;
    for (const std::string& key : table_.keys) {
      std::vector<int> ops;
      for (const char c : key) {
        if (c >= '0' && c <= '4') ops.push_back(c - '0');
      }
      const auto own = signal_testing::nasbench201_words(ops);
      words.insert(words.end(), own.begin(), own.end());
    }
    values_ = signal_testing::rows_of(signal_testing::plan_of_all(nasbench201_view()), {nasbench201_view(), words});
  }

  testing_support::GoldenTable table_;
  std::vector<double> values_;
};

TEST_F(GoldenSignal, HasTheColumns) {
  std::vector<std::string> names;
  for (const SignalColumn& column : signal_columns(CellKind::edges)) names.push_back(column.name);
  EXPECT_EQ(names, table_.names);
}

/// A standard deviation that is 0, but for the rounding of the squares: the published definition gives different ones to
/// architectures of equal form.
bool is_rounding(const std::string& name, double value, double expected) {
  return name == "ed:ed4_sd" && value < 2e-7 && expected < 2e-7;
}

// Integers by ==, the others within 1e-9 of their size; an empty field is a missing value.
TEST_F(GoldenSignal, HasTheValues) {
  const auto& columns = signal_columns(CellKind::edges);
  ASSERT_EQ(values_.size(), table_.rows.size() * columns.size());
  int missing = 0, rounded = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double value = values_[row * columns.size() + c];
      const double expected = table_.rows[row][c];
      const bool empty = std::isnan(value);
      missing += empty ? 1 : 0;
      if (empty || columns[c].integer) {
        // The table reads an empty field as 0.
        ASSERT_EQ(empty ? 0 : value, expected) << table_.keys[row] << ", " << columns[c].name;
      } else if (!(std::abs(value - expected) <= 1e-9 * std::abs(expected))) {
        ASSERT_TRUE(is_rounding(columns[c].name, value, expected)) << table_.keys[row] << ", " << columns[c].name << ": " << value << ", expected " << expected;
        ++rounded;
      }
    }
  }
  EXPECT_EQ(missing, 170 * 65);
  EXPECT_LE(rounded, 12);
}

}  // namespace
}  // namespace cartograf
