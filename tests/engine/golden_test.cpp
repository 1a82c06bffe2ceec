// Against the published code's own output, and the figures committed in tests/data.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/family/family.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_engine::computed_of_indices;
using testing_engine::computed_of_words;
using testing_engine::names_of;
using testing_engine::nasbench201;
using testing_engine::space_called;
using testing_support::data_file;
using testing_support::golden_file;
using testing_support::GoldenTable;

/// The table has all columns of the families (empty: of the default ones), in their order, and their values.
void expect_equal(const GoldenTable& golden, const SearchSpace& space, Convention convention, const std::vector<std::string>& families = {}) {
  const FeatureSet features = select_features(space, convention, families);
  ASSERT_EQ(names_of(features), golden.names);
  std::vector<std::uint64_t> indices, words;
  for (const std::string& key : golden.keys) {
    const EncodedKey encoded = space.encode(key);
    indices.push_back(encoded.index);
    words.insert(words.end(), encoded.words.begin(), encoded.words.end());
  }
  const std::vector<double> values = computed_of_words<double>(space, features, Dtype::float64, words);
  EXPECT_TRUE(computed_of_indices<double>(space, features, Dtype::float64, indices) == values);
  const std::size_t n_columns = golden.names.size();
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    ASSERT_EQ(golden.rows[row].size(), n_columns);
    for (std::size_t column = 0; column < n_columns; ++column) {
      ASSERT_EQ(values[row * n_columns + column], golden.rows[row][column]) << golden.keys[row] << ", " << golden.names[column];
    }
  }
}

struct GoldenCase {
  const char* space;
  Convention convention;
  std::size_t n_rows;
};

class Golden : public testing::TestWithParam<GoldenCase> {
 protected:
  void SetUp() override { CARTOGRAF_SKIP_WITHOUT(path_); }
  const SearchSpace& space() const { return space_called(GetParam().space); }
  bool paper() const { return GetParam().convention == Convention::paper; }

  std::string kind_ = paper() ? "paper_max_op_on_path" : std::string(to_string(GetParam().convention));
  std::filesystem::path path_ = golden_file(std::string(GetParam().space) + "." + kind_ + ".csv.gz");
};

TEST_P(Golden, ValuesAreThoseOfThePublishedCode) {
  const GoldenTable golden = GoldenTable::read(path_);
  EXPECT_EQ(golden.rows.size(), GetParam().n_rows);
  const std::vector<std::string> families = paper() ? std::vector<std::string>{"max_op_on_path"} : std::vector<std::string>{};
  expect_equal(golden, space(), GetParam().convention, families);
}

TEST_P(Golden, OrderIsThatOfThePublishedCode) {
  const GoldenTable golden = GoldenTable::read(path_);  // every second architecture
  if (space().size() > 1'000'000) GTEST_SKIP() << "the golden file of " << space().name() << " is a sample";
  for (std::size_t row = 0; row < golden.keys.size(); ++row) ASSERT_EQ(golden.keys[row], space().key(2 * row));
}

INSTANTIATE_TEST_SUITE_P(All, Golden,
                         testing::Values(GoldenCase{"nasbench201", Convention::graf_nas, 7813}, GoldenCase{"nasbench201", Convention::zc_combine, 7813},
                                         GoldenCase{"nasbench201", Convention::paper, 7813},
                                         GoldenCase{"transnasbench101_micro", Convention::graf_nas, 2048},
                                         GoldenCase{"transnasbench101_micro", Convention::zc_combine, 2048},
                                         GoldenCase{"transnasbench101_micro", Convention::paper, 2048},
                                         GoldenCase{"darts", Convention::graf_nas, 1000}, GoldenCase{"darts", Convention::zc_combine, 1000},
                                         GoldenCase{"darts", Convention::paper, 1000}),
                         [](const auto& test) { return std::string(test.param.space) + "_" + std::string(to_string(test.param.convention)); });

class Committed : public testing::TestWithParam<Convention> {};

TEST_P(Committed, FiguresAreEqual) {
  const GoldenTable table = GoldenTable::read(data_file("nasbench201_rows." + std::string(to_string(GetParam())) + ".csv"));
  EXPECT_EQ(table.rows.size(), 14u);
  expect_equal(table, nasbench201(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Conventions, Committed, testing::Values(Convention::graf_nas, Convention::zc_combine),
                         [](const auto& test) { return std::string(to_string(test.param)); });

// All columns of `paper` but max_op_on_path are those of zc_combine.
class PaperColumns : public testing::TestWithParam<const char*> {};

TEST_P(PaperColumns, DifferFromZcCombineOnlyInMaxOpOnPath) {
  const SearchSpace& space = space_called(GetParam());
  const FeatureSet paper = select_features(space, Convention::paper, {});
  const FeatureSet zc_combine = select_features(space, Convention::zc_combine, {});
  ASSERT_EQ(names_of(paper), names_of(zc_combine));
  const std::uint64_t n = std::min<std::uint64_t>(space.size(), 20'000);
  const auto found = testing_engine::computed<std::int8_t>(space, paper, Dtype::int8, 0, n);
  const auto expected = testing_engine::computed<std::int8_t>(space, zc_combine, Dtype::int8, 0, n);
  bool differs = false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool path = paper.columns()[i % paper.columns().size()].name.starts_with("max_op_on_path");
    if (!path) {
      ASSERT_EQ(found[i], expected[i]) << i;
    }
    differs = differs || found[i] != expected[i];
  }
  EXPECT_TRUE(differs);
}

INSTANTIATE_TEST_SUITE_P(Spaces, PaperColumns, testing::Values("nasbench201", "transnasbench101_micro", "darts", "darts_cell"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace cartograf
