// verify: stores whose checksums are right, and one value is not.
#include "host/store/verify.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "host/store/featurise.hpp"
#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

/// All that a store of 200 rows of NAS-Bench-101 holds.
struct Rows {
  StoreSchema schema;
  std::vector<std::uint64_t> index;
  std::vector<float> features;
  std::vector<char> keys;
  std::vector<std::uint8_t> row_divisor;
  std::vector<std::uint64_t> adjacency;
  std::vector<std::vector<std::int64_t>> wide;
};

class Verify : public testing::Test {
 protected:
  static constexpr std::uint64_t kRows = 200;

  Verify() {
    const auto space = find_space("nasbench101");
    const FeatureSet features = select_features(*space, Convention::graf_nas, {"op_count", "node_degree", "path_counts"});
    featurise(*space, features, architecture_sample(*space, kRows, 3), path_, {.adjacency = true});
    const StoreReader store(path_);
    rows_.schema = store.schema();
    const std::size_t width = rows_.schema.key_width;
    rows_.index = store.read_index(0, kRows);
    rows_.features.resize(kRows * rows_.schema.features.columns.size());
    store.read_features(0, kRows, rows_.features.data());
    rows_.row_divisor = store.read_row_divisor(0, kRows);
    rows_.adjacency = store.read_adjacency(0, kRows);
    rows_.keys.resize(kRows * width);
    const std::vector<std::string> keys = store.read_keys(0, kRows);
    for (std::uint64_t i = 0; i < kRows; ++i) std::memcpy(&rows_.keys[i * width], keys[i].data(), keys[i].size());
    rows_.schema = store.schema();
    for (std::size_t side = 0; side < rows_.schema.sides.size(); ++side) rows_.wide.push_back(store.read_side_integers(side, 0, kRows));
  }

  /// What verify() says of a store that is written anew, with checksums of its own, after a change.
  std::string fault(const std::function<void(Rows&)>& change, std::uint64_t n_rows = kRows) const {
    Rows rows = rows_;
    change(rows);
    const std::filesystem::path changed = folder_ / "changed.h5";
    StoreWriter writer(changed, rows.schema, {}, true, 1);
    std::vector<const void*> sides;
    for (const std::vector<std::int64_t>& wide : rows.wide) sides.push_back(wide.data());
    writer.append({kRows, rows.index.data(), rows.features.data(), rows.keys.data(), rows.adjacency.data(), rows.row_divisor.data(), sides});
    writer.finish();
    VerifyOptions options;
    options.n_rows = n_rows;
    try {
      const Verification found = verify(StoreReader(changed, "changed.h5"), options);
      EXPECT_EQ(found.n_recomputed, n_rows);
      EXPECT_TRUE(found.without_checksum.empty());
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  testing_support::TempFolder folder_;
  std::filesystem::path path_ = folder_ / "s.h5";
  Rows rows_;
};

TEST_F(Verify, OfWhatWasComputedFindsNothing) {
  EXPECT_EQ(fault([](Rows&) {}), "");
  const Verification found = verify(StoreReader(path_), {});
  EXPECT_EQ(found.n_recomputed, kRows);
  EXPECT_TRUE(found.says_content_digest);
  EXPECT_EQ(found.content_digest, StoreReader(path_).content_digest());
}

TEST_F(Verify, NamesTheFirstDifference) {
  const std::size_t n_columns = rows_.schema.features.columns.size();
  const auto at = [&](std::uint64_t row, std::size_t column) { return row * n_columns + column; };
  const std::string key = "changed.h5: row 117 ('" + StoreReader(path_).read_keys(117, 1).front() + "'): ";
  EXPECT_EQ(fault([&](Rows& rows) {
              rows.features[at(117, 1)] += 1;
              rows.features[at(150, 0)] += 1;
            }),
            key + "column '" + rows_.schema.features.columns[1].name + "': expected " + std::to_string(static_cast<int>(rows_.features[at(117, 1)])) + ", found " +
                std::to_string(static_cast<int>(rows_.features[at(117, 1)]) + 1));
  const std::string& wide = rows_.schema.sides[0].path;
  EXPECT_EQ(fault([](Rows& rows) { rows.wide[0][117] = -7; }), key + "/" + wide + ": expected " + std::to_string(rows_.wide[0][117]) + ", found -7");
  EXPECT_EQ(fault([](Rows& rows) { rows.row_divisor[117] = 9; }), key + "/row_divisor: expected " + std::to_string(rows_.row_divisor[117]) + ", found 9");
  const std::size_t n_operations = rows_.schema.adjacency->operations.size();
  EXPECT_EQ(fault([&](Rows& rows) { rows.adjacency[117 * n_operations + 1] ^= 2; }),
            key + "/adjacency: operation '" + rows_.schema.adjacency->operations[1] + "': expected " + std::to_string(rows_.adjacency[117 * n_operations + 1]) + ", found " +
                std::to_string(rows_.adjacency[117 * n_operations + 1] ^ 2));
  EXPECT_TRUE(contains(fault([](Rows& rows) { rows.index[117] ^= 1; }), key + "/index: expected " + std::to_string(rows_.index[117]) + ", that of the key, found "));
  EXPECT_TRUE(contains(fault([](Rows& rows) { rows.keys[117 * rows.schema.key_width] = 'x'; }), "x"));
}

TEST_F(Verify, KnowsTheColumnsOfFamilies) {
  EXPECT_TRUE(contains(fault([](Rows& rows) { rows.schema.features.columns[2].name = "other"; }), "changed.h5: column 2: expected 'op_count_"));
  EXPECT_TRUE(contains(fault([](Rows& rows) { rows.schema.features.families = {"op_count"}; }), "changed.h5: column "));
  EXPECT_FALSE(fault([](Rows& rows) { rows.schema.features.families = {"unheard_of"}; }).empty());
  EXPECT_TRUE(contains(fault([](Rows& rows) {
                         rows.schema.sides.pop_back();
                         rows.wide.pop_back();
                       }),
                       ": expected a column, which its families have in this version, found none"));
}

TEST_F(Verify, LooksAtSomeRows) {
  int n_found = 0;
  for (const std::uint64_t row : {3, 60, 199}) {
    n_found += !fault([&](Rows& rows) { rows.features[row * rows.schema.features.columns.size()] += 1; }, 60).empty();
  }
  EXPECT_LT(n_found, 3);
}

}  // namespace
}  // namespace cartograf
