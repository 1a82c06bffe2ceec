#include "tests/families/subjects.hpp"
#include "tests/support/features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace families_testing {
namespace {

using cartograf::Dtype;
using cartograf::EvaluationStrategy;
using cartograf::FeatureSet;
using cartograf::SearchSpace;

/// Edges of the four-node cells by source, as columns list them, and where the key has the operation of each.
constexpr std::array<std::array<int, 2>, 6> kEdges = {{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}};
constexpr std::array<std::size_t, 6> kNasbench201Place = {0, 1, 2, 3, 4, 5};
constexpr std::array<std::size_t, 6> kMicroPlace = {0, 1, 3, 2, 4, 5};

std::vector<Subject> four_node_subjects(int n_ops, int zero_op, const std::array<std::size_t, 6>& place) {
  int size = 1;
  for (int i = 0; i < 6; ++i) size *= n_ops;
  std::vector<Subject> subjects;
  for (int index = 0; index < size; ++index) {
    std::vector<int> digits(6);
    int rest = index;
    for (std::size_t i = 6; i-- > 0; rest /= n_ops) digits[i] = rest % n_ops;
    naive::Cell cell;
    cell.n_nodes = 4;
    cell.n_ops = n_ops;
    cell.zero_op = zero_op;
    cell.terminals = {{0, 3}};
    for (std::size_t e = 0; e < 6; ++e) cell.edges.push_back({kEdges[e][0], kEdges[e][1], digits[place[e]]});
    subjects.push_back({key_of(digits), {cell}});
  }
  return subjects;
}

int below(int n, std::mt19937_64& random) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

std::pair<std::string, naive::Cell> random_darts_cell(std::mt19937_64& random) {
  constexpr int kOps = 7, kOutput = 6;
  naive::Cell cell;
  cell.n_nodes = 7;
  cell.n_ops = kOps;
  cell.terminals = {{0, kOutput}, {1, kOutput}};
  for (int source = 0; source < 5; ++source) {
    for (int node = std::max(2, source + 1); node < kOutput; ++node) cell.edges.push_back({source, node, naive::Edge::kAbsent});
  }
  std::string key;
  for (int node = 2; node < kOutput; ++node) {
    const int a = below(node, random);
    const int b = (a + 1 + below(node - 1, random)) % node;  // the sources in either order
    for (const int source : {a, b}) {
      const int op = below(kOps, random);
      key += (key.empty() ? "((" : ", (") + std::to_string(source) + ", " + std::to_string(op) + ")";
      for (naive::Edge& edge : cell.edges) {
        if (edge.from == source && edge.to == node) edge.op = op;
      }
    }
  }
  for (int node = 2; node < kOutput; ++node) cell.edges.push_back({node, kOutput, naive::Edge::kNoOperation});
  return {key + ")", cell};
}

std::vector<std::uint64_t> words_of_all(const SearchSpace& space, const std::vector<Subject>& subjects) {
  std::vector<std::uint64_t> words;
  for (const Subject& subject : subjects) {
    const std::vector<std::uint64_t> own = space.encode(subject.key).words;
    words.insert(words.end(), own.begin(), own.end());
  }
  return words;
}

template <class T>
std::vector<T> narrow(const SearchSpace& space, const FeatureSet& set, const std::vector<std::uint64_t>& words, Dtype dtype, int threads, EvaluationStrategy strategy) {
  const std::size_t n_rows = words.size() / static_cast<std::size_t>(space.codec().n_words());
  std::vector<T> values(n_rows * set.columns().size());
  cartograf::Execution options;
  options.threads = threads;
  options.strategy = strategy;
  if (!values.empty()) cartograf::FeatureEngine(space, set, options).compute({space.codec(), 0, nullptr, words.data()}, n_rows, dtype, values.data());
  return values;
}

template <class T>
bool all_equal(const std::vector<T>& values, const std::vector<std::int8_t>& numerators) {
  return std::equal(values.begin(), values.end(), numerators.begin(), numerators.end(), [](T value, std::int8_t n) { return value == static_cast<T>(n); });
}

void expect_same_everywhere(const SearchSpace& space, const FeatureSet& set, const std::vector<std::uint64_t>& words) {
  const auto expected = narrow<std::int8_t>(space, set, words, Dtype::int8, 1, EvaluationStrategy::tabulated);
  for (const EvaluationStrategy strategy : {EvaluationStrategy::tabulated, EvaluationStrategy::direct}) {
    for (const int threads : {1, 2, 7}) EXPECT_EQ(narrow<std::int8_t>(space, set, words, Dtype::int8, threads, strategy), expected);
    EXPECT_TRUE(all_equal(narrow<float>(space, set, words, Dtype::float32, 2, strategy), expected));
    EXPECT_TRUE(all_equal(narrow<double>(space, set, words, Dtype::float64, 2, strategy), expected));
  }
}

std::vector<std::string> names_of(const FeatureSet& set) {
  std::vector<std::string> names;
  for (const auto& column : set.columns()) names.push_back(column.name);
  for (const auto& cost : set.wide_columns()) names.push_back(cost.name);
  return names;
}

}  // namespace

