// Whole spaces and random architectures against the naive oracle, every value by ==.
#include <gtest/gtest.h>

#include <random>

#include "host/family/family.hpp"
#include "tests/engine/computed.hpp"
#include "tests/reference/darts.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

using testing_engine::computed;
using testing_engine::computed_of_indices;
using testing_engine::names_of;
using testing_engine::space_called;
using Fractions = std::vector<reference::Fraction>;

struct SmallSpace {
  const char* name;
  std::vector<std::string> (*names)(reference::Convention);
  Fractions (*features)(reference::Convention, const reference::Key&);
  reference::Key (*key)(std::uint64_t);
};
constexpr SmallSpace kNasbench201 = {"nasbench201", reference::nasbench201_names, reference::nasbench201_features, reference::nasbench201_key};
constexpr SmallSpace kMicro = {"transnasbench101_micro", reference::micro_names, reference::micro_features, reference::micro_key};

reference::Convention oracle_of(Convention convention) {
  switch (convention) {
    case Convention::graf_nas: return reference::Convention::graf_nas;
    case Convention::zc_combine: return reference::Convention::zc_combine;
    case Convention::paper: break;
  }
  return reference::Convention::paper;
}

struct OracleCase {
  SmallSpace space;
  Convention convention;
};

class Oracle : public testing::TestWithParam<OracleCase> {
 protected:
  const SmallSpace& oracle() const { return GetParam().space; }
  const SearchSpace& space() const { return space_called(oracle().name); }
  FeatureSet features() const { return select_features(space(), GetParam().convention, {}); }
  Fractions expected(std::uint64_t index) const { return oracle().features(oracle_of(GetParam().convention), oracle().key(index)); }
};

TEST_P(Oracle, GivesTheSameNames) { EXPECT_EQ(names_of(features()), oracle().names(oracle_of(GetParam().convention))); }

TEST_P(Oracle, GivesTheSameDivisors) {
  const Fractions fractions = expected(0);
  const FeatureSet set = features();
  ASSERT_EQ(set.columns().size(), fractions.size());
  for (std::size_t i = 0; i < fractions.size(); ++i) EXPECT_EQ(set.columns()[i].divisor, fractions[i].n) << set.columns()[i].name;
}

