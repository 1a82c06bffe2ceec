// Unpruned graphs lose what lies on no path from the input to the output.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "tests/notation/spaces.hpp"

namespace cartograf {
namespace {

using testing_notation::space_of;

struct RandomGraph {
  int n = 0;
  bool edge[7][7] = {};
  int op[7] = {};
};

RandomGraph draw(std::mt19937& random) {
  RandomGraph graph;
  graph.n = 2 + static_cast<int>(random() % 6);
  for (int i = 0; i < graph.n; ++i) {
    for (int j = i + 1; j < graph.n; ++j) graph.edge[i][j] = random() % 3 == 0;
    graph.op[i] = i == 0 ? 0 : i == graph.n - 1 ? 1
                                                : 2 + static_cast<int>(random() % 3);
  }
  return graph;
}

std::string text_of(const RandomGraph& graph, const std::vector<int>& nodes) {
  std::string text = "(";
  for (const int i : nodes) {
    for (const int j : nodes) text += graph.edge[i][j] ? "1, " : "0, ";
  }
  for (const int i : nodes) text += std::to_string(graph.op[i]) + ", ";
  return text.substr(0, text.size() - 2) + ")";
}

/// The nodes on paths, found by walking every path.
std::vector<int> nodes_on_paths(const RandomGraph& graph) {
  bool on_path[7] = {};
  std::vector<int> path = {0};
  const std::function<void()> walk = [&] {
    if (path.back() == graph.n - 1) {
      for (const int node : path) on_path[node] = true;
      return;
    }
    for (int next = 0; next < graph.n; ++next) {
      if (!graph.edge[path.back()][next]) continue;
      path.push_back(next);
      walk();
      path.pop_back();
    }
  };
  walk();
  std::vector<int> nodes;
  for (int node = 0; node < graph.n; ++node) {
    if (on_path[node]) nodes.push_back(node);
  }
  return nodes;
}

TEST(PrunedKeys, AreTheGraphsOnPaths) {
  const auto space = space_of("nasbench101");
  std::mt19937 random(7);
  int n_read = 0, n_smaller = 0, n_cut = 0;
  for (int i = 0; i < 20'000; ++i) {
    const RandomGraph graph = draw(random);
    std::vector<int> all(static_cast<std::size_t>(graph.n));
    for (int node = 0; node < graph.n; ++node) all[static_cast<std::size_t>(node)] = node;
    const std::vector<int> kept = nodes_on_paths(graph);
    if (kept.empty()) {
      EXPECT_THROW(read_key(*space, text_of(graph, all), {IndexOrder::none, true}), KeyError);
      ++n_cut;
      continue;
    }
    EncodedKey expected;
    try {
      expected = space->encode(text_of(graph, kept));
    } catch (const KeyError&) {  // more than 9 edges
      EXPECT_THROW(read_key(*space, text_of(graph, all), {IndexOrder::none, true}), KeyError);
      continue;
    }
    ASSERT_EQ(read_key(*space, text_of(graph, all), {IndexOrder::none, true}).words, expected.words) << text_of(graph, all);
    ++n_read;
    if (kept.size() < all.size()) ++n_smaller;
  }
  EXPECT_GT(n_read, 5'000);
  EXPECT_GT(n_smaller, 3'000);
  EXPECT_GT(n_cut, 3'000);
}

TEST(PrunedKeys, MayBeDictionaries) {
  const auto space = space_of("nasbench101");
  const char* text =
      "{\"module_adjacency\": [[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], \"module_operations\": [\"input\", \"maxpool3x3\", "
      "\"conv1x1-bn-relu\", \"output\"]}";
  EXPECT_EQ(space->key(read_key(*space, text, {IndexOrder::none, true}).index), "(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 1)");
}

}  // namespace
}  // namespace cartograf
