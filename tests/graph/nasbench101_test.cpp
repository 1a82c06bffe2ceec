#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/catalog.hpp"
#include "host/space/graph_space.hpp"
#include "kernels/features/rows.hpp"
#include "io/files/csv_table.hpp"
#include "tests/graph/graph_oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/features.hpp"
#include "tests/support/sanitized.hpp"

namespace cartograf {
namespace {

using test::OracleGraph;
using testing_support::golden_file;
using testing_support::GoldenTable;
using testing_support::shared_file;

const std::vector<std::string> kOpNames = {"maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu"};
constexpr std::uint64_t kSize = 423'624;

const SearchSpace& space() {
  static const std::unique_ptr<SearchSpace> the_space = make_nasbench101();
  return *the_space;
}

/// Feature rows of packed architectures.
std::vector<double> features_of(const FeatureSet& set, const std::vector<std::uint64_t>& words) {
  const Codec codec = space().codec();
  const auto n_rows = words.size() / static_cast<std::size_t>(codec.n_words());
  const FeaturePlan plan = plan_of(space(), set);
  std::vector<double> out(n_rows * plan.n_columns());
  const FeatureRows<double> rows{plan.view(), {codec, 0, nullptr, words.data()}, out.data()};
  for (std::uint64_t row = 0; row < n_rows; ++row) rows.write_row(row);
  return out;
}

std::vector<double> features_of_key(const FeatureSet& set, const std::string& key) { return features_of(set, space().encode(key).words); }

/// Compares a golden file: names, order, and every value, computed on the key as written.
void expect_golden(const std::string& file, Convention convention, const std::vector<std::string>& families) {
  const auto path = golden_file(file);
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable golden = GoldenTable::read(path);
  const FeatureSet set = select_features(space(), convention, families);
  ASSERT_EQ(golden.names.size(), set.columns().size());
  for (std::size_t c = 0; c < set.columns().size(); ++c) EXPECT_EQ(set.columns()[c].name, golden.names[c]);
  ASSERT_EQ(golden.rows.size(), 1'000u);
  for (std::size_t r = 0; r < golden.rows.size(); ++r) EXPECT_EQ(features_of_key(set, golden.keys[r]), golden.rows[r]) << golden.keys[r];
}

TEST(NasBench101, IsListedWithoutEnumeration) {
  const auto fresh = make_nasbench101();
  EXPECT_EQ(fresh->size(), kSize);
  EXPECT_EQ(fresh->key_width(), 168u);
  EXPECT_EQ(fresh->codes().size(), fresh->size());
}

TEST(NasBench101, GoldenGrafNas) { expect_golden("nasbench101.graf_nas.csv.gz", Convention::graf_nas, {}); }
TEST(NasBench101, GoldenZcCombine) { expect_golden("nasbench101.zc_combine.csv.gz", Convention::zc_combine, {}); }
TEST(NasBench101, GoldenPaper) { expect_golden("nasbench101.paper_max_op_on_path.csv.gz", Convention::paper, {"max_op_on_path"}); }

TEST(NasBench101, PaperDiffersFromZcCombineInOneFamily) {
  const FeatureSet paper = select_features(space(), Convention::paper, {}), other = select_features(space(), Convention::zc_combine, {});
  EXPECT_EQ(paper.columns(), other.columns());
  for (std::uint64_t index = 0; index < kSize; index += 997) {
    const auto a = features_of(paper, words_of(space(), index)), b = features_of(other, words_of(space(), index));
    for (std::size_t c = 0; c < a.size(); ++c) {
      if (paper.columns()[c].name.starts_with("max_op_on_path")) continue;
      EXPECT_EQ(a[c], b[c]) << paper.columns()[c].name;
    }
  }
}

/// The numbering of a random architecture chosen at random among all valid ones.
OracleGraph random_graph(std::mt19937_64& random) {
  const auto numberings = OracleGraph::from_key(space().key(random() % kSize)).numberings();
  return numberings[random() % numberings.size()];
}

TEST(NasBench101, FeaturesEqualTheOracle) {
  std::mt19937_64 random(7);
  for (const Convention convention : kConventions) {
    const FeatureSet set = select_features(space(), convention, {});
    for (int i = 0; i < testing_support::fewer(1'000); ++i) {
      const OracleGraph graph = random_graph(random);
      const auto values = features_of_key(set, graph.key());
      for (std::size_t c = 0; c < values.size(); ++c) {
        const std::string& name = set.columns()[c].name;
        ASSERT_EQ(values[c], test::oracle_value(graph, name, convention == Convention::paper, kOpNames)) << graph.key() << " " << name;
      }
    }
  }
}

TEST(NasBench101, EveryKeyEncodesToItsIndexAndWords) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(space().codec().n_words()));
  for (std::uint64_t index = 0; index < kSize; ++index) {
    const std::string key = space().key(index);
    ASSERT_LE(key.size(), space().key_width());
    const EncodedKey encoded = space().encode(key);
    ASSERT_EQ(encoded.index, index) << key;
    space().codec().decode(index, words.data());
    ASSERT_EQ(encoded.words, words) << key;
  }
}

TEST(NasBench101, AnyNumberingIsAcceptedAndKept) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 500; ++i) {
    const std::uint64_t index = random() % kSize;
    for (const OracleGraph& graph : OracleGraph::from_key(space().key(index)).numberings()) {
      const EncodedKey encoded = space().encode(graph.key());
      ASSERT_EQ(encoded.index, index) << graph.key();
      int n_edges = 0;
      for (int row = 0; row < graph.n; ++row) {
        for (int column = row + 1; column < graph.n; ++column) {
          n_edges += graph.at(row, column);
          const int bit = row * 7 - row * (row + 1) / 2 + column - row - 1;
          EXPECT_EQ(encoded.words[3] >> bit & 1, static_cast<unsigned>(graph.at(row, column)));
        }
      }
      EXPECT_EQ(popcount(encoded.words[3]), n_edges);
      EXPECT_EQ(encoded.words[4], static_cast<unsigned>(graph.n));
      for (int node = 1; node + 1 < graph.n; ++node) EXPECT_EQ(encoded.words[static_cast<std::size_t>(graph.op_of(node) - 2)] >> node & 1, 1u);
    }
  }
}

