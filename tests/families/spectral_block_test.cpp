// The family `spectral` on its way through feature sets, the engine and spaces of users. What its numbers should be is
// checked by spectral_oracle.py, and graphs by hand in tests/kernels/spectral_test.cpp.
#include "host/family/spectral_block.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <numeric>

#include "host/engine/feature_stream.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "io/files/text_output.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

FeatureSet spectral_features(const SearchSpace& space) { return select_features(space, Convention::graf_nas, {"spectral"}); }

template <class T>
std::vector<T> spectral_rows(const SearchSpace& space, const FeatureSet& set, std::uint64_t first, std::uint64_t n, Dtype dtype, int threads = 2) {
  Execution execution;
  execution.threads = threads;
  std::vector<T> rows(n * set.columns().size());
  FeatureEngine(space, set, execution).compute_range(first, n, dtype, rows.data());
  return rows;
}

std::vector<double> spectral_row(const SearchSpace& space, const std::string& key) {
  return spectral_rows<double>(space, spectral_features(space), space.index_of(key), 1, Dtype::float64);
}

bool equal_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

std::unique_ptr<SearchSpace> example_space(const char* name) {
  return space_from_json(read_file(std::filesystem::path(CARTOGRAF_EXAMPLES_DIR) / name), name);
}

TEST(SpectralFamily, HasAColumnForEachNodeAndTheTrees) {
  const std::map<std::string, std::size_t> n_columns = {
      {"nasbench201", 5}, {"transnasbench101_micro", 5}, {"nasbench101", 8}, {"darts_cell", 8}, {"darts", 16}};
  for (const auto& [name, n] : n_columns) {
    const FeatureSet set = spectral_features(*find_space(name));
    EXPECT_EQ(set.columns().size(), n) << name;
    EXPECT_TRUE(set.wide_columns().empty()) << name;
    for (const FeatureColumn& column : set.columns()) EXPECT_TRUE(column.real()) << column.name;
    EXPECT_EQ(natural_dtype(set), Dtype::float64);
  }
  const FeatureSet cell = spectral_features(*find_space("nasbench201"));
  EXPECT_EQ(cell.columns().front().name, "spectral_eigenvalue_0");
  EXPECT_EQ(cell.columns().back().name, "spectral_spanning_trees");
  const FeatureSet cells = spectral_features(*find_space("darts"));
  EXPECT_EQ(cells.columns()[6].name, "spectral_normal_eigenvalue_6");
  EXPECT_EQ(cells.columns()[15].name, "spectral_reduce_spanning_trees");
}

TEST(SpectralFamily, IsOnRequestBehindAllOthers) {
  const auto space = find_space("nasbench201");
  for (const Convention convention : kConventions) {
    const Family last = families_of(*space, convention).back();
    EXPECT_EQ(last.name, "spectral");
    EXPECT_FALSE(last.by_default);
  }
}

TEST(SpectralFamily, IsNotThereOnLayers) {
  const std::string message = message_of<InputError>([] { spectral_features(*find_space("nasbench_macro")); });
  EXPECT_TRUE(contains(message, "unknown feature family 'spectral'")) << message;
}

// Edges 1->2, 1->3, 1->4, 2->3, 2->4, 3->4; operation 1 is `none`. The examples of docs/features.md.
TEST(SpectralRows, AreThoseOfTheDocumentation) {
  const auto space = find_space("nasbench201");
  const double third = 4.0 / 3;
  const std::vector<double> complete = spectral_row(*space, "(0, 2, 3, 4, 0, 2)");
  ASSERT_EQ(complete.size(), 5u);
  for (int i = 1; i < 4; ++i) EXPECT_NEAR(complete[static_cast<std::size_t>(i)], third, 1e-12);
  EXPECT_EQ(complete[0], 0);
  EXPECT_EQ(complete[4], 16);
  EXPECT_EQ(spectral_row(*space, "(0, 1, 1, 1, 2, 1)"), (std::vector<double>{0, 0, 1, 2, 1}));
  EXPECT_EQ(spectral_row(*space, "(1, 1, 1, 1, 1, 1)"), (std::vector<double>{0, 0, 0, 0, 0}));
}

