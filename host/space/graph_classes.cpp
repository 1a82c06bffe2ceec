#include "host/space/graph_classes.hpp"

#include <algorithm>
#include <atomic>
#include <string>

#include "host/space/graph_canonical.hpp"
#include "kernels/algorithms/selection.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

using Codes = std::vector<std::uint64_t>;

constexpr std::int64_t kGraphsPerTask = 64;

/// How an enumeration is run.
struct Run {
  int threads;
  std::uint64_t most;  ///< graphs that may be found

  void check(std::uint64_t n_graphs) const {
    if (n_graphs <= most) return;
    throw InputError("expected a space of at most " + std::to_string(most) +
                     " graphs, found more: lower the number of nodes, edges or operations");
  }
};

/// Calls append(i, codes) for i in [0, n), in parallel; returns what was appended, in the order of i.
template <class Append>
Codes gather(std::size_t n, const Run& run, Append append) {
  const std::int64_t n_tasks = (static_cast<std::int64_t>(n) + kGraphsPerTask - 1) / kGraphsPerTask;
  std::vector<Codes> found(static_cast<std::size_t>(n_tasks));
  std::atomic<std::uint64_t> n_found{0};
  const auto threads = static_cast<int>(std::min<std::int64_t>(resolve_threads(run.threads), std::max<std::int64_t>(n_tasks, 1)));
  parallel_for(n_tasks, threads, [&](std::int64_t task) {
    Codes& codes = found[static_cast<std::size_t>(task)];
    const std::size_t begin = static_cast<std::size_t>(task * kGraphsPerTask);
    for (std::size_t i = begin; i < std::min(n, begin + kGraphsPerTask); ++i) append(i, codes);
    run.check(n_found.fetch_add(codes.size()) + codes.size());
  });
  Codes all;
  all.reserve(n_found);
  for (const Codes& codes : found) all.insert(all.end(), codes.begin(), codes.end());
  return all;
}

/// Grows the canonical adjacencies of all graphs, one node at a time. A graph is *tight* when its output is fed by
/// those nodes alone that lead nowhere else. Leaving out the last inner node of a tight graph leaves a tight graph with
/// fewer edges, so growing tight graphs by every possible node finds them all; every other graph is a tight one with
/// further edges into the output. Duplicates meet in their canonical adjacency.
class AdjacencyGrowth {
 public:
  AdjacencyGrowth(const GraphCode& layout, int max_edges, const Run& run)
      : layout_{layout.capacity, 0, 0}, max_edges_(max_edges), run_(run) {
    NodeOpGraph edge;
    edge.n_nodes = n_nodes_;
    edge.successors[0] = 1u << 1;
    if (max_edges >= 1) tight_ = {canonical(edge)};
  }

  int n_nodes() const { return n_nodes_; }

  /// The canonical adjacencies of all graphs of n_nodes() nodes, ascending.
  Codes adjacencies() const {
    return distinct([&](const NodeOpGraph& graph, Codes& codes) { append_with_more_into_output(graph, codes); });
  }

  /// Goes on to graphs of one node more.
  void add_node() {
    tight_ = distinct([&](const NodeOpGraph& graph, Codes& codes) { append_with_new_node(graph, codes); });
    ++n_nodes_;
  }

 private:
  template <class Append>
  Codes distinct(Append append) const {
    Codes codes = gather(tight_.size(), run_, [&](std::size_t i, Codes& found) {
      append(unpack_adjacency(tight_[i], n_nodes_, layout_.capacity), found);
    });
    sort_unique(codes, run_.threads);
    return codes;
  }

  /// Without operations a code is the number of nodes and the adjacency.
  std::uint64_t canonical(const NodeOpGraph& graph) const {
    return canonical_code(layout_, graph) & low_bits(layout_.adjacency_bits());
  }

  void append_with_more_into_output(const NodeOpGraph& tight, Codes& codes) const {
    std::uint32_t fed = 0;  // nodes whose edges into the output could be added
    for (int node = 0; node < tight.output(); ++node) fed |= static_cast<std::uint32_t>(!tight.has_edge(node, tight.output())) << node;
    const int spare = max_edges_ - tight.n_edges();
    for (std::uint32_t more = fed;; more = (more - 1) & fed) {  // all subsets of `fed`, the empty one last
      if (popcount(more) <= spare) codes.push_back(canonical(with_edges(tight, more, tight.output())));
      if (more == 0) return;
    }
  }

