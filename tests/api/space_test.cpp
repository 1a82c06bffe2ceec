#include <cartograf/space.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include <cartograf/features.hpp>
#include <cartograf/store.hpp>

#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using testing_support::write_text;

/// As the rows come, which is as the list says.
std::vector<std::uint64_t> indices_of(const ArchitectureList& list) {
  const std::vector<std::uint64_t> indices = compute(Features(list.space(), {"op_count"}), list).indices;
  EXPECT_EQ(list.indices(), indices);
  return indices;
}

TEST(ApiSpace, SaysWhatItIs) {
  const Space space("nasbench201");
  EXPECT_EQ(space.name(), "nasbench201");
  EXPECT_EQ(space.size(), 15'625u);
  EXPECT_EQ(space.operations().size(), 5u);
  EXPECT_EQ(space.index_of(space.key(7'812)), 7'812u);
  EXPECT_EQ(space.families(), (std::vector<std::string>{"op_count", "min_path_len", "max_op_on_path", "node_degree"}));
  const std::vector<std::string> more = space.families(Convention::graf_nas, true);
  EXPECT_NE(std::find(more.begin(), more.end(), "signal"), more.end());
}

/// 9^22 architectures: an index is given when one is met, and agrees between objects and with stores.
TEST(ApiSpace, WithoutAnOrder) {
  const std::string json = R"({"name": "api_nine", "kind": "layers", "layers": 22,
      "attributes": [{"name": "b", "values": ["0", "1", "2", "3", "4", "5", "6", "7", "8"]}]})";
  const Space space = Space::from_json(json, "test");
  EXPECT_FALSE(space.numbered());
  EXPECT_TRUE(Space("nasbench201").numbered());
  EXPECT_EQ(space.size(), 0u);
  EXPECT_TRUE(contains(message_of<InputError>([&] { space.key(0); }), "index 0: expected the index of an architecture of api_nine that was met"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { ArchitectureList(Space(space)); }), "too many to number them"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { ArchitectureList::range(space, 0, 1); }), "too many to number them"));

  const ArchitectureList sample = ArchitectureList::sample(space, 50, 1);
  const std::vector<std::uint64_t> indices = sample.indices();
  const Space other = Space::from_json(json, "test");
  for (const std::uint64_t index : indices) EXPECT_EQ(other.index_of(space.key(index)), index);
  EXPECT_EQ(compute(Features(space), ArchitectureList::of_indices(space, indices)).data, compute(Features(other), sample).data);

  const TempFolder folder;
  const Features features(space);
  write_store(folder / "s.h5", features, ArchitectureList::sample(space, 50, 1));
  const Store store(folder / "s.h5");
  EXPECT_EQ(store.rows(0, 50).indices, indices);
  EXPECT_EQ(store.rows(10, 12).indices, std::vector<std::uint64_t>(indices.begin() + 10, indices.begin() + 12));
  EXPECT_EQ(store.keys(3, 4)[0], space.key(indices[3]));
}

TEST(ApiSpace, BadInputSaysWhereAndWhat) {
  EXPECT_TRUE(contains(message_of<InputError>([] { Space("nasbench210"); }), "nasbench201"));
  EXPECT_TRUE(contains(message_of<InputError>([] { Space::from_json("{", "mine"); }), "mine"));
  const Space space("nasbench201");
  EXPECT_TRUE(contains(message_of<InputError>([&] { space.key(15'625); }), "15624"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { space.index_of("(0, 0, 0, 0, 0, 9)"); }), "byte 16"));
  EXPECT_THROW(space.cells(15'625), InputError);
}

TEST(ApiSpace, IsAskedFromManyThreads) {
  const Space space("nasbench101");  // enumerates at first use
  std::vector<std::string> keys(4);
  std::vector<std::thread> threads;
  for (std::string& key : keys) threads.emplace_back([&space, &key] { key = space.key(400'000); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& key : keys) EXPECT_EQ(key, keys.front());
  EXPECT_EQ(space.index_of(keys.front()), 400'000u);
}

TEST(ApiArchitectureList, ComesInTheOrderAskedFor) {
  const Space space("nasbench201");
  EXPECT_EQ(indices_of(ArchitectureList::range(space, 5, 8)), (std::vector<std::uint64_t>{5, 6, 7}));
  const std::vector<std::uint64_t> some = {9, 3, 15'624, 3};
  EXPECT_EQ(indices_of(ArchitectureList::of_indices(space, some)), some);
  const std::vector<std::string> keys = {space.key(77), space.key(2)};
  EXPECT_EQ(indices_of(ArchitectureList::of_keys(space, keys)), (std::vector<std::uint64_t>{77, 2}));
  EXPECT_EQ(indices_of(ArchitectureList::sample(space, 10, 1)), indices_of(ArchitectureList::sample(space, 10, 1)));
  const TempFolder folder;
  write_text(folder / "keys.txt", space.key(4) + "\n" + space.key(1) + "\n");
  EXPECT_EQ(indices_of(ArchitectureList::of_file(space, folder / "keys.txt")), (std::vector<std::uint64_t>{4, 1}));
  EXPECT_EQ(ArchitectureList(space).size_before_filters(), space.size());
}

TEST(ApiArchitectureList, FiltersAddUp) {
  const Space space("nasbench201");
  const ArchitectureList all(space);
  const FeatureTable costs = compute(Features(space, {"cost"}), all, Dtype::float64);
  const std::size_t params = column_index(costs.columns, "params");
  std::vector<std::uint64_t> expected;
  for (std::size_t row = 0; row < costs.indices.size(); ++row) {
    const double n = costs.rows().values<double>()[row * costs.columns.size() + params];
    if (n > 300'000 && n < 400'000) expected.push_back(costs.indices[row]);
  }
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(indices_of(all.where("params > 300000").where("params < 400000")), expected);
  const std::size_t n_reachable = indices_of(all.reachable_only()).size();
  EXPECT_GT(n_reachable, 0u);
  EXPECT_LT(n_reachable, space.size());
  EXPECT_EQ(indices_of(all.reachable_only().where("params > 300000").where("params < 400000")),
            indices_of(all.where("params > 300000").reachable_only().where("params < 400000")));
}

TEST(ApiArchitectureList, BadInputSaysWhereAndWhat) {
  const Space space("nasbench201");
  EXPECT_THROW(ArchitectureList::range(space, 3, 3), InputError);
  EXPECT_THROW(ArchitectureList::sample(space, 0, 1), InputError);
  const std::vector<std::uint64_t> beyond = {0, 15'625};
  EXPECT_TRUE(contains(message_of<InputError>([&] { ArchitectureList::of_indices(space, beyond); }), "position 1: index 15625"));
  const std::vector<std::string> bad = {space.key(0), "(0, 0, x"};
  const std::string message = message_of<InputError>([&] { ArchitectureList::of_keys(space, bad); });
  EXPECT_TRUE(contains(message, "position 1: key '(0, 0, x'") && contains(message, "byte 7")) << message;
  EXPECT_TRUE(contains(message_of<InputError>([&] { ArchitectureList(space).where("parms < 3"); }), "params"));
  EXPECT_THROW(ArchitectureList(Space("nasbench101")).reachable_only(), InputError);
}

}  // namespace
}  // namespace cartograf