TEST(NasBench101, OrderIsByNodesFirst) {
  EXPECT_EQ(space().key(0), "(0, 1, 0, 0, 0, 1)");
  EXPECT_EQ(space().key(1), "(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 1)");
  EXPECT_EQ(space().key(4), "(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1)");
  std::size_t length = 0;
  for (std::uint64_t index = 0; index < kSize; index += 101) {
    EXPECT_GE(space().key(index).size(), length);
    length = space().key(index).size();
  }
}

/// Keys and published parameters of the sample of the benchmark.
struct Published {
  std::string key;
  std::int64_t params;
};

std::filesystem::path published_file() { return shared_file("data/nasbench101/accuracy.csv"); }

std::vector<Published> published() {
  const CsvTable table = CsvTable::read(published_file());
  const std::size_t params = table.column("params");
  std::vector<Published> sample;
  for (std::size_t r = 0; r < table.n_rows(); ++r) sample.push_back({table.at(r, 0).text, std::stoll(table.at(r, params).text)});
  return sample;
}

TEST(NasBench101, KeysOfTheBenchmarkAreDistinctClasses) {
  CARTOGRAF_SKIP_WITHOUT(published_file());
  std::set<std::uint64_t> classes;
  for (const Published& row : published()) classes.insert(space().index_of(row.key));
  EXPECT_EQ(classes.size(), 20'001u);
}

// The published keys were rebuilt from a hash, so the numbering of some differs from that of the trained network, on
// which the remainder of the channels depends.
TEST(NasBench101, ParamsAreTheBenchmarksUpToTheNumbering) {
  CARTOGRAF_SKIP_WITHOUT(published_file());
  const WideColumn& params = space().costs().front();
  ASSERT_EQ(params.name, "params");
  int n_equal = 0;
  for (const Published& row : published()) {
    if (params.evaluate(space().encode(row.key).words.data()) == row.params) {
      ++n_equal;
      continue;
    }
    const auto numberings = OracleGraph::from_key(row.key).numberings();
    EXPECT_TRUE(std::any_of(numberings.begin(), numberings.end(), [&](const OracleGraph& graph) {
      return params.evaluate(space().encode(graph.key()).words.data()) == row.params;
    })) << row.key;
  }
  EXPECT_EQ(n_equal, 19'340);
}

std::vector<std::int8_t> engine_rows(const FeatureSet& set, EvaluationStrategy strategy, const std::vector<std::uint64_t>& words) {
  FeatureEngine engine(space(), set, {{}, 2, strategy});
  const std::size_t n_rows = words.size() / static_cast<std::size_t>(space().codec().n_words());
  std::vector<std::int8_t> rows(n_rows * set.columns().size());
  engine.compute({space().codec(), 0, nullptr, words.data()}, n_rows, Dtype::int8, rows.data());
  return rows;
}

TEST(NasBench101, TabulatedEqualsDirectForEveryClass) {
  for (const Convention convention : kConventions) {
    const FeatureSet set = select_features(space(), convention, {});
    FeatureEngine tabulated(space(), set, {{}, 2, EvaluationStrategy::tabulated}), direct(space(), set, {{}, 2, EvaluationStrategy::direct});
    std::vector<std::int8_t> a(kSize * set.columns().size()), b(a.size());
    tabulated.compute_range(0, kSize, Dtype::int8, a.data());
    direct.compute_range(0, kSize, Dtype::int8, b.data());
    EXPECT_TRUE(a == b);
  }
}

TEST(NasBench101, TablesHoldEveryGraphOfTheSpace) {
  const FeatureSet set = select_features(space(), Convention::graf_nas, {});
  const FeaturePlan plan = plan_of(space(), set);
  EXPECT_EQ(plan.graphs().size(), 2'494u);
  EXPECT_EQ(plan.n_cases(), 2'494u * 32);
  EXPECT_GT(plan.table_size(), 0u);
}

// A key may number the nodes in a way that no table knows.
TEST(NasBench101, TabulatedEqualsDirectForAnyNumbering) {
  for (const char* family : {"node_degree", "all_pairs", "all_degrees", "adjacency", "path_encoding", "op_on_position"}) {
    const FeatureSet set = select_features(space(), Convention::paper, {family, "max_op_on_path"});
    std::vector<std::uint64_t> words;
    for (std::uint64_t index = 0; index < kSize; index += 9'973) {
      for (const OracleGraph& graph : OracleGraph::from_key(space().key(index)).numberings()) {
        const std::vector<std::uint64_t> written = space().encode(graph.key()).words;
        words.insert(words.end(), written.begin(), written.end());
      }
    }
    EXPECT_TRUE(engine_rows(set, EvaluationStrategy::tabulated, words) == engine_rows(set, EvaluationStrategy::direct, words)) << family;
  }
}

// Every node of such a graph lies on a path, so nothing is dead.
TEST(NasBench101, EffectiveCostsAreTheCosts) {
  const FeatureSet set = select_features(space(), Convention::graf_nas, {"effective"});
  ASSERT_EQ(set.wide_columns().size(), 1u);
  EXPECT_EQ(set.wide_columns()[0].name, "effective_params");
  for (std::uint64_t index = 0; index < kSize; index += 997) {
    const auto words = words_of(space(), index);
    EXPECT_EQ(wide_values(space(), set, words.data())[0], space().costs()[0].evaluate(words.data()));
  }
}

struct BadKey {
  std::string key;
  std::size_t position;
  std::string expected;
  std::string found;
};

TEST(NasBench101, BadKeysSayWhereAndWhy) {
  std::string long_key = "(0";
  for (int i = 1; i < 57; ++i) long_key += ", 0";
  const std::string ten_edges = "(0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 1)";
  const BadKey cases[] = {
      {"", 0, "'('", "the end of the key"},
      {"()", 1, "a number from 0 to 4", "')'"},
      {"(0, 1, 0, 0, 0)", 14, "n * n + n numbers for 2 <= n <= 7", "5 numbers"},
      {"(0, 1, 0, 0, 0, 1", 17, "',' or ')'", "the end of the key"},
      {"(0, 1, 0, 0, 0, 1) x", 19, "the end of the key", "'x'"},
      {"(0, 1, 0, 0, 0, 5)", 16, "a number from 0 to 4", "'5)'"},
      {"(0, -1, 0, 0, 0, 1)", 4, "a number from 0 to 4", "'-1, "},
      {"(0, 2, 0, 0, 0, 1)", 4, "0 or 1", "'2, "},
      {"(1, 1, 0, 0, 0, 1)", 1, "0 at row 0, column 0", "'1, "},
      {"(0, 1, 1, 0, 0, 1)", 7, "0 at row 1, column 0", "'1, "},
      {"(0, 1, 0, 0, 1, 1)", 13, "0, the operation of the input", "'1, 1)'"},
      {"(0, 1, 0, 0, 0, 0)", 16, "1, the operation of the output", "'0)'"},
      {"(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1)", 31, "an operation from 2 to 4 on node 1", "'1, 1)'"},
      {"(0, 0, 0, 0, 0, 1)", 4, "an edge out of node 0", ""},
      {"(0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1)", 4, "an edge into node 1", "'0, "},
      {"(0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1)", 16, "an edge out of node 1", "'0, "},
      {ten_edges, 67, "at most 9 edges", "'1, "},
      {long_key + ")", 167, "')' after at most 56 numbers", "', 0)'"},
  };
  for (const BadKey& bad : cases) {
    try {
      space().encode(bad.key);
      ADD_FAILURE() << "accepted: " << bad.key;
    } catch (const KeyError& error) {
      const std::string message = error.what();
      EXPECT_EQ(error.position(), bad.position) << bad.key << ": " << message;
      EXPECT_NE(message.find("expected " + bad.expected), std::string::npos) << message;
      EXPECT_NE(message.find(bad.found), std::string::npos) << message;
    }
  }
}

TEST(NasBench101, MutatedKeysAreRefusedOrMeanAGraphOfTheSpace) {
  std::mt19937_64 random(3);
  const std::string characters = "0123456789,() -x";
  int n_accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string key = space().key(random() % kSize);
    for (std::uint64_t n_edits = 1 + random() % 3; n_edits > 0; --n_edits) {
      const std::size_t at = random() % key.size();
      if (random() % 4 == 0) {
        key.erase(at, 1 + random() % 4);
      } else {
        key.replace(at, random() % 2, 1, characters[random() % characters.size()]);
      }
      if (key.empty()) break;
    }
    try {
      const EncodedKey encoded = space().encode(key);
      ASSERT_LT(encoded.index, kSize);
      ASSERT_EQ(OracleGraph::from_key(key).canonical_text(), OracleGraph::from_key(space().key(encoded.index)).canonical_text()) << key;
      ++n_accepted;
    } catch (const KeyError& error) {
      ASSERT_LE(error.position(), key.size());
    }
  }
  EXPECT_GT(n_accepted, 0);
}

TEST(GraphSpace, DefinitionsThatDoNotFitAreRefused) {
  const auto make = [](int n_ops, int max_nodes, int max_edges) {
    GraphSpaceDefinition definition;
    definition.name = "mine";
    definition.operations.assign(static_cast<std::size_t>(n_ops), "op");
    definition.max_nodes = max_nodes;
    definition.max_edges = max_edges;
    return GraphSpace(std::move(definition)).size();
  };
  EXPECT_EQ(make(3, 3, 3), 7u);
  EXPECT_EQ(make(2, 9, 8) > 0, true);
  EXPECT_THROW(make(0, 3, 3), InputError);
  EXPECT_THROW(make(33, 3, 3), InputError);
  EXPECT_THROW(make(3, 1, 3), InputError);
  EXPECT_THROW(make(3, 12, 20), InputError);
  EXPECT_THROW(make(3, 11, 20), InputError) << "does not fit 64 bits";
  EXPECT_THROW(make(3, 7, 5), InputError) << "too few edges for a path over all nodes";
}

TEST(GraphSpace, OfManyOperationsHasTheSameFamilies) {
  GraphSpaceDefinition definition;
  definition.name = "mine";
  for (const char c : std::string("abcdefghijkl")) definition.operations.emplace_back(1, c);
  definition.max_nodes = 4;
  definition.max_edges = 4;
  const GraphSpace mine(std::move(definition));
  std::size_t longest = 0;
  for (std::uint64_t index = 0; index < mine.size(); ++index) {
    const std::string key = mine.key(index);
    ASSERT_EQ(mine.index_of(key), index) << key;
    longest = std::max(longest, key.size());
  }
  EXPECT_EQ(longest, mine.key_width());
  EXPECT_EQ(select_features(mine, Convention::graf_nas, {}).columns().size(), 14u + 6u * 4095u);
}

}  // namespace
}  // namespace cartograf
