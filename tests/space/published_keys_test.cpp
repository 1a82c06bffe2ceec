// The keys of the published tables are read, and name different architectures.
#include <gtest/gtest.h>

#include <set>

#include "host/space/catalog.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_support::GoldenTable;
using testing_support::shared_file;

struct PublishedFile {
  const char* space;
  const char* file;
  std::size_t n_rows;
};

class PublishedKeys : public testing::TestWithParam<PublishedFile> {
 protected:
  void SetUp() override { CARTOGRAF_SKIP_WITHOUT(path_); }

  std::filesystem::path path_ = shared_file(GetParam().file);
  std::unique_ptr<SearchSpace> space_ = find_space(GetParam().space);
};

TEST_P(PublishedKeys, NameDifferentArchitectures) {
  const GoldenTable table = GoldenTable::read(path_);
  ASSERT_EQ(table.keys.size(), GetParam().n_rows);
  std::set<std::uint64_t> indices;
  for (const std::string& key : table.keys) {
    const EncodedKey encoded = space_->encode(key);
    ASSERT_LT(encoded.index, space_->size());
    ASSERT_EQ(encoded.words, words_of(*space_, encoded.index)) << key;
    ASSERT_EQ(space_->index_of(space_->key(encoded.index)), encoded.index) << key;
    EXPECT_TRUE(indices.insert(encoded.index).second) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(All, PublishedKeys,
                         testing::Values(PublishedFile{"nasbench201", "data/nasbench201/accuracy.csv", 15625},
                                         PublishedFile{"transnasbench101_micro", "data/transnasbench101_micro/accuracy.csv", 4096},
                                         PublishedFile{"darts", "data/nasbench301/accuracy_and_proxies.csv", 1218}),
                         [](const auto& test) { return std::string(test.param.space); });

}  // namespace
}  // namespace cartograf
