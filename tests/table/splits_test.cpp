#include "host/table/splits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using Rows = std::vector<std::uint64_t>;

Rows first_and_last(const Rows& rows, std::size_t n) {
  Rows result(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(n));
  result.insert(result.end(), rows.end() - static_cast<std::ptrdiff_t>(n), rows.end());
  return result;
}

// Figures of numpy 1.24.2: numpy.random.RandomState(seed).permutation(n).
TEST(NumpyPermutation, IsThatOfNumpy) {
  EXPECT_EQ(numpy_permutation(42, 10), (Rows{8, 1, 5, 0, 7, 2, 9, 4, 3, 6}));
  EXPECT_EQ(numpy_permutation(0, 1), (Rows{0}));
  EXPECT_EQ(numpy_permutation(0, 2), (Rows{1, 0}));
  EXPECT_EQ(numpy_permutation(7, 20), (Rows{1, 17, 2, 5, 11, 0, 18, 6, 13, 19, 10, 14, 8, 16, 9, 12, 7, 3, 4, 15}));
  EXPECT_EQ(numpy_permutation(4294967295, 16), (Rows{8, 1, 5, 11, 9, 14, 15, 13, 10, 6, 0, 4, 7, 12, 2, 3}));
  EXPECT_EQ(numpy_permutation(123456789, 33), (Rows{10, 16, 6, 21, 17, 9, 22, 2, 27, 8, 23, 1, 31, 5, 32, 11, 30,
                                                    14, 24, 3, 0, 20, 13, 19, 15, 4, 29, 7, 12, 26, 25, 18, 28}));
}

