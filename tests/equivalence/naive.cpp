#include "tests/equivalence/naive.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace cartograf::naive {
namespace {

/// Input i is the term -1 - i, the instance of edge e the term e.
using Multiset = std::map<int, std::uint64_t>;

bool contains(const std::vector<std::uint8_t>& nodes, int node) { return std::find(nodes.begin(), nodes.end(), node) != nodes.end(); }

int op_of(const EdgeGraph& graph, const std::uint64_t* words, int edge) {
  if (edge >= graph.cell.n_elements) return graph.cell.n_ops;
  for (int op = 0; op < graph.cell.n_ops; ++op) {
    if ((words[op] >> edge & 1) != 0) return op;
  }
  return -1;
}

Multiset value_of(const EdgeGraph& graph, const std::uint64_t* words, int node) {
  const auto input = std::find(graph.inputs.begin(), graph.inputs.end(), node);
  if (input != graph.inputs.end()) return {{-1 - static_cast<int>(input - graph.inputs.begin()), 1}};
  Multiset value;
  for (int edge = 0; edge < graph.cell.n_elements; ++edge) {
    const int op = op_of(graph, words, edge);
    if (graph.cell.target[edge] != node || op < 0 || op == graph.roles.zero) continue;
    const Multiset source = value_of(graph, words, graph.cell.source[edge]);
    if (source.empty()) continue;
    if (op != graph.roles.identity) {
      ++value[edge];
    } else {
      for (const auto& [term, count] : source) value[term] += count;
    }
  }
  return value;
}

/// What an output reads: its own value, then those of the non-empty parts.
std::vector<Multiset> reads_of_output(const EdgeGraph& graph, const std::uint64_t* words, int output) {
  std::vector<Multiset> reads = {value_of(graph, words, output)};
  for (int edge = graph.cell.n_elements; edge < graph.cell.n_edges; ++edge) {
    if (graph.cell.target[edge] != output) continue;
    Multiset part = value_of(graph, words, graph.cell.source[edge]);
    if (!part.empty()) reads.push_back(std::move(part));
  }
  return reads;
}

void collect(const EdgeGraph& graph, const std::uint64_t* words, const Multiset& value, std::set<int>& live) {
  for (const auto& [term, count] : value) {
    if (term < 0 || !live.insert(term).second) continue;
    collect(graph, words, value_of(graph, words, graph.cell.source[term]), live);
  }
}

std::vector<int> live_instances(const EdgeGraph& graph, const std::uint64_t* words) {
  std::set<int> live;
  for (const std::uint8_t output : graph.outputs) {
    for (const Multiset& read : reads_of_output(graph, words, output)) collect(graph, words, read, live);
  }
  return {live.begin(), live.end()};
}

std::string text_of(const Multiset& value, const std::map<int, int>& number) {
  std::map<int, std::uint64_t> renumbered;
  for (const auto& [term, count] : value) renumbered[term < 0 ? term : number.at(term)] = count;
  std::string text = "{";
  for (const auto& [term, count] : renumbered) text += std::to_string(term) + "x" + std::to_string(count) + " ";
  return text + "}";
}

}  // namespace

std::string labelled_form(const EdgeGraph& graph, const std::uint64_t* words) {
  std::vector<int> inner;
  for (int node = 0; node < graph.cell.n_nodes; ++node) {
    if (!contains(graph.inputs, node) && !contains(graph.outputs, node)) inner.push_back(node);
  }
  std::vector<int> images = inner;
  std::string smallest;
  do {
    std::vector<int> image(graph.cell.n_nodes);
    std::iota(image.begin(), image.end(), 0);
    for (std::size_t i = 0; i < inner.size(); ++i) image[static_cast<std::size_t>(inner[i])] = images[i];
    std::multiset<std::tuple<int, int, int>> edges;  // parallel edges may carry the same operation
    for (int edge = 0; edge < graph.cell.n_edges; ++edge) {
      const int op = op_of(graph, words, edge);
      if (op >= 0) edges.emplace(image[graph.cell.source[edge]], image[graph.cell.target[edge]], op);
    }
    std::string text = "edges";
    for (const auto& [source, target, op] : edges) text += " " + std::to_string(source) + "-" + std::to_string(target) + ":" + std::to_string(op);
    if (smallest.empty() || text < smallest) smallest = text;
  } while (std::next_permutation(images.begin(), images.end()));
  return smallest;
}

std::string contracted_form(const EdgeGraph& graph, const std::uint64_t* words) {
  const std::vector<int> live = live_instances(graph, words);
  std::vector<Multiset> inputs;
  for (const int edge : live) inputs.push_back(value_of(graph, words, graph.cell.source[edge]));
  std::vector<std::vector<Multiset>> reads;
  for (const std::uint8_t output : graph.outputs) reads.push_back(reads_of_output(graph, words, output));

  std::vector<std::size_t> order(live.size());  // order[k]: which of `live` gets number k
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::string smallest;
  do {
    std::map<int, int> number;
    for (std::size_t k = 0; k < order.size(); ++k) number[live[order[k]]] = static_cast<int>(k);
    std::string text = "cell ";
    for (const std::size_t which : order) text += std::to_string(op_of(graph, words, live[which])) + text_of(inputs[which], number) + " ";
    for (const std::vector<Multiset>& of_output : reads) {
      text += "| " + text_of(of_output.front(), number);
      std::multiset<std::string> parts;
      for (std::size_t i = 1; i < of_output.size(); ++i) parts.insert(text_of(of_output[i], number));
      for (const std::string& part : parts) text += " + " + part;
    }
    if (smallest.empty() || text < smallest) smallest = text;
  } while (std::next_permutation(order.begin(), order.end()));
  return smallest;
}

int n_live_instances(const EdgeGraph& graph, const std::uint64_t* words) {
  return static_cast<int>(live_instances(graph, words).size());
}

}  // namespace cartograf::naive
