// What is written is what is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <utility>

#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/store_writer.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_support::SampleStore;
using testing_support::TempFolder;

/// Rows, columns, and rows a batch: one row; several chunks of /features with a ragged last one; several of every dataset.
struct Shape {
  std::uint64_t n_rows;
  std::size_t n_columns;
  std::uint64_t batch;
};
constexpr Shape kShapes[] = {{1, 3, 1}, {7001, 191, 999}, {300001, 2, 70000}};

using Case = std::tuple<Dtype, const char*, std::size_t>;

class RoundTrip : public testing::TestWithParam<Case> {
 protected:
  RoundTrip() {
    sample_.write(path_, parse_compression(std::get<1>(GetParam())), 2, shape_.batch);
    reader_ = std::make_unique<StoreReader>(path_);
  }

  Shape shape_ = kShapes[std::get<2>(GetParam())];
  SampleStore sample_{std::get<0>(GetParam()), shape_.n_rows, shape_.n_columns};
  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "s.h5";
  std::unique_ptr<StoreReader> reader_;
};

TEST_P(RoundTrip, Features) {
  std::vector<std::byte> features(sample_.features().size());
  reader_->read_features(0, shape_.n_rows, features.data());
  EXPECT_TRUE(features == sample_.features());
  EXPECT_TRUE(reader_->features_intact());
}

TEST_P(RoundTrip, RowsInTheMiddle) {
  const std::uint64_t first = shape_.n_rows / 3;
  const std::uint64_t n = shape_.n_rows / 2 + 1 - first;
  const std::size_t row_size = shape_.n_columns * size_of(std::get<0>(GetParam()));
  std::vector<std::byte> features(n * row_size);
  reader_->read_features(first, n, features.data());
  EXPECT_EQ(std::memcmp(features.data(), sample_.features().data() + first * row_size, features.size()), 0);
  EXPECT_EQ(reader_->read_index(first, n).front(), sample_.index()[first]);
  EXPECT_EQ(reader_->read_keys(first, n).back(), sample_.key(first + n - 1));
}

TEST_P(RoundTrip, IndexAndKeys) {
  EXPECT_TRUE(reader_->read_index(0, shape_.n_rows) == sample_.index());
  const std::vector<std::string> keys = reader_->read_keys(0, shape_.n_rows);
  for (std::uint64_t row = 0; row < shape_.n_rows; ++row) ASSERT_EQ(keys[row], sample_.key(row));
}

TEST_P(RoundTrip, Sides) {
  EXPECT_TRUE(reader_->read_side_integers(0, 0, shape_.n_rows) == sample_.cost());
  const std::vector<double> targets = reader_->read_side(1, 0, shape_.n_rows);
  for (std::uint64_t row = 0; row < shape_.n_rows; ++row) {
    const float expected = sample_.target()[row];
    ASSERT_TRUE(std::isnan(expected) ? std::isnan(targets[row]) : targets[row] == static_cast<double>(expected)) << row;
  }
  EXPECT_TRUE(reader_->read_side(2, 0, shape_.n_rows) == sample_.prediction());
}

TEST_P(RoundTrip, Schema) {
  const StoreSchema& found = reader_->schema();
  const StoreSchema& written = sample_.schema();
  EXPECT_EQ(found.features.space, written.features.space);
  EXPECT_EQ(found.space_definition, written.space_definition);
  EXPECT_EQ(found.features.convention, written.features.convention);
  EXPECT_EQ(found.features.families, written.features.families);
  EXPECT_EQ(found.features.dtype, written.features.dtype);
  EXPECT_EQ(found.n_rows, written.n_rows);
  EXPECT_EQ(found.features.columns, written.features.columns);
  EXPECT_EQ(found.key_width, written.key_width);
  EXPECT_EQ(found.seed, written.seed);
  EXPECT_EQ(found.adjacency->operations, written.adjacency->operations);
  EXPECT_EQ(found.adjacency->edges, written.adjacency->edges);
}

INSTANTIATE_TEST_SUITE_P(All, RoundTrip,
                         testing::Combine(testing::Values(Dtype::int8, Dtype::float32, Dtype::float64), testing::Values("none", "gzip", "zstd"),
                                          testing::Values(0, 1, 2)));

/// Writes a store of this schema from the rows of the sample.
StoreReader stored(const std::filesystem::path& path, const StoreSchema& schema, const SampleStore& sample) {
  StoreWriter writer(path, schema, {}, false, 1);
  StoreRows rows = sample.rows(0, schema.n_rows);
  if (schema.sides.empty()) rows.sides.clear();
  writer.append(rows);
  writer.finish();
  return StoreReader(path);
}

class OptionalParts : public testing::Test {
 protected:
  SampleStore sample_{Dtype::int8, 10, 3};
  StoreSchema schema_ = sample_.schema();
  TempFolder folder_;
};