TEST(NumpyPermutation, OfLongOnesIsThatOfNumpy) {
  EXPECT_EQ(first_and_last(numpy_permutation(42, 9445), 5),
            (Rows{1642, 7517, 8516, 2516, 8994, 5734, 5191, 5390, 860, 7270}));
  EXPECT_EQ(first_and_last(numpy_permutation(5, 65536), 5),
            (Rows{4701, 35715, 26416, 15862, 39560, 35814, 59069, 20463, 18638, 35683}));
  EXPECT_EQ(first_and_last(numpy_permutation(5, 65537), 5),
            (Rows{4701, 28770, 26417, 15862, 57176, 35814, 59069, 20463, 18638, 35683}));
  const Rows long_one = numpy_permutation(1, 100'000);
  std::uint64_t checksum = 0;
  for (std::size_t i = 0; i < long_one.size(); ++i) checksum += (i + 1) * long_one[i];
  EXPECT_EQ(checksum % 1'000'003, 438'365u);
}

TEST(NumpyPermutation, HoldsEveryNumberOnce) {
  for (const std::uint64_t n : {1u, 2u, 3u, 31u, 32u, 33u, 1000u}) {
    Rows sorted = numpy_permutation(11, n);
    std::sort(sorted.begin(), sorted.end());
    for (std::uint64_t i = 0; i < n; ++i) ASSERT_EQ(sorted[i], i);
  }
}

/// A split of the golden file, read without the project's parser.
struct GoldenSplit {
  std::uint64_t seed = 0, train_size = 0;
  Rows rows;
};

std::vector<GoldenSplit> golden_splits(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<GoldenSplit> splits;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    GoldenSplit split;
    words >> split.seed >> split.train_size;
    for (std::uint64_t row = 0; words >> row;) split.rows.push_back(row);
    splits.push_back(std::move(split));
  }
  return splits;
}

TEST(DrawSplit, GivesThePublishedTrainingRows) {
  const auto path = testing_support::shared_file("golden/nasbench201.train_splits.csv");
  CARTOGRAF_SKIP_WITHOUT(path);
  const std::vector<GoldenSplit> golden = golden_splits(path);
  EXPECT_GE(golden.size(), 30u);
  for (const GoldenSplit& split : golden) {
    ASSERT_EQ(split.rows.size(), split.train_size);
    EXPECT_EQ(draw_split(split.seed, split.train_size, 9445).train_rows, split.rows) << split.seed << " " << split.train_size;
  }
}

TEST(ReadSplits, GivesThePublishedTrainingRows) {
  const auto path = testing_support::shared_file("golden/nasbench201.train_splits.csv");
  CARTOGRAF_SKIP_WITHOUT(path);
  const std::vector<GoldenSplit> golden = golden_splits(path);
  const std::vector<Split> splits = read_splits(path, 9445);
  ASSERT_EQ(splits.size(), golden.size());
  for (std::size_t i = 0; i < splits.size(); ++i) {
    EXPECT_EQ(splits[i].seed, golden[i].seed);
    EXPECT_EQ(splits[i].train_rows, golden[i].rows);
  }
}

TEST(DrawSplit, TakesTheEndOfThePermutation) {
  const Split split = draw_split(42, 3, 10);
  EXPECT_EQ(split.seed, 42u);
  EXPECT_EQ(split.train_rows, (Rows{4, 3, 6}));
  EXPECT_EQ(draw_split(42, 10, 10).train_rows, numpy_permutation(42, 10));
}

TEST(DrawSplit, RefusesSizesOutsideThePopulation) {
  EXPECT_EQ(message_of<InputError>([] { draw_split(1, 11, 10); }),
            "train size 11: expected a number from 1 to 10, the architectures there are");
  EXPECT_TRUE(contains(message_of<InputError>([] { draw_split(1, 0, 10); }), "train size 0"));
}

TEST(DrawSplit, RefusesSeedsThatNumpyHasNot) {
  EXPECT_NO_THROW(draw_split(4294967295, 1, 10));
  EXPECT_TRUE(contains(message_of<InputError>([] { draw_split(4294967296, 1, 10); }), "seed 4294967296"));
}

TEST(DrawSplit, KeepsGroupsTogether) {
  // Rows 0 to 9 of the groups 7, 7, 3, 9, 3, 3, 5, 9, 4, 7, which are drawn as 7, 3, 9, 5, 4.
  const std::vector<std::uint64_t> groups = {7, 7, 3, 9, 3, 3, 5, 9, 4, 7};
  const std::vector<std::vector<std::uint64_t>> rows = {{0, 1, 9}, {2, 4, 5}, {3, 7}, {6}, {8}};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::uint64_t size = 1; size <= 5; ++size) {
      Rows expected;
      for (const std::uint64_t group : draw_split(seed, size, 5).train_rows) expected.insert(expected.end(), rows[group].begin(), rows[group].end());
      const Split split = draw_split(seed, size, 10, groups);
      EXPECT_EQ(split.train_rows, expected);
      EXPECT_EQ(split.train_size, size);
    }
  }
  EXPECT_EQ(draw_split(3, 4, 10, {}).train_rows, draw_split(3, 4, 10).train_rows);
  EXPECT_TRUE(contains(message_of<InputError>([&] { draw_split(1, 6, 10, groups); }), "expected a number from 1 to 5"));
  EXPECT_TRUE(contains(message_of<InputError>([] { draw_split(1, 2, 2, {8, 8}); }), "expected the number 1, "));
}

class SplitFile : public testing::Test {
 protected:
  std::vector<Split> read(std::string_view rows, std::uint64_t n = 10) const {
    testing_support::write_text(path_, "data_seed,train_size,train_row_indices\n" + std::string(rows));
    return read_splits(path_, n);
  }
  std::string error_of(std::string_view rows) const {
    return message_of<InputError>([&] { read(rows); });
  }
  std::string at(std::string_view place) const { return path_.string() + ":" + std::string(place); }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "splits.csv";
};

