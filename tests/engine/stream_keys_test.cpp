// Keys of batches: however architectures are listed, they are those of their indices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "host/engine/feature_stream.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"

namespace cartograf {
namespace {

/// Keys of different lengths: "(9, 9, 9)", "(10, 11, 0)".
std::unique_ptr<SearchSpace> twelve_operations() {
  return space_from_json(R"({"name": "twelve", "kind": "edges", "nodes": 3, "edges": [[1, 2], [1, 3], [2, 3]],
    "operations": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]})",
                         "twelve.json");
}

std::vector<std::unique_ptr<SearchSpace>> spaces_of_keys() {
  std::vector<std::unique_ptr<SearchSpace>> spaces;
  for (const std::string& name : space_names()) spaces.push_back(find_space(name));
  spaces.push_back(twelve_operations());
  return spaces;
}

FeatureStream key_stream(const SearchSpace& space, bool words, int threads) {
  StreamContent content;
  content.keys = true;
  content.words = words;
  Execution execution;
  execution.threads = threads;
  return {space, FeatureSet(Convention::graf_nas), content, execution};
}

/// Each row whole: a key and the zero bytes behind it.
void expect_keys(const SearchSpace& space, const Batch& batch) {
  ASSERT_EQ(batch.keys.width, space.key_width());
  for (std::uint64_t i = 0; i < batch.size(); ++i) {
    std::string expected = space.key(batch.indices[i]);
    expected.resize(space.key_width(), '\0');
    ASSERT_EQ(std::string(batch.keys.data + i * batch.keys.width, batch.keys.width), expected) << space.name() << " " << batch.indices[i];
  }
}

TEST(StreamKeys, OfRangesAreThoseOfTheirIndices) {
  for (const auto& space : spaces_of_keys()) {
    if (!space->numbered()) continue;
    const std::uint64_t n = std::min<std::uint64_t>(space->size(), 3'000), first = (space->size() - n) / 3;
    for (const int threads : {1, 7}) {
      FeatureStream stream = key_stream(*space, false, threads);
      // A long batch first, then short ones: what it left behind must not show.
      expect_keys(*space, stream.batch(architecture_range(*space, first, first + n), 0, n));
      stream.for_each(architecture_range(*space, space->size() - n, space->size()), 77, [&](const Batch& batch) { expect_keys(*space, batch); });
    }
  }
}

TEST(StreamKeys, OfListsAreThoseOfTheirIndices) {
  for (const auto& space : spaces_of_keys()) {
    const Architectures sample = architecture_sample(*space, space->numbered() ? std::min<std::uint64_t>(space->size(), 2'000) : 2'000, 3);
    for (const bool words : {false, true}) {
      FeatureStream stream = key_stream(*space, words, 2);
      stream.for_each(sample, 333, [&](const Batch& batch) {
        EXPECT_EQ(batch.indices.size(), batch.size());
        expect_keys(*space, batch);
        for (std::uint64_t i = 0; words && i < batch.size(); i += 50) {
          const auto expected = words_of(*space, batch.indices[i]);
          ASSERT_TRUE(std::equal(expected.begin(), expected.end(), batch.words.begin() + static_cast<std::ptrdiff_t>(i * expected.size())));
        }
      });
    }
  }
}

// Who reads a batch beside the stream still has it while the next one is computed.
TEST(StreamBatches, StayUntilTheNextButOne) {
  for (const char* name : {"nasbench201", "nasbench101", "darts_cell"}) {
    const auto space = find_space(name);
    StreamContent content{.dtype = Dtype::int8, .rows_on_host = true, .words = true, .keys = true, .read_beside = true};
    const FeatureSet features = select_features(*space, Convention::graf_nas, {});
    ASSERT_FALSE(features.columns().empty());
    FeatureStream stream(*space, features, content, {});
    content.read_beside = false;
    FeatureStream one_at_a_time(*space, features, content, {});
    const Architectures range = architecture_range(*space, 100, 1'100);
    const auto expect_same = [&](const Batch& batch, std::uint64_t first) {
      const Batch expected = one_at_a_time.batch(range, first, batch.size());
      ASSERT_TRUE(std::ranges::equal(batch.indices, expected.indices));
      ASSERT_TRUE(std::ranges::equal(batch.words, expected.words));
      ASSERT_EQ(std::memcmp(batch.rows.data, expected.rows.data, batch.size() * stream.row_size()), 0);
      ASSERT_EQ(std::memcmp(batch.keys.data, expected.keys.data, batch.size() * batch.keys.width), 0);
    };
    Batch before = stream.batch(range, 0, 250);
    for (const std::uint64_t first : {250, 500, 750}) {
      const Batch next = stream.batch(range, first, 250);
      expect_same(before, first - 250);
      expect_same(next, first);
      before = next;
    }
  }
}

// Keys as the user wrote them are kept, words and all.
TEST(StreamKeys, ThatAreGivenAreKept) {
  const auto space = find_space("darts_cell");
  const std::vector<std::string> given = {"((1, 6), (0, 3), (0, 2), (1, 4), (2, 1), (0, 0), (4, 5), (3, 3))", "((0,0),(1,0),(0,0),(1,0),(0,0),(1,0),(0,0),(1,0))"};
  Architectures list;
  list.listed = true;
  list.n = 2;
  list.keys = given;
  for (const std::string& key : given) {
    const EncodedKey encoded = space->encode(key);
    list.indices.push_back(encoded.index);
    list.words.insert(list.words.end(), encoded.words.begin(), encoded.words.end());
  }
  FeatureStream stream = key_stream(*space, false, 1);
  const Batch batch = stream.batch(list, 0, 2);
  EXPECT_EQ(batch.keys[0], given[0]);
  EXPECT_EQ(batch.keys[1], given[1]);
  list.keys.clear();  // as a tensor gives them
  expect_keys(*space, stream.batch(list, 0, 2));
}

}  // namespace
}  // namespace cartograf