TEST_F(OptionalParts, KeysCanBeLeftOut) {
  schema_.key_width = 0;
  const StoreReader reader = stored(folder_ / "s.h5", schema_, sample_);
  EXPECT_EQ(reader.schema().key_width, 0u);
  EXPECT_EQ(reader.read_keys(0, 2), std::vector<std::string>(2));
}

TEST_F(OptionalParts, FeaturesCanBeLeftOut) {
  schema_.features.columns.clear();
  const StoreReader reader = stored(folder_ / "s.h5", schema_, sample_);
  EXPECT_TRUE(reader.schema().features.columns.empty());
  EXPECT_EQ(reader.digest(), "");
  EXPECT_TRUE(reader.features_intact());
  EXPECT_EQ(reader.schema().sides.size(), 3u);
}

TEST_F(OptionalParts, SidesAdjacencyAndSeedCanBeLeftOut) {
  schema_.sides.clear();
  schema_.adjacency.reset();
  schema_.seed.reset();
  const StoreReader reader = stored(folder_ / "s.h5", schema_, sample_);
  EXPECT_TRUE(reader.schema().sides.empty());
  EXPECT_FALSE(reader.schema().adjacency.has_value());
  EXPECT_FALSE(reader.schema().seed.has_value());
}

TEST_F(OptionalParts, RowDivisorsAreThereOnlyWhenAskedFor) {
  const StoreReader without = stored(folder_ / "without.h5", schema_, sample_);
  EXPECT_FALSE(without.schema().row_divisor);
  EXPECT_TRUE(without.read_row_divisor(0, 10).empty());
  schema_.row_divisor = true;
  schema_.features.columns[1].divisor = 0;
  const StoreReader with = stored(folder_ / "with.h5", schema_, sample_);
  EXPECT_TRUE(with.schema().row_divisor);
  EXPECT_EQ(with.schema().features.columns, schema_.features.columns);
  EXPECT_EQ(with.read_row_divisor(0, 10), sample_.row_divisors());
  EXPECT_EQ(with.read_row_divisor(3, 2), (std::vector<std::uint8_t>{5, 6}));
}

TEST_F(OptionalParts, WordsOfTheAdjacencyAreAsWideAsNeeded) {
  // 10 edges: two bytes; an explicit width wins.
  EXPECT_EQ(mask_size(*schema_.adjacency), 2u);
  EXPECT_EQ(stored(folder_ / "edges.h5", schema_, sample_).schema().adjacency->word_bits, 16);
  for (const auto& [bits, stored_bits] : {std::pair{1, 8}, {8, 8}, {9, 16}, {16, 16}, {17, 32}, {32, 32}, {33, 64}, {64, 64}}) {
    schema_.adjacency->word_bits = bits;
    const auto path = folder_ / ("words" + std::to_string(bits) + ".h5");
    EXPECT_EQ(stored(path, schema_, sample_).schema().adjacency->word_bits, stored_bits);
    EXPECT_EQ(mask_size(*schema_.adjacency) * 8, static_cast<std::size_t>(stored_bits));
  }
}

TEST_F(OptionalParts, SeedsKeepAll64Bits) {
  schema_.seed = ~std::uint64_t{0};
  EXPECT_EQ(stored(folder_ / "s.h5", schema_, sample_).schema().seed, ~std::uint64_t{0});
}

TEST_F(OptionalParts, NoFamiliesAndEmptyTextsAreKept) {
  schema_.features.families.clear();
  schema_.space_definition.clear();
  const StoreReader reader = stored(folder_ / "s.h5", schema_, sample_);
  EXPECT_TRUE(reader.schema().features.families.empty());
  EXPECT_EQ(reader.schema().space_definition, "");
}

TEST_F(OptionalParts, TextsOfMoreThan64KiBAreKept) {
  schema_.space_definition = std::string(std::size_t{200} << 10, 'x');
  EXPECT_EQ(stored(folder_ / "s.h5", schema_, sample_).schema().space_definition, schema_.space_definition);
}

TEST_F(OptionalParts, NamesMayBeUtf8) {
  schema_.features.columns[0].name = "größe";
  EXPECT_EQ(stored(folder_ / "s.h5", schema_, sample_).schema().features.columns[0].name, "größe");
}

TEST_F(OptionalParts, SidesComeBackWithTheirTypes) {
  const StoreReader reader = stored(folder_ / "s.h5", schema_, sample_);
  for (const SideColumn& side : schema_.sides) {
    const auto& found = reader.schema().sides;
    EXPECT_NE(std::find(found.begin(), found.end(), side), found.end()) << side.path;
  }
}

}  // namespace
}  // namespace cartograf
