#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// Cells whose nodes choose their sources, as keys write them: read and drawn from docs/features.md alone, for oracles.
namespace testing_support {

struct PredecessorRules {
  const char* space = "";
  int n_inputs = 2;
  int n_intermediates = 4;
  int n_sources = 2;
  int n_ops = 7;
  bool none = false;
  bool repeats = false;
  bool loose_ends = false;
  int n_cells = 1;

  int output() const { return n_inputs + n_intermediates; }
};

inline constexpr PredecessorRules kDartsNoneCell = {"darts_none_cell", 2, 4, 2, 7, true, true, false};
inline constexpr PredecessorRules kNasnetCell = {"nasnet_cell", 2, 5, 2, 13, false, true, true};
inline constexpr PredecessorRules kAmoebanetCell = {"amoebanet_cell", 2, 5, 2, 8, false, true, true};
inline constexpr PredecessorRules kPnasCell = {"pnas_cell", 2, 5, 2, 8, false, true, false};
inline constexpr PredecessorRules kEnasCell = {"enas_cell", 2, 5, 2, 5, false, true, true};

/// A normal and a reduction cell, which are too many to be numbered.
inline constexpr PredecessorRules kDesignSpacePairs[] = {{"darts_none", 2, 4, 2, 7, true, true, false, 2},
                                                         {"nasnet", 2, 5, 2, 13, false, true, true, 2},
                                                         {"amoebanet", 2, 5, 2, 8, false, true, true, 2},
                                                         {"pnas", 2, 5, 2, 8, false, true, false, 2},
                                                         {"enas", 2, 5, 2, 5, false, true, true, 2}};

/// Spaces of a user's own that are small enough to look at every architecture: k from 1 to 4, one to three inputs, and every
/// rule alone and with the others; the last is a pair.
inline constexpr PredecessorRules kSmallCells[] = {
    {"one_source", 1, 3, 1, 2, true, false, false}, {"chosen_pairs", 2, 2, 2, 3, false, false, false}, {"three_inputs", 3, 2, 2, 2, false, false, true}, {"repeated", 1, 3, 2, 2, false, true, false}, {"everything", 2, 2, 2, 2, true, true, true}, {"three_sources", 2, 2, 3, 2, false, true, true}, {"four_sources", 1, 2, 4, 2, false, true, false}, {"none_and_ends", 2, 2, 2, 2, true, false, true}, {"pairs", 1, 2, 2, 2, false, true, true, 2}};

/// The JSON document of such a space; operation 0 is the identity, the others are a convolution and a pool.
inline std::string predecessor_document(const PredecessorRules& rules) {
  const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
  std::string text = "{\"name\": \"" + std::string(rules.space) + "\", \"kind\": \"predecessors\", \"operations\": [\"skip\", \"conv\"";
  text += rules.n_ops > 2 ? ", \"pool\"]" : "]";
  text += ", \"inputs\": " + std::to_string(rules.n_inputs) + ", \"intermediate_nodes\": " + std::to_string(rules.n_intermediates);
  text += ", \"sources\": " + std::to_string(rules.n_sources) + ", \"repeats\": " + truth(rules.repeats) + ", \"loose_ends\": " + truth(rules.loose_ends);
  if (rules.none) text += ", \"none\": \"nothing\"";
  if (rules.n_cells == 2) text += ", \"cells\": [\"normal\", \"reduce\"]";
  if (rules.n_inputs <= 2) {
    text += std::string(", \"signal\": {\"skip\": {\"role\": \"skip\"}, \"conv\": {\"role\": \"conv\", \"kernel\": 3, \"depth\": 2}") +
            (rules.n_ops > 2 ? ", \"pool\": {\"role\": \"pool\", \"depth\": 2}}" : "}");
  }
  return text + ", \"identity\": \"skip\", \"costs\": {\"convs\": {\"constant\": 5, \"per_operation\": {\"conv\": 7, \"skip\": -1}}}}";
}

/// What enters each intermediate node: sorted pairs of a source and an operation, those that are absent left out.
using PredecessorCell = std::vector<std::vector<std::pair<int, int>>>;

/// A key and its cells.
struct PredecessorSubject {
  std::string key;
  std::vector<PredecessorCell> cells;
};

/// The cells of a key.
inline std::vector<PredecessorCell> predecessor_cells(const PredecessorRules& rules, const std::string& key) {
  std::vector<int> numbers;
  for (std::size_t at = 0; at < key.size();) {
    std::size_t length = 0;
    while (at + length < key.size() && key[at + length] >= '0' && key[at + length] <= '9') ++length;
    if (length > 0) numbers.push_back(std::stoi(key.substr(at, length)));
    at += std::max<std::size_t>(1, length);
  }
  std::vector<PredecessorCell> cells(static_cast<std::size_t>(rules.n_cells), PredecessorCell(static_cast<std::size_t>(rules.n_intermediates)));
  std::size_t at = 0;
  for (PredecessorCell& cell : cells) {
    for (auto& node : cell) {
      for (int i = 0; i < rules.n_sources; ++i, at += 2) {
        if (numbers.at(at + 1) < rules.n_ops) node.emplace_back(numbers[at], numbers[at + 1]);
      }
      std::sort(node.begin(), node.end());
    }
  }
  return cells;
}

/// A random architecture, the edges of its nodes in any order.
inline PredecessorSubject random_predecessors(const PredecessorRules& rules, std::mt19937_64& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string key;
  for (int cell = 0; cell < rules.n_cells; ++cell) {
    std::string text;
    for (int node = rules.n_inputs; node < rules.output(); ++node) {
      std::vector<int> taken;
      for (int i = 0; i < rules.n_sources; ++i) {
        const int op = below(rules.n_ops + (rules.none ? 1 : 0));
        int source = below(node);
        while (!rules.repeats && op < rules.n_ops && std::find(taken.begin(), taken.end(), source) != taken.end()) source = (source + 1) % node;
        if (op < rules.n_ops) taken.push_back(source);
        text += (text.empty() ? "(" : ", ") + ("(" + std::to_string(source) + ", " + std::to_string(op) + ")");
      }
    }
    key += (cell == 0 ? "" : ", ") + text + ")";
  }
  if (rules.n_cells > 1) key = "(" + key + ")";
  return {key, predecessor_cells(rules, key)};
}

/// Whether a node of the cell is one that no other node takes.
inline bool is_loose(const PredecessorCell& cell, int node) {
  return std::none_of(cell.begin(), cell.end(), [&](const auto& edges) {
    return std::any_of(edges.begin(), edges.end(), [&](const auto& edge) { return edge.first == node; });
  });
}

}  // namespace testing_support