std::vector<int> numbers_of(const std::string& key) {
  std::vector<int> numbers;
  bool inside = false;
  for (const char c : key) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit && !inside) numbers.push_back(0);
    if (digit) numbers.back() = 10 * numbers.back() + (c - '0');
    inside = digit;
  }
  return numbers;
}

std::string key_of(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) text += (text.empty() ? "(" : ", ") + std::to_string(number);
  return text + ")";
}

std::vector<Subject> nasbench201_subjects() { return four_node_subjects(5, 1, kNasbench201Place); }
std::vector<Subject> micro_subjects() { return four_node_subjects(4, 0, kMicroPlace); }

std::vector<Subject> darts_subjects(int n_cells, int n, std::mt19937_64& random) {
  std::vector<Subject> subjects;
  for (int i = 0; i < n; ++i) {
    const auto [normal, normal_cell] = random_darts_cell(random);
    if (n_cells == 1) {
      subjects.push_back({normal, {normal_cell}});
      continue;
    }
    const auto [reduction, reduction_cell] = random_darts_cell(random);
    subjects.push_back({"(" + normal + ", " + reduction + ")", {normal_cell, reduction_cell}});
  }
  return subjects;
}

naive::Cell node_cell(const std::string& key, int capacity, int n_ops) {
  const std::vector<int> numbers = numbers_of(key);
  int n = 2;
  while (static_cast<std::size_t>(n * n + n) < numbers.size()) ++n;
  naive::Cell cell;
  cell.n_nodes = capacity;
  cell.n_ops = n_ops;
  cell.terminals = {{0, n - 1}};
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) {
      if (numbers[static_cast<std::size_t>(i * n + j)] == 1) cell.edges.push_back({i, j, naive::Edge::kNoOperation});
    }
    const int id = numbers[static_cast<std::size_t>(n * n + i)];
    cell.node_ops.push_back(i == 0 || i == n - 1 ? naive::Cell::kTerminal : id - 2);
  }
  return cell;
}

std::string relabelled(const std::string& key, std::mt19937_64& random) {
  const std::vector<int> numbers = numbers_of(key);
  std::size_t n = 2;
  while (n * n + n < numbers.size()) ++n;
  std::vector<std::size_t> order;  // of the old nodes: a topological one, built from nodes whose predecessors are all there
  while (order.size() < n) {
    std::vector<std::size_t> ready;
    for (std::size_t node = 0; node < n; ++node) {
      bool free = std::find(order.begin(), order.end(), node) == order.end();
      for (std::size_t before = 0; before < n; ++before) {
        if (numbers[before * n + node] == 1 && std::find(order.begin(), order.end(), before) == order.end()) free = false;
      }
      if (free) ready.push_back(node);
    }
    order.push_back(ready[random() % ready.size()]);
  }
  std::vector<int> result;
  for (const std::size_t i : order) {
    for (const std::size_t j : order) result.push_back(numbers[i * n + j]);
  }
  for (const std::size_t i : order) result.push_back(numbers[n * n + i]);
  return key_of(result);
}

std::vector<std::vector<std::int64_t>> computed(const SearchSpace& space, const std::string& family, const std::vector<Subject>& subjects) {
  const FeatureSet set = select_features(space, cartograf::Convention::graf_nas, {family});
  const std::vector<std::uint64_t> words = words_of_all(space, subjects);
  const std::size_t n_words = words.size() / subjects.size();
  const auto values = narrow<double>(space, set, words, Dtype::float64, 2, EvaluationStrategy::tabulated);
  std::vector<std::vector<std::int64_t>> rows(subjects.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t c = 0; c < set.columns().size(); ++c) {
      EXPECT_EQ(set.columns()[c].divisor, 1);
      rows[row].push_back(static_cast<std::int64_t>(values[row * set.columns().size() + c]));
    }
    for (const std::int64_t wide : cartograf::wide_values(space, set, &words[row * n_words])) rows[row].push_back(wide);
  }
  return rows;
}

void expect_equal_to_oracle(const SearchSpace& space, const std::string& family, const std::vector<Subject>& subjects) {
  const FeatureSet set = select_features(space, cartograf::Convention::graf_nas, {family});
  const std::vector<std::string> names = names_of(set);
  const std::size_t batch_size = std::clamp<std::size_t>(3'000'000 / std::max<std::size_t>(1, names.size()), 20, 500);
  for (std::size_t first = 0; first < subjects.size(); first += batch_size) {
    const std::vector<Subject> batch(subjects.begin() + static_cast<std::ptrdiff_t>(first),
                                     subjects.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch_size, subjects.size())));
    const auto rows = computed(space, family, batch);
    for (std::size_t row = 0; row < batch.size(); ++row) {
      const std::vector<std::int64_t> expected = naive::values(family, batch[row].cells);
      ASSERT_LE(expected.size(), rows[row].size()) << family;
      ASSERT_TRUE(family == "effective" || expected.size() == rows[row].size()) << family;
      for (std::size_t c = 0; c < expected.size(); ++c) ASSERT_EQ(rows[row][c], expected[c]) << batch[row].key << ", " << names[c];
    }
    if (first == 0) expect_same_everywhere(space, set, words_of_all(space, batch));
  }
}

}  // namespace families_testing