TEST_P(Oracle, GivesTheSameValuesInEveryDtype) {
  const FeatureSet set = features();
  const std::size_t n_columns = set.columns().size();
  const std::uint64_t n_rows = space().size();
  const auto numerators = computed<std::int8_t>(space(), set, Dtype::int8, 0, n_rows);
  const auto floats = computed<float>(space(), set, Dtype::float32, 0, n_rows);
  const auto doubles = computed<double>(space(), set, Dtype::float64, 0, n_rows);
  for (std::uint64_t row = 0; row < n_rows; ++row) {
    const Fractions fractions = expected(row);
    ASSERT_EQ(fractions.size(), n_columns);
    for (std::size_t column = 0; column < n_columns; ++column) {
      const std::size_t cell = row * n_columns + column;
      const auto value = fractions[column].value();
      ASSERT_EQ(numerators[cell], fractions[column].k) << space().key(row) << ", " << set.columns()[column].name;
      ASSERT_EQ(floats[cell], static_cast<float>(value)) << space().key(row) << ", " << set.columns()[column].name;
      ASSERT_EQ(doubles[cell], value) << space().key(row) << ", " << set.columns()[column].name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Conventions, Oracle,
                         testing::Values(OracleCase{kNasbench201, Convention::graf_nas}, OracleCase{kNasbench201, Convention::zc_combine},
                                         OracleCase{kNasbench201, Convention::paper}, OracleCase{kMicro, Convention::graf_nas},
                                         OracleCase{kMicro, Convention::zc_combine}, OracleCase{kMicro, Convention::paper}),
                         [](const auto& test) { return std::string(test.param.space.name) + "_" + std::string(to_string(test.param.convention)); });

TEST(Oracle, CountsTheColumnsOfTheDefinition) {
  EXPECT_EQ(reference::nasbench201_names(reference::Convention::graf_nas).size(), 191u);
  EXPECT_EQ(reference::nasbench201_names(reference::Convention::zc_combine).size(), 191u);
  EXPECT_EQ(reference::micro_names(reference::Convention::graf_nas).size(), 95u);
  EXPECT_EQ(reference::micro_names(reference::Convention::zc_combine).size(), 94u);
  EXPECT_EQ(reference::darts_names(reference::Convention::graf_nas, 2).size(), 1032u);
  EXPECT_EQ(reference::darts_names(reference::Convention::zc_combine, 2).size(), 1540u);
}

/// Random architectures of one DARTS cell or two, the first and the last of the order among them.
struct DartsCase {
  std::size_t n_cells;
  Convention convention;
};

class DartsOracle : public testing::TestWithParam<DartsCase> {
 protected:
  static constexpr std::size_t kRows = 3000;

  DartsOracle() {
    std::mt19937_64 random(1);
    for (std::size_t row = 0; row < kRows / n_cells(); ++row) {
      std::uint64_t index = 0;
      for (std::size_t cell = 0; cell < n_cells(); ++cell) {
        const std::uint64_t of_cell = row == 0 ? 0 : row == 1 ? reference::kDartsCells - 1
                                                              : random() % reference::kDartsCells;
        index = index * reference::kDartsCells + of_cell;
      }
      indices_.push_back(index);
    }
  }

  std::size_t n_cells() const { return GetParam().n_cells; }
  Fractions expected(std::uint64_t index) const {
    std::vector<reference::DartsCell> cells = {reference::darts_cell(index % reference::kDartsCells)};
    if (n_cells() == 2) cells.insert(cells.begin(), reference::darts_cell(index / reference::kDartsCells));
    return reference::darts_features(oracle_of(GetParam().convention), cells);
  }

  const SearchSpace& space_ = space_called(n_cells() == 1 ? "darts_cell" : "darts");
  FeatureSet set_ = select_features(space_, GetParam().convention, {});
  std::vector<std::uint64_t> indices_;
};

TEST_P(DartsOracle, GivesTheSameNames) { EXPECT_EQ(names_of(set_), reference::darts_names(oracle_of(GetParam().convention), n_cells())); }

TEST_P(DartsOracle, GivesTheSameValuesInEveryDtype) {
  const auto numerators = computed_of_indices<std::int8_t>(space_, set_, Dtype::int8, indices_);
  const auto floats = computed_of_indices<float>(space_, set_, Dtype::float32, indices_);
  const auto doubles = computed_of_indices<double>(space_, set_, Dtype::float64, indices_);
  const std::size_t n_columns = set_.columns().size();
  for (std::size_t row = 0; row < indices_.size(); ++row) {
    const Fractions fractions = expected(indices_[row]);
    ASSERT_EQ(fractions.size(), n_columns);
    for (std::size_t column = 0; column < n_columns; ++column) {
      const std::size_t cell = row * n_columns + column;
      ASSERT_EQ(set_.columns()[column].divisor, fractions[column].n) << set_.columns()[column].name;
      ASSERT_EQ(numerators[cell], fractions[column].k) << space_.key(indices_[row]) << ", " << set_.columns()[column].name;
      ASSERT_EQ(floats[cell], static_cast<float>(fractions[column].k) / static_cast<float>(fractions[column].n));
      ASSERT_EQ(doubles[cell], fractions[column].value());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Conventions, DartsOracle,
                         testing::Values(DartsCase{1, Convention::graf_nas}, DartsCase{1, Convention::zc_combine},
                                         DartsCase{1, Convention::paper}, DartsCase{2, Convention::graf_nas},
                                         DartsCase{2, Convention::zc_combine}, DartsCase{2, Convention::paper}),
                         [](const auto& test) {
                           return (test.param.n_cells == 1 ? "cell_" : "pair_") + std::string(to_string(test.param.convention));
                         });

}  // namespace
}  // namespace cartograf
