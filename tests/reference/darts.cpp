#include "tests/reference/darts.hpp"

#include <algorithm>

#include "tests/reference/graph.hpp"

namespace reference {
namespace {

constexpr int kOutput = 6;
constexpr int kNodes = 7;
constexpr int kInputs[] = {0, 1};
const Ops kOps = {1, 2, 3, 4, 5, 6, 7};
const std::vector<std::string> kOpNames = {"out", "max_pool_3x3", "avg_pool_3x3", "skip_connect",
                                           "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"};
const std::vector<std::string> kInputNames = {"c_{k-2}", "c_{k-1}"};

struct OpEdge {
  int from, to, op;
};

/// The pairs in their order, then the edges `out` (op 0).
std::vector<OpEdge> edges_of(const DartsCell& cell) {
  std::vector<OpEdge> edges;
  for (std::size_t i = 0; i < cell.size(); ++i) edges.push_back({cell[i].first, static_cast<int>(2 + i / 2), cell[i].second + 1});
  for (int node = 2; node < kOutput; ++node) edges.push_back({node, kOutput, 0});
  return edges;
}

Graph part(const std::vector<OpEdge>& edges, const Ops& allowed) {
  Graph graph;
  for (const OpEdge& edge : edges) {
    if (contains(allowed, edge.op)) graph.push_back({edge.from, edge.to});
  }
  return graph;
}

int max_op_on_path(Convention convention, const std::vector<OpEdge>& edges, const Ops& ops, int input) {
  if (convention == Convention::paper) {
    std::vector<MarkedEdge> marked;
    for (const OpEdge& edge : edges) marked.push_back({edge.from, edge.to, contains(ops, edge.op)});
    return allowed_on_lightest_path(marked, input, kOutput);
  }
  Ops with_out = ops;
  with_out.push_back(0);
  return longest_path(part(edges, with_out), input, kOutput);
}

std::vector<std::string> cell_names(std::size_t n_cells) {
  return n_cells == 1 ? std::vector<std::string>{""} : std::vector<std::string>{"normal_", "reduce_"};
}

}  // namespace

std::vector<DartsChoice> darts_choices(int intermediate) {
  std::vector<DartsChoice> choices;
  const int n_sources = intermediate + 2;
  for (int a = 0; a < n_sources; ++a) {
    for (int b = a + 1; b < n_sources; ++b) {
      for (int op_a = 0; op_a < 7; ++op_a) {
        for (int op_b = 0; op_b < 7; ++op_b) choices.push_back({a, op_a, b, op_b});
      }
    }
  }
  return choices;
}

DartsCell darts_cell(std::uint64_t index) {
  static const std::vector<DartsChoice> choices[] = {darts_choices(0), darts_choices(1), darts_choices(2), darts_choices(3)};
  DartsCell cell;
  for (std::size_t i = 4; i-- > 0;) {
    const DartsChoice& choice = choices[i][index % choices[i].size()];
    index /= choices[i].size();
    cell[2 * i] = {choice.a, choice.op_a};
    cell[2 * i + 1] = {choice.b, choice.op_b};
  }
  return cell;
}

std::string darts_cell_text(const DartsCell& cell) {
  std::string text;
  for (const auto& [source, op] : cell) {
    text += (text.empty() ? "((" : ", (") + std::to_string(source) + ", " + std::to_string(op) + ")";
  }
  return text + ")";
}

std::string darts_text(const std::vector<DartsCell>& cells) {
  return cells.size() == 1 ? darts_cell_text(cells[0]) : "(" + darts_cell_text(cells[0]) + ", " + darts_cell_text(cells[1]) + ")";
}

std::vector<std::string> darts_names(Convention convention, std::size_t n_cells) {
  std::vector<std::string> names;
  for (const std::string& cell : cell_names(n_cells)) {
    for (int op = 0; op < 8; ++op) names.push_back("op_count_" + cell + std::to_string(op));
  }
  if (convention != Convention::graf_nas) {
    for (const Ops& ops : non_empty_subsets(kOps)) {
      const std::string subset = allowed_column("max_op_on_path", ops, convention, kOpNames) + "_";
      for (const std::string& cell : cell_names(n_cells)) {
        for (const std::string& input : kInputNames) names.push_back(subset + cell + input);
      }
    }
  }
  for (const Ops& ops : non_empty_subsets(kOps)) {
    const std::string subset = allowed_column("node_degree", ops, convention, kOpNames) + "_";
    for (const std::string& cell : cell_names(n_cells)) {
      for (const std::string& input : kInputNames) names.push_back(subset + cell + input + "_degree");
      for (const char* average : {"avg_in", "avg_out"}) names.push_back(subset + cell + average);
    }
  }
  return names;
}

std::vector<Fraction> darts_features(Convention convention, const std::vector<DartsCell>& cells) {
  static const std::vector<Ops> subsets = non_empty_subsets(kOps);
  std::vector<std::vector<OpEdge>> graphs;
  for (const DartsCell& cell : cells) graphs.push_back(edges_of(cell));
  std::vector<Fraction> features;
  for (const auto& edges : graphs) {
    for (int op = 0; op < 8; ++op) {
      features.push_back({static_cast<int>(std::count_if(edges.begin(), edges.end(), [&](const OpEdge& edge) { return edge.op == op; })), 1});
    }
  }
  if (convention != Convention::graf_nas) {
    for (const Ops& ops : subsets) {
      for (const auto& edges : graphs) {
        for (const int input : kInputs) features.push_back({max_op_on_path(convention, edges, ops, input), 1});
      }
    }
  }
  for (const Ops& ops : subsets) {
    for (const auto& edges : graphs) {
      const Graph graph = part(edges, ops);
      for (const int input : kInputs) features.push_back({edges_leaving(graph, input), 1});
      features.push_back({static_cast<int>(graph.size()), kNodes});
      features.push_back({static_cast<int>(graph.size()), kNodes});
    }
  }
  return features;
}

}  // namespace reference
