#include "tests/layers/layer_oracle.hpp"

#include <algorithm>
#include <cctype>

namespace reference {
namespace {

bool is_one_of(int choice, const std::vector<int>& choices) { return std::count(choices.begin(), choices.end(), choice) > 0; }

bool all_have(const Chain& chain, std::size_t begin, std::size_t end, int choice) {
  for (std::size_t i = begin; i < end; ++i) {
    if (chain[i] != choice) return false;
  }
  return true;
}

const std::vector<int> kStrided = {3, 4};
const std::vector<int> kDoubling = {2, 4};

bool is_transnas_macro(const Chain& key) {
  const int strided = count_all(key, kStrided);
  const int doubling = count_all(key, kDoubling);
  return 1 <= strided && strided <= 4 && 1 <= doubling && doubling <= 3;
}

}  // namespace

Chain numbers_in(const std::string& text, bool single_digits) {
  Chain numbers;
  bool inside = false;
  for (const char c : text) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit && inside && !single_digits) numbers.back() = 10 * numbers.back() + (c - '0');
    if (digit && (!inside || single_digits)) numbers.push_back(c - '0');
    inside = digit;
  }
  return numbers;
}

int count_up_to(const Chain& chain, const std::vector<int>& choices, int last) {
  if (last >= static_cast<int>(chain.size())) return 0;
  int n = 0;
  for (int i = 0; i <= last; ++i) n += is_one_of(chain[static_cast<std::size_t>(i)], choices) ? 1 : 0;
  return n;
}

int count_all(const Chain& chain, const std::vector<int>& choices) { return count_up_to(chain, choices, static_cast<int>(chain.size()) - 1); }

int longest_stretch(const Chain& chain, int choice) {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < chain.size(); ++begin) {
    for (std::size_t end = begin + 1; end <= chain.size(); ++end) {
      if (all_have(chain, begin, end, choice)) longest = std::max(longest, end - begin);
    }
  }
  return static_cast<int>(longest);
}

Steps steps_of(const std::vector<int>& values) {
  Steps steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] > values[i - 1]) ++steps.up;
    if (values[i] < values[i - 1]) ++steps.down;
    if (values[i] == values[i - 1]) ++steps.level;
  }
  return steps;
}

std::vector<Chain> transnas_macro_keys() {
  std::vector<Chain> keys;
  int n = 1'111;  // the keys as decimal numbers: by length, then lexicographic
  for (; n <= 444'444; ++n) {
    const Chain key = numbers_in(std::to_string(n), true);
    const bool digits_fit = std::all_of(key.begin(), key.end(), [](int digit) { return 1 <= digit && digit <= 4; });
    if (digits_fit && is_transnas_macro(key)) keys.push_back(key);
  }
  return keys;
}

std::vector<double> transnas_macro_features(const Chain& key) {
  std::vector<double> values;
  for (const int digit : {4, 2, 3, 1}) values.push_back(count_all(key, {digit}));
  for (int i = 0; i < 6; ++i) {
    values.push_back(count_up_to(key, kDoubling, i));
    values.push_back(count_up_to(key, kStrided, i));
  }
  return values;
}

std::vector<double> nasbench_macro_features(const Chain& key) {
  std::vector<double> values;
  for (int choice = 0; choice < 3; ++choice) values.push_back(count_all(key, {choice}));
  for (int i = 0; i < 8; ++i) {
    for (int choice = 0; choice < 3; ++choice) values.push_back(count_up_to(key, {choice}, i));
  }
  return values;
}

}  // namespace reference
