// Figures of whole spaces were computed with NumPy: numpy.unique of the columns' values, numpy.linalg.matrix_rank.
#include "host/family/family.hpp"
#include "host/store/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "kernels/base/error.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_engine::space_called;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

struct StatisticsFacts {
  const char* space;
  Convention convention;
  std::uint64_t sample;  ///< architectures, seed 1; 0 = all
  std::size_t columns, constant, distinct, rank, centred_rank;
};

Architectures chosen(const SearchSpace& space, std::uint64_t sample) {
  return sample > 0 ? architecture_sample(space, sample, 1) : architecture_range(space, 0, space.size());
}

FeatureStatistics statistics_of_facts(const StatisticsFacts& facts, const Execution& engine = {}) {
  const SearchSpace& space = space_called(facts.space);
  StatisticsOptions options;
  options.execution = engine;
  return statistics_of(space, select_features(space, facts.convention, {}), chosen(space, facts.sample), options);
}

class WholeSpaces : public testing::TestWithParam<StatisticsFacts> {};

TEST_P(WholeSpaces, HaveTheKnownRanks) {
  const StatisticsFacts& facts = GetParam();
  const FeatureStatistics statistics = statistics_of_facts(facts);
  EXPECT_EQ(statistics.gram.n_rows(), static_cast<std::int64_t>(chosen(space_called(facts.space), facts.sample).n));
  EXPECT_EQ(statistics.columns.size(), facts.columns);
  EXPECT_EQ(statistics.constant.size(), facts.constant);
  EXPECT_EQ(statistics.distinct, facts.distinct);
  EXPECT_EQ(statistics.rank, facts.rank);
  EXPECT_EQ(statistics.centred_rank, facts.centred_rank);
  EXPECT_EQ(statistics.dependent.size(), facts.columns - facts.rank);
}

