// Closed-form costs: against the oracle, the committed figures and the published ones.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "host/space/catalog.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_support::data_file;
using testing_support::GoldenTable;
using testing_support::shared_file;

const WideColumn& cost_called(const SearchSpace& space, std::string_view name) {
  for (const WideColumn& cost : space.costs()) {
    if (cost.name == name) return cost;
  }
  throw std::runtime_error("no cost " + std::string(name));
}

std::size_t column_called(const GoldenTable& table, const std::string& name) {
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (table.names[i] == name) return i;
  }
  throw std::runtime_error("no column " + name);
}

/// The values of a table, times `unit`, are integers and equal the cost.
void expect_cost(const std::string& space_name, const GoldenTable& table, const std::string& name, double unit) {
  const auto space = find_space(space_name);
  const WideColumn& cost = cost_called(*space, name);
  const std::size_t column = column_called(table, name);
  for (std::size_t row = 0; row < table.keys.size(); ++row) {
    const std::int64_t expected = std::llround(table.rows[row][column] * unit);
    ASSERT_EQ(cost.evaluate(space->encode(table.keys[row]).words.data()), expected) << table.keys[row];
  }
}

TEST(Nasbench201Costs, ParamsEqualTheOracleOverTheWholeSpace) {
  const auto space = find_space("nasbench201");
  const WideColumn& params = cost_called(*space, "params");
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(params.evaluate(words_of(*space, index).data()), reference::nasbench201_params(reference::nasbench201_key(index)));
  }
}

TEST(Nasbench201Costs, ParamsEqualTheCommittedFigures) {
  const GoldenTable table = GoldenTable::read(data_file("nasbench201_params.csv"));
  ASSERT_EQ(table.keys.size(), 14u);
  expect_cost("nasbench201", table, "params", 1);
}

/// Multiplications of a convolution of `side` x `side` outputs.
std::int64_t multiplications(std::int64_t kernel, std::int64_t in, std::int64_t out, std::int64_t side) { return kernel * kernel * in * out * side * side; }

/// The network for CIFAR-10 layer by layer: a stem, three stages of five cells with a residual block of stride 2 between
/// them, a classifier. `cell`: operations of the six edges, as the keys of nasbench201 number them.
std::int64_t nats_flops(const std::vector<int>& cell) {
  std::int64_t sum = multiplications(3, 3, 16, 32);
  std::int64_t channels = 16, side = 32;
  for (int stage = 0; stage < 3; ++stage) {
    if (stage > 0) {
      side /= 2;
      sum += multiplications(3, channels, 2 * channels, side) + multiplications(3, 2 * channels, 2 * channels, side);
      sum += multiplications(1, channels, 2 * channels, side);  // the shortcut
      channels *= 2;
    }
    for (int copy = 0; copy < 5; ++copy) {
      for (const int op : cell) sum += op == 2 ? multiplications(3, channels, channels, side) : op == 3 ? multiplications(1, channels, channels, side)
                                                                                                        : 0;
    }
  }
  return sum + channels * 10 + 10;
}

TEST(Nasbench201Costs, FlopsOfNatsBenchAreThoseOfTheNetwork) {
  const auto space = find_space("nasbench201");
  const WideColumn& flops = cost_called(*space, "flops_nats");
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    const reference::Key key = reference::nasbench201_key(index);
    ASSERT_EQ(flops.evaluate(words_of(*space, index).data()), nats_flops({key.begin(), key.end()})) << index;
  }
}

TEST(Nasbench201Costs, FlopsOfNatsBenchAreThePublishedOnes) {  // in millions 15.64737, 220.11969 and 7.78305
  const auto space = find_space("nasbench201");
  const WideColumn& flops = cost_called(*space, "flops_nats");
  const auto of = [&](const char* key) { return flops.evaluate(space->encode(key).words.data()); };
  EXPECT_EQ(of("(4, 3, 3, 0, 0, 0)"), 15'647'370);  // architecture 0 of NATS-Bench
  EXPECT_EQ(of("(2, 2, 2, 2, 2, 2)"), 220'119'690);
  EXPECT_EQ(of("(1, 1, 1, 1, 1, 1)"), 7'783'050);
}

struct Published {
  const char* space;
  const char* file;
  std::size_t n_rows;
  const char* cost;
};

class PublishedCosts : public testing::TestWithParam<Published> {};

TEST_P(PublishedCosts, AreEqual) {
  const auto path = shared_file(GetParam().file);
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable table = GoldenTable::read(path);
  ASSERT_EQ(table.keys.size(), GetParam().n_rows);
  expect_cost(GetParam().space, table, GetParam().cost, 1e6);  // published in millions
}

constexpr const char* kNasbench201File = "data/nasbench201/zero_cost_proxies_cifar10.csv";
constexpr const char* kMicroFile = "data/transnasbench101_micro/zero_cost_proxies_class_scene.csv";

INSTANTIATE_TEST_SUITE_P(All, PublishedCosts,
                         testing::Values(Published{"nasbench201", kNasbench201File, 9445, "params"},
                                         Published{"nasbench201", kNasbench201File, 9445, "flops"},
                                         Published{"transnasbench101_micro", kMicroFile, 2128, "params"},
                                         Published{"transnasbench101_micro", kMicroFile, 2128, "flops"}),
                         [](const auto& test) { return std::string(test.param.space) + "_" + test.param.cost; });

TEST(DartsCosts, AreNone) {
  EXPECT_TRUE(find_space("darts")->costs().empty());
  EXPECT_TRUE(find_space("darts_cell")->costs().empty());
}

}  // namespace
}  // namespace cartograf
