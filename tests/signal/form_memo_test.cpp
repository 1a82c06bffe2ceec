#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "kernels/cpu/form_memo.hpp"

namespace cartograf {
namespace {

TEST(FormMemo, NumbersKeysAsTheyCome) {
  cpu::FormMemo memo;
  std::map<std::string, std::uint32_t> numbers;
  std::mt19937_64 random(3);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20'000; ++i) {
      std::string key(random() % 12, 'x');
      for (char& c : key) c = static_cast<char>('a' + random() % 4);
      const cpu::FormMemo::Key bytes(reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
      const auto expected = numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second;
      ASSERT_EQ(memo.number_of(bytes, cpu::FormMemo::hash_of(bytes)), expected);
      ASSERT_EQ(memo.size(), numbers.size());
      ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(), memo.key(expected).begin(), memo.key(expected).end()));
    }
    memo.clear();
    numbers.clear();
  }
}

// Equal hashes of different keys.
TEST(FormMemo, ComparesKeys) {
  cpu::FormMemo memo;
  const std::uint8_t one[] = {1}, two[] = {2};
  EXPECT_EQ(memo.number_of(one, 7), 0u);
  EXPECT_EQ(memo.number_of(two, 7), 1u);
  EXPECT_EQ(memo.number_of(one, 7), 0u);
}

}  // namespace
}  // namespace cartograf