TEST_F(SplitFile, MayNotPartAGroup) {
  testing_support::write_text(path_, "data_seed,train_size,train_row_indices\n3,3,0 1 3\n3,2,0 3\n");
  EXPECT_EQ(message_of<InputError>([&] { read_splits(path_, 4, {5, 6, 7, 5}); }), "nothing was thrown");
  EXPECT_EQ(message_of<InputError>([&] { read_splits(path_, 4, {5, 6, 6, 5}); }),
            at("2:5: the rows 1 and 2 are of one architecture; expected both among those to train on, or neither"));
}

TEST_F(SplitFile, IsReadInItsOrder) {
  const std::vector<Split> splits = read("3,2,9 0\n1,3,\"4 5 6\"\n");
  ASSERT_EQ(splits.size(), 2u);
  EXPECT_EQ(splits[0].seed, 3u);
  EXPECT_EQ(splits[0].train_rows, (Rows{9, 0}));
  EXPECT_EQ(splits[1].seed, 1u);
  EXPECT_EQ(splits[1].train_rows, (Rows{4, 5, 6}));
}

TEST_F(SplitFile, MayHaveItsColumnsInAnyOrderAndMore) {
  testing_support::write_text(path_, "train_row_indices,note,train_size,data_seed\n1 2,x,2,5\n");
  const std::vector<Split> splits = read_splits(path_, 3);
  ASSERT_EQ(splits.size(), 1u);
  EXPECT_EQ(splits[0].seed, 5u);
  EXPECT_EQ(splits[0].train_rows, (Rows{1, 2}));
}

TEST_F(SplitFile, WithAPositionOutsideThePopulationIsRefused) {
  EXPECT_EQ(error_of("1,2,3 4\n1,3,3 10 4\n"), at("3:7: expected the position of a row, 0 to 9, found '10'"));
}

TEST_F(SplitFile, WithAPositionInQuotesIsPlacedExactly) {
  EXPECT_EQ(error_of("1,2,\"3 -4\"\n"), at("2:8: expected the position of a row, 0 to 9, found '-4'"));
}

TEST_F(SplitFile, WithARepeatedPositionIsRefused) {
  const std::string message = error_of("1,3,3 4 3\n");
  EXPECT_TRUE(contains(message, at("2:9: "))) << message;
  EXPECT_TRUE(contains(message, "'3'") && contains(message, "twice")) << message;
}

TEST_F(SplitFile, WithAnotherNumberOfPositionsThanItSaysIsRefused) {
  EXPECT_EQ(error_of("1,3,3 4\n"), at("2:5: expected 3 rows as train_size says, found 2"));
}

TEST_F(SplitFile, WithSomethingElseThanANumberIsRefused) {
  EXPECT_EQ(error_of("1,2,3 x4 5\n"), at("2:7: expected the position of a row, 0 to 9, found 'x4'"));
  EXPECT_EQ(error_of("1,2,3 4x 5\n"), at("2:7: expected the position of a row, 0 to 9, found '4x'"));
  EXPECT_EQ(error_of("1,2,3 99999999999999999999\n"),
            at("2:7: expected the position of a row, 0 to 9, found '99999999999999999999'"));
  EXPECT_EQ(error_of("one,2,3 4\n"), at("2:1: expected a whole number, found 'one'"));
  EXPECT_EQ(error_of("1,2.0,3 4\n"), at("2:3: expected a whole number, found '2.0'"));
  EXPECT_EQ(error_of("-1,2,3 4\n"), at("2:1: expected a whole number, found '-1'"));
}

TEST_F(SplitFile, WithNothingToTrainOnIsRefused) {
  EXPECT_TRUE(contains(error_of("1,0,\n"), at("2:"))) << error_of("1,0,\n");
}

TEST_F(SplitFile, WithoutItsColumnsIsRefused) {
  testing_support::write_text(path_, "seed,train_size,train_row_indices\n1,1,1\n");
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_splits(path_, 10); }), "data_seed"));
}

TEST_F(SplitFile, ThatIsMissingIsRefused) {
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_splits(folder_ / "none.csv", 10); }), "none.csv: no such file"));
}

}  // namespace
}  // namespace cartograf