INSTANTIATE_TEST_SUITE_P(All, WholeSpaces,
                         testing::Values(StatisticsFacts{"nasbench201", Convention::graf_nas, 0, 191, 6, 158, 73, 72},
                                         StatisticsFacts{"nasbench201", Convention::zc_combine, 0, 191, 6, 158, 73, 72},
                                         StatisticsFacts{"nasbench201", Convention::paper, 0, 191, 6, 158, 73, 72},
                                         StatisticsFacts{"nasbench101", Convention::graf_nas, 0, 47, 2, 46, 29, 28},
                                         StatisticsFacts{"transnasbench101_micro", Convention::graf_nas, 0, 95, 7, 78, 38, 37},
                                         StatisticsFacts{"nasbench_macro", Convention::graf_nas, 0, 27, 0, 24, 17, 16},
                                         StatisticsFacts{"naap440", Convention::graf_nas, 0, 6, 0, 6, 6, 6},
                                         StatisticsFacts{"darts_cell", Convention::graf_nas, 20'000, 516, 3, 389, 21, 20}));

void expect_equal(const FeatureStatistics& a, const FeatureStatistics& b, const std::string& what) {
  EXPECT_EQ(a.space, b.space) << what;
  EXPECT_EQ(a.columns, b.columns) << what;
  EXPECT_TRUE(a.gram.augmented() == b.gram.augmented()) << what;
  EXPECT_EQ(a.constant, b.constant) << what;
  EXPECT_EQ(a.duplicates, b.duplicates) << what;
  EXPECT_EQ(a.dependent, b.dependent) << what;
  EXPECT_EQ(std::set(a.left_out.begin(), a.left_out.end()), std::set(b.left_out.begin(), b.left_out.end())) << what;
}

TEST(Statistics, DoNotDependOnThreads) {
  const StatisticsFacts facts{"nasbench201", Convention::graf_nas, 0, 0, 0, 0, 0, 0};
  const FeatureStatistics one = statistics_of_facts(facts, {{}, 1});
  for (const int threads : {2, 5}) expect_equal(statistics_of_facts(facts, {{}, threads}), one, std::to_string(threads));
}

TEST(Statistics, NameColumnsOfNasBench201) {
  const FeatureStatistics statistics = statistics_of_facts({"nasbench201", Convention::graf_nas, 0, 0, 0, 0, 0, 0});
  const auto name = [&](std::size_t i) { return statistics.columns[i].name; };
  // With all operations allowed every architecture is the whole cell.
  std::vector<std::string> constant;
  for (const std::size_t i : statistics.constant) constant.push_back(name(i));
  const std::string all = "(skip_connect,none,nor_conv_3x3,nor_conv_1x1,avg_pool_3x3)";
  EXPECT_EQ(constant, (std::vector<std::string>{"min_path_len_" + all, "max_op_on_path_" + all, "node_degree_" + all + "_in_degree",
                                                "node_degree_" + all + "_out_degree", "node_degree_" + all + "_avg_in",
                                                "node_degree_" + all + "_avg_out"}));
  // Six edges carry one of five operations: the counts add up to a constant, but none is a combination of the others.
  const auto& dependent = statistics.dependent;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(std::count(dependent.begin(), dependent.end(), i), 0) << name(i);
  // An average has the numerators of its operation's count, yet not its values: it depends on it, and is no duplicate.
  const auto column = [&](const std::string& wanted) {
    std::size_t i = 0;
    while (name(i) != wanted) ++i;
    return i;
  };
  const std::size_t average_in = column("node_degree_(none)_avg_in"), average_out = column("node_degree_(none)_avg_out");
  EXPECT_EQ(std::count(dependent.begin(), dependent.end(), average_in), 1);
  EXPECT_EQ(std::count(statistics.duplicates.begin(), statistics.duplicates.end(), std::vector<std::size_t>{average_in, average_out}), 1);
  // An edge carries `none` in one of five architectures: the mean of 6/4 edges a node is 0.3.
  EXPECT_EQ(statistics.mean(average_in), 0.3);
  EXPECT_NEAR(statistics.variance(average_in), 6 * 0.2 * 0.8 / 16, 1e-15);
}

class StatisticsOfStore : public testing::TestWithParam<Dtype> {};

TEST_P(StatisticsOfStore, AreThoseOfItsArchitectures) {
  const TempFolder folder;
  for (const char* name : {"nasbench201", "nasbench101", "darts_cell"}) {
    const SearchSpace& space = space_called(name);
    std::vector<std::string> families = {"op_count", "node_degree"};
    if (name == std::string("nasbench201")) families.push_back("cost");
    const FeatureSet features = select_features(space, Convention::graf_nas, families);
    const Architectures architectures = architecture_sample(space, 3000, 5);
    FeaturiseOptions how;
    how.dtype = GetParam();
    how.overwrite = true;
    featurise(space, features, architectures, folder / "f.h5", how);
    expect_equal(statistics_of(StoreReader(folder / "f.h5"), {}), statistics_of(space, features, architectures, {}), name);
  }
}

INSTANTIATE_TEST_SUITE_P(All, StatisticsOfStore, testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                         [](const auto& run) { return std::string(to_string(run.param)); });

TEST(Statistics, OfKeysAreOfTheirWords) {
  // What --keys and --adjacency-in give: the words count, not the indices.
  const SearchSpace& space = space_called("nasbench201");
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  Architectures listed = architecture_sample(space, 200, 3);
  const FeatureStatistics expected = statistics_of(space, features, listed, {});
  for (const std::uint64_t index : listed.indices) {
    const std::vector<std::uint64_t> words = words_of(space, index);
    listed.words.insert(listed.words.end(), words.begin(), words.end());
  }
  listed.indices.assign(200, 0);
  expect_equal(statistics_of(space, features, listed, {}), expected, "words");
}

TEST(Statistics, LeaveCostsOutByName) {
  const SearchSpace& space = space_called("nasbench201");
  const FeatureSet features = select_features(space, Convention::graf_nas, {"op_count", "cost"});
  const FeatureStatistics statistics = statistics_of(space, features, architecture_range(space, 0, 100), {});
  EXPECT_EQ(statistics.columns.size(), 5u);
  EXPECT_EQ(statistics.left_out, (std::vector<std::string>{"params", "flops", "flops_nats"}));
}

TEST(Statistics, NeedColumnsOfSmallNumbers) {
  const SearchSpace& space = space_called("nasbench201");
  const FeatureSet costs = select_features(space, Convention::graf_nas, {"cost"});
  EXPECT_EQ(message_of<InputError>([&] { statistics_of(space, costs, architecture_range(space, 0, 9), {}); }),
            "nasbench201: expected feature columns of whole numbers, found none");
  const TempFolder folder;
  testing_support::SampleStore(Dtype::float32, 60, 3).write(folder / "s.h5");  // -125 / 1 to 125 / 1, and of column 2 quarters
  const std::string message = message_of<InputError>([&] { statistics_of(StoreReader(folder / "s.h5"), {}); });
  EXPECT_TRUE(contains(message, "s.h5: column 'column_2': expected numerators from -128 to 127, found ")) << message;
}

TEST(Statistics, OfOneArchitecture) {
  const SearchSpace& space = space_called("nasbench201");
  const FeatureStatistics statistics = statistics_of(space, select_features(space, Convention::graf_nas, {}), architecture_range(space, 77, 78), {});
  EXPECT_EQ(statistics.constant.size(), 191u);
  EXPECT_EQ(statistics.rank, 1u);
  EXPECT_EQ(statistics.centred_rank, 0u);
}

TEST(Statistics, ReportProgressAndStopWhenTold) {
  const SearchSpace& space = space_called("darts_cell");
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  StatisticsOptions options;
  std::uint64_t last = 0;
  options.execution.progress = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GT(done, last);
    EXPECT_EQ(total, 100'000u);
    last = done;
  };
  statistics_of(space, features, architecture_range(space, 0, 100'000), options);
  EXPECT_EQ(last, 100'000u);
  options.execution.progress = [](std::uint64_t, std::uint64_t) { throw Interrupted("stop"); };
  EXPECT_THROW(statistics_of(space, features, architecture_range(space, 0, 100'000), options), Interrupted);
}

TEST(StatisticsCuda, AreThoseOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  for (const std::uint64_t sample : {std::uint64_t{0}, std::uint64_t{4000}}) {
    const StatisticsFacts facts{"nasbench201", Convention::graf_nas, sample, 0, 0, 0, 0, 0};
    expect_equal(statistics_of_facts(facts, {{Backend::cuda, 0}}), statistics_of_facts(facts), std::to_string(sample));
  }
}

}  // namespace
}  // namespace cartograf