  void append_with_new_node(const NodeOpGraph& tight, Codes& codes) const {
    const int node = tight.output();
    NodeOpGraph open = tight;
    open.n_nodes = tight.n_nodes + 1;
    for (std::uint32_t& successors : open.successors) successors &= ~(std::uint32_t{1} << node);
    for (std::uint32_t sources = 1; sources < std::uint32_t{1} << node; ++sources) {
      NodeOpGraph grown = with_edges(open, sources, node);
      for (int end = 0; end <= node; ++end) {
        std::uint32_t& successors = grown.successors[static_cast<std::size_t>(end)];
        if (successors == 0) successors = std::uint32_t{1} << grown.output();
      }
      if (grown.n_edges() <= max_edges_) codes.push_back(canonical(grown));
    }
  }

  static NodeOpGraph with_edges(NodeOpGraph graph, std::uint32_t sources, int target) {
    for (std::uint64_t rest = sources; rest != 0; rest = without_lowest_bit(rest)) {
      graph.successors[static_cast<std::size_t>(lowest_bit(rest))] |= std::uint32_t{1} << target;
    }
    return graph;
  }

  GraphCode layout_;
  int max_edges_;
  Run run_;
  int n_nodes_ = 2;
  Codes tight_;
};

/// Steps through all ways to put operations on the inner nodes of one canonical adjacency, ascending, and keeps one of
/// each class: that which no automorphism turns into a smaller one.
class Labelling {
 public:
  Labelling(const GraphCode& layout, int n_nodes, std::uint64_t adjacency)
      : layout_(layout), graph_(unpack_adjacency(adjacency, n_nodes, layout.capacity)), adjacency_(adjacency),
        automorphisms_(canonical_numberings({layout.capacity, 0, 0}, graph_)) {}

  void append_classes(Codes& codes) {
    do {
      if (is_smallest()) codes.push_back(pack_code(layout_, graph_.n_nodes, adjacency_, op_code(layout_, graph_)));
    } while (next());
  }

 private:
  bool is_smallest() const {
    return std::none_of(automorphisms_.begin(), automorphisms_.end(), [&](const Numbering& node_at) { return is_smaller(node_at); });
  }

  bool is_smaller(const Numbering& node_at) const {
    for (std::size_t node = 1; node + 1 < static_cast<std::size_t>(graph_.n_nodes); ++node) {
      const std::uint8_t op = graph_.ops[node_at[node]];
      if (op != graph_.ops[node]) return op < graph_.ops[node];
    }
    return false;
  }

  /// Counts up, the last inner node fastest; false after the last.
  bool next() {
    for (auto node = static_cast<std::size_t>(graph_.output()); node-- > 1;) {
      if (++graph_.ops[node] < layout_.n_ops) return true;
      graph_.ops[node] = 0;
    }
    return false;
  }

  GraphCode layout_;
  NodeOpGraph graph_;
  std::uint64_t adjacency_;
  std::vector<Numbering> automorphisms_;
};

/// Refuses more labelled graphs than could fit before they are made.
void check_labellings(const GraphCode& layout, int n_nodes, std::uint64_t n_adjacencies, const Run& run) {
  std::uint64_t n_graphs = n_adjacencies;
  for (int node = 1; node < n_nodes - 1; ++node) run.check(n_graphs *= layout.n_ops);
}

}  // namespace

std::vector<std::uint64_t> enumerate_graph_classes(const GraphCode& layout, int max_edges, int threads, std::uint64_t most) {
  const Run run{threads, most};
  Codes classes;
  // Growing a graph costs far more than labelling it: beyond this many it would take minutes.
  const Run growing{threads, std::min(most, kMaxAdjacencies)};
  AdjacencyGrowth growth(layout, max_edges, growing);
  for (;; growth.add_node()) {
    const Codes adjacencies = growth.adjacencies();
    check_labellings(layout, growth.n_nodes(), adjacencies.size(), run);
    const Codes labelled = gather(adjacencies.size(), run, [&](std::size_t i, Codes& codes) {
      Labelling(layout, growth.n_nodes(), adjacencies[i]).append_classes(codes);
    });
    run.check(classes.size() + labelled.size());
    classes.insert(classes.end(), labelled.begin(), labelled.end());
    if (growth.n_nodes() == layout.capacity) return classes;
  }
}

}  // namespace cartograf
