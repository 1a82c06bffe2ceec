#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"

namespace cartograf {

/// The minimum-weight path search of the convention `paper`, with its tie-break, which is part of the definition: a
/// first-in-first-out relaxation (NetworkX's Bellman-Ford with a queue) on a graph of at most kMaxNodes nodes whose
/// edges weigh -1 or +1. A popped node is passed over while one of its recorded predecessors is queued; a strictly
/// smaller distance replaces the predecessors, an equal one adds to them. The path follows first predecessors back.
class Relaxation {
 public:
  CARTOGRAF_HD explicit Relaxation(int source) : source_(source) {
    for (int node = 0; node < kMaxNodes; ++node) {
      distance_[node] = kUnreached;
      predecessors_[node] = 0;
      first_predecessor_[node] = 0;
    }
    distance_[source] = 0;
    push(source);
  }

  /// The next node to relax from, or -1 when there is none left.
  CARTOGRAF_HD int pop() {
    while (n_queued_ > 0) {
      const int node = queue_[first_];
      first_ = (first_ + 1) % kMaxNodes;
      --n_queued_;
      queued_ &= ~(std::uint32_t{1} << node);
      if ((predecessors_[node] & queued_) == 0) return node;
    }
    return -1;
  }

  /// Relaxes the edge node -> next of weight `weight`; neighbours must come in the graph's insertion order.
  CARTOGRAF_HD void relax(int node, int next, int weight) {
    const auto candidate = static_cast<std::int8_t>(distance_[node] + weight);
    const std::uint32_t bit = std::uint32_t{1} << node;
    if (distance_[next] == kUnreached || candidate < distance_[next]) {
      distance_[next] = candidate;
      predecessors_[next] = bit;
      first_predecessor_[next] = static_cast<std::uint8_t>(node);
      if ((queued_ >> next & 1) == 0) push(next);
    } else if (candidate == distance_[next]) {
      predecessors_[next] |= bit;
    }
  }

  CARTOGRAF_HD bool reached(int node) const { return distance_[node] != kUnreached; }
  CARTOGRAF_HD int first_predecessor(int node) const { return first_predecessor_[node]; }
  CARTOGRAF_HD int source() const { return source_; }

 private:
  static constexpr std::int8_t kUnreached = 127;

  CARTOGRAF_HD void push(int node) {
    queue_[(first_ + n_queued_) % kMaxNodes] = static_cast<std::uint8_t>(node);
    ++n_queued_;
    queued_ |= std::uint32_t{1} << node;
  }

  int source_;
  int first_ = 0;
  int n_queued_ = 0;
  std::uint32_t queued_ = 0;
  std::int8_t distance_[kMaxNodes];
  std::uint32_t predecessors_[kMaxNodes];
  std::uint8_t first_predecessor_[kMaxNodes];
  std::uint8_t queue_[kMaxNodes];
};

/// `max_op_on_path` of the convention `paper` (Kadlecova et al., ICML 2024, as the experiment code of June 2024 has it),
/// operations on edges: on a minimum-weight path, allowed edges weighing -1 and others +1, the number of allowed edges;
/// -1 when no path exists. Neighbours come in the order of the edge table, edges without an operation last. Of parallel
/// edges the lightest counts.
CARTOGRAF_HD inline int ops_on_lightest_path(const Cell& cell, const Subgraph& subgraph, int from, int to) {
  const ElementMask graph = subgraph.present | cell.fixed_edges();
  Relaxation search(from);
  for (int node = search.pop(); node >= 0; node = search.pop()) {
    for (ElementMask rest = graph; rest != 0; rest = without_lowest_bit(rest)) {
      const int edge = lowest_bit(rest);
      if (cell.source[edge] == node) search.relax(node, cell.target[edge], (subgraph.allowed >> edge & 1) != 0 ? -1 : 1);
    }
  }
  if (!search.reached(to)) return -1;
  int count = 0;
  for (int node = to; node != from; node = search.first_predecessor(node)) {
    bool is_allowed = false;
    for (ElementMask rest = subgraph.allowed; rest != 0; rest = without_lowest_bit(rest)) {
      const int edge = lowest_bit(rest);
      is_allowed |= cell.source[edge] == search.first_predecessor(node) && cell.target[edge] == node;
    }
    count += is_allowed ? 1 : 0;
  }
  return count;
}

}  // namespace cartograf
