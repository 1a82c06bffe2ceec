#include <cartograf/store.hpp>

#include <gtest/gtest.h>

#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

TEST(ApiStore, GivesWhatWasWritten) {
  const TempFolder folder;
  const Space space("nasbench201");
  const Features features(space, {"op_count", "signal:lin", "cost"});
  const auto list = ArchitectureList::sample(space, 300, 5);
  write_store(folder / "s.h5", features, list, {.gzip_level = 4});
  const Store store(folder / "s.h5");
  EXPECT_EQ(store.size(), 300u);
  EXPECT_EQ(store.space().name(), "nasbench201");
  EXPECT_EQ(store.convention(), Convention::graf_nas);
  EXPECT_EQ(store.families(), (std::vector<std::string>{"op_count", "cost", "signal:lin"}));
  const FeatureTable computed = compute(Features(space, {"op_count", "signal:lin"}), list);
  const FeatureTable read = store.rows(0, 300);
  EXPECT_EQ(read.columns, computed.columns);
  EXPECT_EQ(read.indices, computed.indices);
  EXPECT_EQ(read.data, computed.data);
  EXPECT_EQ(store.keys(7, 8).front(), space.key(computed.indices[7]));
  const std::vector<double> params = compute(Features(space, {"cost"}), list).column("params");
  EXPECT_EQ(store.columns_beside().back().path, "wide/params");
  EXPECT_EQ(store.columns_beside().back().dtype, Dtype::int64);
  EXPECT_EQ(store.beside("wide/params", 0, 300), params);
  EXPECT_EQ(store.integers_beside("wide/params", 5, 6), (std::vector<std::int64_t>{static_cast<std::int64_t>(params[5])}));
}

TEST(ApiStore, BadInputSaysWhereAndWhat) {
  const TempFolder folder;
  const Space space("nasbench201");
  const auto list = ArchitectureList::range(space, 0, 10);
  write_store(folder / "s.h5", Features(space), list);
  EXPECT_THROW(write_store(folder / "s.h5", Features(space), list), InputError);
  EXPECT_THROW(write_store(folder / "t.h5", Features(space), list, {.gzip_level = 10}), InputError);
  EXPECT_THROW(write_store(folder / "t.h5", Features(space), ArchitectureList(Space("naap440"))), InputError);
  EXPECT_TRUE(contains(message_of<InputError>([&] { write_store(folder / "t.h5", Features(space), ArchitectureList::of_indices(space, {})); }),
                       "at least one architecture"));
  EXPECT_THROW(write_store(folder / "t.h5", Features(space), list, {.dtype = Dtype::int64}), InputError);
  EXPECT_FALSE(std::filesystem::exists(folder / "t.h5"));
  const Store store(folder / "s.h5");
  EXPECT_TRUE(contains(message_of<InputError>([&] { store.rows(3, 11); }), "rows 3:11"));
  EXPECT_THROW(Store(folder / "none.h5"), InputError);
  EXPECT_TRUE(contains(message_of<InputError>([&] { store.beside("wide/parms", 0, 1); }), "there is no column 'wide/parms'"));
}

}  // namespace
}  // namespace cartograf
