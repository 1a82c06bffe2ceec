// The order in which NATS-Bench numbers architectures. tests/notation/test_convert.py compares all of it with Python's shuffle.
#include <gtest/gtest.h>

#include <set>

#include "tests/notation/spaces.hpp"

namespace cartograf {
namespace {

using testing_notation::space_of;

TEST(NatsOrder, HasTheCellsThatItsAuthorsCheck) {  // exps/NATS-Bench/main-tss.py of D-X-Y/AutoDL-Projects
  const auto space = space_of("nasbench201");
  const Notation& nats = find_notation(*space, "nats");
  const auto cell = [&](std::uint64_t number) {
    const std::uint64_t index = index_of_number(*space, IndexOrder::nats, number);
    return nats.write(*space, {words_of(*space, index), index});
  };
  EXPECT_EQ(cell(0), "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|");
  EXPECT_EQ(cell(9), "|avg_pool_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|");
  EXPECT_EQ(cell(123), "|avg_pool_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|");
}

TEST(NatsOrder, NumbersEveryCellOnce) {
  for (const char* name : {"nasbench201", "nasbench201.json"}) {
    const auto space = space_of(name);
    std::set<std::uint64_t> numbers;
    for (std::uint64_t index = 0; index < space->size(); ++index) {
      const std::uint64_t number = number_of(*space, IndexOrder::nats, index);
      ASSERT_EQ(index_of_number(*space, IndexOrder::nats, number), index);
      numbers.insert(number);
    }
    EXPECT_EQ(numbers.size(), 15'625u);
    EXPECT_EQ(*numbers.rbegin(), 15'624u);
  }
}

TEST(NatsOrder, OfSizesIsThatOfTheSpace) {  // traverse_net of exps/NATS-Bench/main-sss.py: the last layer fastest
  const auto space = space_of("natsbench_size.json");
  EXPECT_EQ(space->key(index_of_number(*space, IndexOrder::nats, 8 * 8 + 3)), "(0, 0, 1, 0, 3)");
}

TEST(NatsOrder, IsThatOfNoOtherSpace) {
  const auto space = space_of("transnasbench101_micro");
  EXPECT_THROW(number_of(*space, IndexOrder::nats, 0), InputError);
}

TEST(KeysThatAreNumbers, AreReadInTheirOrder) {
  const auto space = space_of("nasbench201");
  EXPECT_EQ(read_key(*space, "17", {IndexOrder::cartograf, false}).index, 17u);
  EXPECT_EQ(read_key(*space, " 0", {IndexOrder::nats, false}).index, space->index_of("(4, 3, 3, 0, 0, 0)"));
  for (const char* text : {"15625", "-1", "", "1.0", "(0, 0, 0, 0, 0, 0)"}) {
    EXPECT_THROW(read_key(*space, text, {IndexOrder::nats, false}), KeyError) << text;
  }
}

}  // namespace
}  // namespace cartograf
