// A store of version 1 of the format, as cartograf 0.1.0 wrote it before texts had netCDF's forms:
// features nasbench101 --sample 12 --seed 7 --dtype int8 --adjacency --families op_count,node_degree,cost --compression gzip
#include <gtest/gtest.h>

#include "host/engine/architectures.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "host/store/featurise.hpp"
#include "io/hdf5/store_reader.hpp"
#include "tests/support/files.hpp"

namespace cartograf {
namespace {

using testing_support::data_file;
using testing_support::TempFolder;

TEST(StoreVersion1, IsReadAsOneOfToday) {
  const StoreReader old(data_file("store_version_1.h5"));
  EXPECT_EQ(old.digest(), "xxh3-128:b12bc7f15c579f56e97644346a8a6e5f");
  EXPECT_TRUE(old.features_intact());

  const TempFolder folder;
  const auto space = find_space("nasbench101");
  FeaturiseOptions options;
  options.dtype = Dtype::int8;
  options.adjacency = true;
  featurise(*space, select_features(*space, Convention::graf_nas, {"op_count", "node_degree", "cost"}), architecture_sample(*space, 12, 7),
            folder / "new.h5", options);
  const StoreReader today(folder / "new.h5");
  EXPECT_EQ(today.digest(), old.digest());
  ASSERT_EQ(old.schema().n_rows, 12u);
  EXPECT_EQ(old.schema().features.columns, today.schema().features.columns);
  EXPECT_EQ(old.schema().features.families, today.schema().features.families);
  EXPECT_EQ(old.schema().space_definition, today.schema().space_definition);
  EXPECT_EQ(old.schema().sides, today.schema().sides);
  EXPECT_EQ(old.schema().seed, 7u);
  EXPECT_EQ(old.schema().adjacency->operations, today.schema().adjacency->operations);
  EXPECT_EQ(old.schema().adjacency->edges, today.schema().adjacency->edges);
  EXPECT_EQ(old.read_index(0, 12), today.read_index(0, 12));
  EXPECT_EQ(old.read_keys(0, 12), today.read_keys(0, 12));
  EXPECT_EQ(old.read_keys(0, 1)[0].substr(0, 4), "(0, ");
  EXPECT_EQ(old.read_row_divisor(0, 12), today.read_row_divisor(0, 12));
  EXPECT_EQ(old.read_side_integers(0, 0, 12), today.read_side_integers(0, 0, 12));
}

}  // namespace
}  // namespace cartograf