TEST(SpectralRows, OfADartsPairAreTheSpectraOfItsCells) {
  const auto pair = find_space("darts"), cell = find_space("darts_cell");
  const std::uint64_t n_cells = cell->size();
  const FeatureSet both = spectral_features(*pair), one = spectral_features(*cell);
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::uint64_t normal = i * 977'351'113 % n_cells, reduce = i * 1'313'131'313 % n_cells;
    std::vector<double> expected = spectral_rows<double>(*cell, one, normal, 1, Dtype::float64);
    const auto second = spectral_rows<double>(*cell, one, reduce, 1, Dtype::float64);
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_EQ(spectral_rows<double>(*pair, both, normal * n_cells + reduce, 1, Dtype::float64), expected);
  }
}

TEST(SpectralRows, AreTheSameOnAnyNumberOfThreadsAndHoweverTheyAreAskedFor) {
  for (const char* name : {"nasbench201", "nasbench101", "darts"}) {
    const auto space = find_space(name);
    const FeatureSet set = select_features(*space, Convention::graf_nas, {"op_count", "spectral"});
    constexpr std::uint64_t first = 700, n = 3'000;  // more than a thread takes at a time
    const auto range = spectral_rows<double>(*space, set, first, n, Dtype::float64, 1);
    for (const int threads : {2, 7}) EXPECT_TRUE(equal_bits(range, spectral_rows<double>(*space, set, first, n, Dtype::float64, threads))) << name;
    std::vector<std::uint64_t> indices(n), words;
    std::iota(indices.begin(), indices.end(), first);
    for (const std::uint64_t index : indices) {
      const auto of_index = words_of(*space, index);
      words.insert(words.end(), of_index.begin(), of_index.end());
    }
    FeatureEngine engine(*space, set, {});
    std::vector<double> rows(range.size());
    engine.compute(indices, Dtype::float64, rows.data());
    EXPECT_TRUE(equal_bits(range, rows)) << name << ", listed";
    engine.compute({space->codec(), 0, nullptr, words.data()}, indices.size(), Dtype::float64, rows.data());
    EXPECT_TRUE(equal_bits(range, rows)) << name << ", packed";
  }
}

