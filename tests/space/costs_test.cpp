// Closed-form costs: against the oracle, the committed figures and the published ones.
#include <gtest/gtest.h>

#include <cmath>

#include "host/space/catalog.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using testing_support::data_file;
using testing_support::GoldenTable;
using testing_support::shared_file;

const CostColumn& cost_called(const SearchSpace& space, const std::string& name) {
  for (const CostColumn& cost : space.costs()) {
    if (cost.name == name) return cost;
  }
  throw std::runtime_error("no cost " + name);
}

std::size_t column_called(const GoldenTable& table, const std::string& name) {
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (table.names[i] == name) return i;
  }
  throw std::runtime_error("no column " + name);
}

/// The values of a table, times `unit`, are integers and equal the cost.
void expect_cost(const GoldenTable& table, const std::string& name, double unit) {
  const auto space = find_space("nasbench201");
  const CostColumn& cost = cost_called(*space, name);
  const std::size_t column = column_called(table, name);
  for (std::size_t row = 0; row < table.keys.size(); ++row) {
    const std::int64_t expected = std::llround(table.rows[row][column] * unit);
    ASSERT_EQ(evaluate_cost(cost, space->codec(), space->index_of(table.keys[row])), expected) << table.keys[row];
  }
}

TEST(Nasbench201Costs, ParamsEqualTheOracleOverTheWholeSpace) {
  const auto space = find_space("nasbench201");
  const CostColumn& params = cost_called(*space, "params");
  for (std::uint64_t index = 0; index < space->size(); ++index) {
    ASSERT_EQ(evaluate_cost(params, space->codec(), index), reference::nasbench201_params(reference::nasbench201_key(index)));
  }
}

TEST(Nasbench201Costs, ParamsEqualTheCommittedFigures) {
  const GoldenTable table = GoldenTable::read(data_file("nasbench201_params.csv"));
  ASSERT_EQ(table.keys.size(), 14u);
  expect_cost(table, "params", 1);
}

class PublishedCosts : public testing::TestWithParam<const char*> {};

TEST_P(PublishedCosts, AreEqual) {
  const auto path = shared_file("data/nasbench201/zero_cost_proxies_cifar10.csv");
  CARTOGRAF_SKIP_WITHOUT(path);
  const GoldenTable table = GoldenTable::read(path);
  ASSERT_EQ(table.keys.size(), 9445u);
  expect_cost(table, GetParam(), 1e6);
}

INSTANTIATE_TEST_SUITE_P(Nasbench201, PublishedCosts, testing::Values("params", "flops"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace cartograf
