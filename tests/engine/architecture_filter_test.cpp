#include "host/engine/architecture_filter.hpp"

#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_engine::nasbench201;
using testing_support::contains;
using testing_support::message_of;

TEST(CostBounds, AreWholeNumbersInside) {
  const auto bound = [](const char* text, Comparison comparison) { return parse_cost_bound(nasbench201(), "--max", text, comparison).bound; };
  EXPECT_EQ(bound("params=1e6", Comparison::less_equal), 1'000'000);
  EXPECT_EQ(bound("params=344346", Comparison::less_equal), 344'346);
  EXPECT_EQ(bound("params=1.5", Comparison::less_equal), 1);
  EXPECT_EQ(bound("params=1.5", Comparison::greater_equal), 2);
  EXPECT_EQ(bound("params=-1.5", Comparison::less_equal), -2);
  EXPECT_EQ(parse_cost_bound(nasbench201(), "--max", "flops=1", Comparison::less_equal).cost.name, "flops");
  for (const char* text : {"params", "=5", "params=", "params=x", "params=5x", "params=nan", "params<5"}) {
    EXPECT_EQ(message_of<InputError>([&] { bound(text, Comparison::less_equal); }), std::string("--max: expected COST=NUMBER, such as params=1e6, found '") + text + "'");
  }
  for (const char* text : {"params=inf", "params=1e19", "params=-1e19"}) {
    EXPECT_EQ(message_of<InputError>([&] { bound(text, Comparison::less_equal); }), std::string("--max: expected a number of at most 9e18, found '") + text + "'");
  }
  EXPECT_TRUE(contains(message_of<InputError>([&] { bound("parms=5", Comparison::less_equal); }), "has no cost 'parms'; did you mean params?"));
}

struct ConditionCase {
  const char* text;
  bool (*holds)(std::int64_t cost);
};

class CostConditions : public testing::TestWithParam<ConditionCase> {};

TEST_P(CostConditions, CompareTheCostOfEveryArchitecture) {
  const CostCondition condition = parse_cost_condition(nasbench201(), GetParam().text);
  ASSERT_EQ(condition.cost.name, "params");
  std::size_t n = 0;
  for (std::uint64_t index = 0; index < nasbench201().size(); ++index) {
    const std::vector<std::uint64_t> words = words_of(nasbench201(), index);
    const bool expected = GetParam().holds(nasbench201().costs().front().evaluate(words.data()));
    ASSERT_EQ(condition.holds(words.data()), expected) << index;
    n += expected ? 1 : 0;
  }
  EXPECT_GT(n, 0u);
  EXPECT_LT(n, nasbench201().size());
}

// 344,346 is the cost of some architectures.
INSTANTIATE_TEST_SUITE_P(CostCondition, CostConditions,
                         testing::Values(ConditionCase{"params<344346", [](std::int64_t cost) { return cost < 344346; }},
                                         ConditionCase{"params <= 344346", [](std::int64_t cost) { return cost <= 344346; }},
                                         ConditionCase{" params>344346 ", [](std::int64_t cost) { return cost > 344346; }},
                                         ConditionCase{"params>=\t344346", [](std::int64_t cost) { return cost >= 344346; }},
                                         ConditionCase{"params==344346", [](std::int64_t cost) { return cost == 344346; }}),
                         [](const auto& run) { return std::to_string(run.index); });

TEST(CostCondition, TakesNegativeNumbers) { EXPECT_EQ(parse_cost_condition(nasbench201(), "flops>-5").bound, -5); }

struct WrongCondition {
  const char* text;
  std::vector<std::string> parts;
};

TEST(CostCondition, ThatIsMalformedIsRefusedWithItsPlace) {
  const WrongCondition wrong[] = {{"", {"position 1", "expected the name of a cost", "found the end"}},
                                  {"<5", {"position 1", "expected the name of a cost", "found '<5'"}},
                                  {"params", {"position 7", "expected one of < <= > >= ==", "found the end"}},
                                  {"params=5", {"position 7", "expected one of", "found '=5'"}},
                                  {"params!=5", {"position 7", "expected one of", "found '!=5'"}},
                                  {"params<", {"position 8", "expected a whole number", "found the end"}},
                                  {"params<<5", {"position 8", "expected a whole number", "found '<5'"}},
                                  {"params< x", {"position 9", "expected a whole number", "found 'x'"}},
                                  {"params<1e6", {"position 9", "expected the end", "found 'e6'"}},
                                  {"params<1.5", {"position 9", "expected the end", "found '.5'"}},
                                  {"params<99999999999999999999", {"position 8", "expected a whole number"}},
                                  {"params<5 and flops<6", {"position 10", "expected the end", "found 'and flops<6'"}}};
  for (const WrongCondition& condition : wrong) {
    const std::string message = message_of<InputError>([&] { parse_cost_condition(nasbench201(), condition.text); });
    EXPECT_TRUE(contains(message, std::string("condition '") + condition.text + "'")) << message;
    for (const std::string& part : condition.parts) EXPECT_TRUE(contains(message, part)) << message << " lacks " << part;
  }
}

TEST(CostCondition, OfAnUnknownCostIsRefusedWithTheNearest) {
  const std::string message = message_of<InputError>([] { parse_cost_condition(nasbench201(), "prams<5"); });
  EXPECT_TRUE(contains(message, "no cost 'prams'") && contains(message, "did you mean params")) << message;
}

TEST(CostCondition, OfASpaceWithoutCostsIsRefused) {
  const std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  ASSERT_TRUE(space->costs().empty());
  const std::string message = message_of<InputError>([&] { parse_cost_condition(*space, "params<5"); });
  EXPECT_TRUE(contains(message, "it has no closed-form costs")) << message;
}

}  // namespace
}  // namespace cartograf