TEST(SpectralRows, AreTheSameInBatchesOfAnySize) {
  const auto space = find_space("nasbench201");
  const FeatureSet set = spectral_features(*space);
  const auto whole = spectral_rows<double>(*space, set, 0, space->size(), Dtype::float64);
  for (const std::uint64_t batch_rows : {1'000, 4'096, 15'625}) {
    FeatureStream stream(*space, set, {Dtype::float64}, {});
    std::vector<double> rows;
    stream.for_each(architecture_range(*space, 0, space->size()), batch_rows, [&](const Batch& batch) {
      const auto* const data = static_cast<const double*>(batch.rows.data);
      rows.insert(rows.end(), data, data + batch.size() * set.columns().size());
    });
    EXPECT_TRUE(equal_bits(whole, rows)) << batch_rows;
  }
}

TEST(SpectralRows, OfSomeColumnsAreThoseColumns) {
  const auto space = find_space("darts");
  const FeatureSet all = select_features(*space, Convention::graf_nas, {"op_count", "spectral"});
  const std::vector<std::size_t> positions = {0, 13, 15, 21, 27, 29};
  const auto whole = spectral_rows<double>(*space, all, 123'456'789, 500, Dtype::float64);
  std::vector<double> expected;
  for (std::size_t row = 0; row < 500; ++row) {
    for (const std::size_t position : positions) expected.push_back(whole[row * all.columns().size() + position]);
  }
  EXPECT_TRUE(equal_bits(spectral_rows<double>(*space, all.some(positions), 123'456'789, 500, Dtype::float64), expected));
}

TEST(SpectralRows, AreRoundedOnceToFloat32AndRefuseInt8) {
  const auto space = find_space("nasbench201");
  const FeatureSet set = spectral_features(*space);
  const auto exact = spectral_rows<double>(*space, set, 0, space->size(), Dtype::float64);
  const auto rounded = spectral_rows<float>(*space, set, 0, space->size(), Dtype::float32);
  for (std::size_t i = 0; i < exact.size(); ++i) ASSERT_EQ(rounded[i], static_cast<float>(exact[i]));
  const std::string refused = "dtype int8: column 'spectral_eigenvalue_0' holds real numbers; choose float64 or float32";
  EXPECT_EQ(message_of<InputError>([&] { FeatureStream(*space, set, {Dtype::int8}, {}); }), refused);
  EXPECT_EQ(message_of<InputError>([&] { spectral_rows<std::int8_t>(*space, set, 0, 1, Dtype::int8); }), refused);
}

TEST(SpectralRows, AreNotForAGpu) {
  const auto space = find_space("nasbench201");
  const FeatureSet set = spectral_features(*space);
  EXPECT_FALSE(set.row_blocks().front()->has_gpu());
  EXPECT_EQ(message_of<Error>([&] { set.row_blocks().front()->on_gpu(*space, {}); }),
            "the columns from 'spectral_eigenvalue_0' on are not computed on a GPU");
}

TEST(SpectralOfADocument, IsThatOfTheBuiltInSpace) {
  const auto mine = example_space("nasbench201.json"), built_in = find_space("nasbench201");
  EXPECT_TRUE(equal_bits(spectral_rows<double>(*mine, spectral_features(*mine), 0, mine->size(), Dtype::float64),
                         spectral_rows<double>(*built_in, spectral_features(*built_in), 0, built_in->size(), Dtype::float64)));
}

// A larger space has more nodes that the graph does not, each with an eigenvalue 0 more.
TEST(SpectralOfADocument, OfSmallGraphsIsThatOfLargerOnesWithoutZeros) {
  const auto small = example_space("nasbench101_small.json"), large = find_space("nasbench101");
  const FeatureSet set = spectral_features(*small);
  ASSERT_EQ(set.columns().size(), 6u);
  const auto rows = spectral_rows<double>(*small, set, 0, small->size(), Dtype::float64);
  std::vector<double> expected;
  std::vector<std::uint64_t> indices;
  for (std::uint64_t index = 0; index < small->size(); ++index) {
    expected.insert(expected.end(), 2, 0.0);
    expected.insert(expected.end(), &rows[index * 6], &rows[index * 6] + 6);
    indices.push_back(large->index_of(small->key(index)));
  }
  std::vector<double> found(expected.size());
  FeatureEngine(*large, spectral_features(*large), {}).compute(indices, Dtype::float64, found.data());
  EXPECT_EQ(found, expected);
}

// Pairs (1, 4) and (2, 5): 1-3, 3-4, 2-3, 3-5 are on a path of one of them, 1-4 and 2-5 alone too.
TEST(SpectralOfADocument, TakesThePathsOfAllTerminals) {
  const auto space = space_from_json(R"({"name": "two", "kind": "edges", "operations": ["none", "conv"], "nodes": 5, "zero": "none",
    "terminals": [[1, 4], [2, 5]], "edges": [[1, 3], [2, 3], [3, 4], [3, 5], [1, 4], [2, 5]]})",
                                     "two.json");
  // Two triangles 1-3-4 and 2-3-5 that share node 3: 3 times 3 trees.
  EXPECT_EQ(spectral_row(*space, "(1, 1, 1, 1, 1, 1)").back(), 9);
  // 1-3 and 3-5 join terminals of different pairs, so nothing passes; 1-4 alone is a path of two nodes.
  EXPECT_EQ(spectral_row(*space, "(1, 0, 0, 1, 0, 0)"), (std::vector<double>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(spectral_row(*space, "(1, 0, 0, 1, 1, 0)"), (std::vector<double>{0, 0, 0, 0, 2, 1}));
}

}  // namespace
}  // namespace cartograf
