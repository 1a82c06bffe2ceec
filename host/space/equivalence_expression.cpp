#include "host/space/equivalence_expression.hpp"

#include <algorithm>

#include "host/space/equivalence_graphs.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kMaxExpressionBytes = std::size_t{1} << 20;
constexpr const char* kMarker = "#";

std::string joined(std::vector<std::string>& terms) {
  std::sort(terms.begin(), terms.end());
  std::string text;
  for (const std::string& term : terms) {
    if (!text.empty()) text += '+';
    text += term;
  }
  if (text.size() > kMaxExpressionBytes) {
    throw InputError("the expression of an architecture is longer than 1 MiB; the equivalence 'contracted' needs none");
  }
  return text;
}

/// Prints the terms of nodes, in topological order.
class ExpressionPrinter {
 public:
  ExpressionPrinter(const EdgeGraph& graph, const std::uint64_t* words, ZeroPrinting zeros)
      : graph_(graph), ops_(edge_ops(graph.cell, words)), zeros_(zeros), texts_(graph.cell.n_nodes) {}

  std::string print() {
    std::size_t position = 0;
    for (std::size_t node = 0; node < texts_.size(); ++node) {
      std::vector<std::string> terms;
      for (; position < graph_.edges_by_target.size() && target(position) == node; ++position) append_term(position, terms);
      texts_[node] = joined(terms);
      // No term at all is nothing too, unless zeros print like other operations.
      if (texts_[node].empty() && zeros_ == ZeroPrinting::marker) texts_[node] = kMarker;
      const auto input = std::find(graph_.inputs.begin(), graph_.inputs.end(), node);
      if (input != graph_.inputs.end()) texts_[node] = std::to_string(input - graph_.inputs.begin());
    }
    std::string text = texts_[graph_.outputs.front()];
    for (std::size_t output = 1; output < graph_.outputs.size(); ++output) text += "," + texts_[graph_.outputs[output]];
    return text;
  }

 private:
  std::size_t target(std::size_t position) const { return graph_.cell.target[graph_.edges_by_target[position]]; }

  bool is_nothing(const std::string& source) const {
    return zeros_ == ZeroPrinting::marker ? source == kMarker : zeros_ == ZeroPrinting::dropped && source.empty();
  }

  void append_term(std::size_t position, std::vector<std::string>& terms) const {
    const std::uint8_t edge = graph_.edges_by_target[position];
    const int op = ops_.op[edge];
    const std::string& source = texts_[graph_.cell.source[edge]];
    if (op == EdgeOps::kAbsent) return;
    if ((zeros_ != ZeroPrinting::operation && op == graph_.roles.zero) || is_nothing(source)) {
      if (zeros_ == ZeroPrinting::marker) terms.emplace_back(kMarker);
    } else if (op == graph_.roles.identity) {
      terms.push_back(source);
    } else {
      terms.push_back("(" + source + ")@" + name(op));
    }
  }

  std::string name(int op) const { return op == graph_.cell.n_ops ? "out" : graph_.op_names[static_cast<std::size_t>(op)]; }

  const EdgeGraph& graph_;
  EdgeOps ops_;
  ZeroPrinting zeros_;
  std::vector<std::string> texts_;  ///< [n_nodes]
};

}  // namespace

std::string expression_text(const EdgeGraph& graph, const std::uint64_t* words, ZeroPrinting zeros) {
  return ExpressionPrinter(graph, words, zeros).print();
}

}  // namespace cartograf
