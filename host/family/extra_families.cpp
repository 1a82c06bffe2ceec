#include "host/family/extra_families.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "host/family/measure_block.hpp"
#include "host/family/subsets.hpp"
#include "host/family/wide_block.hpp"
#include "host/space/pruned.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf {
namespace {

constexpr std::int8_t kNoPath = -1;

/// Number of paths with at least one edge, from input to output and between all pairs of nodes.
struct PathCounts {
  std::int64_t paths = 0;
  std::int64_t walks = 0;
};

/// Counts by dynamic programming over edges, which come after all that enter their source.
class PathCounter {
 public:
  explicit PathCounter(const std::vector<int>& inputs) {
    for (const int input : inputs) from_inputs_[static_cast<std::size_t>(input)] = 1;
  }

  void pass(int source, int target) {
    const auto from = static_cast<std::size_t>(source), to = static_cast<std::size_t>(target);
    counts_.walks += 1 + walks_[from];
    walks_[to] += 1 + walks_[from];
    from_inputs_[to] += from_inputs_[from];
  }
  /// The output is no input.
  PathCounts counts(int output) const { return {from_inputs_[static_cast<std::size_t>(output)], counts_.walks}; }

 private:
  PathCounts counts_;
  std::array<std::int64_t, kMaxNodes> from_inputs_{};  ///< paths from the inputs to a node, an empty one at an input
  std::array<std::int64_t, kMaxNodes> walks_{};        ///< paths of at least one edge that end at a node
};

class ExtraFamilies {
 public:
  ExtraFamilies(SpaceTraits traits, Convention convention) : d_(std::move(traits)), convention_(convention) {}

  ColumnBlocks all_pairs() const {
    MeasureColumns set(d_.cell, d_.complete);
    const MeasureKind shortest = on_edges() ? MeasureKind::shortest_path : MeasureKind::node_pair_shortest_path;
    const MeasureKind longest = on_edges() ? MeasureKind::longest_path : MeasureKind::node_pair_longest_path;
    for_each_subset_and_cell("all_pairs", [&](const std::string& name, OpSet ops, int cell) {
      for (int a = 0; a < d_.cell.n_nodes; ++a) {
        for (int b = a + 1; b < d_.cell.n_nodes; ++b) {
          const std::string pair = name + node(a) + "->" + node(b);
          set.add(pair + "_min", path(shortest, a, b), ops | d_.cell.end_op(), 1, cell);
          set.add(pair + "_max", path(longest, a, b), ops | d_.cell.end_op(), 1, cell);
        }
      }
    });
    return std::move(set).blocks();
  }

  ColumnBlocks all_degrees() const {
    MeasureColumns set(d_.cell, d_.complete);
    for_each_subset_and_cell("all_degrees", [&](const std::string& name, OpSet ops, int cell) {
      for (int a = 0; a < d_.cell.n_nodes; ++a) {
        set.add(name + node(a) + "_in", at(on_edges() ? MeasureKind::entering : MeasureKind::node_entering, a), ops, 1, cell);
        set.add(name + node(a) + "_out", at(on_edges() ? MeasureKind::leaving : MeasureKind::node_leaving, a), ops, 1, cell);
      }
    });
    return std::move(set).blocks();
  }

  ColumnBlocks op_on_position() const {
    MeasureColumns set(d_.cell, d_.complete);
    for_each_cell([&](const std::string& part, int cell) {
      for (int element = first_element(); element < end_element(); element += d_.n_parallel) {
        for (int op = 0; op < d_.ops.n_ops(); ++op) {
          set.add("op_on_position_" + part + element_name(element) + "_" + std::to_string(op + d_.ops.first_id),
                  present_at(element), OpSet{1} << op, 1, cell);
        }
      }
    });
    return std::move(set).blocks();
  }

  ColumnBlocks adjacency() const {
    MeasureColumns set(d_.cell, d_.complete);
    if (on_edges()) {
      const OpSet connecting = d_.zero_op < 0 ? d_.ops.all() : d_.ops.all() & ~(OpSet{1} << d_.zero_op);
      for_each_cell([&](const std::string& part, int cell) {
        for (int element = 0; element < d_.cell.n_candidates(); element += d_.n_parallel) {
          set.add("adjacency_" + part + element_name(element), present_at(element), connecting, 1, cell);
        }
      });
      return std::move(set).blocks();
    }
    for (int a = 0; a < d_.cell.n_nodes; ++a) {
      for (int b = a + 1; b < d_.cell.n_nodes; ++b) set.add("adjacency_" + node(a) + "->" + node(b), pair(MeasureKind::node_edge, a, b), 0);
    }
    return std::move(set).blocks();
  }

  ColumnBlocks path_encoding() const {
    MeasureColumns set(d_.cell, d_.complete);
    for (const OpSequence sequence : sequences()) {
      std::string name;
      for (int i = 0; i < sequence.length(); ++i) name += (i == 0 ? "" : ", ") + std::to_string(sequence.op(i) + d_.ops.first_id);
      for_each_cell([&](const std::string& part, int cell) {
        for (const int input : d_.inputs) {
          const std::string from = d_.inputs.size() > 1 ? "_" + node(input) : "";
          const MeasureKind kind = on_edges() ? MeasureKind::sequence : MeasureKind::node_sequence;
          const std::string suffix = part.empty() ? from : "_" + part.substr(0, part.size() - 1) + from;
          set.add("path_encoding_(" + name + ")" + suffix, pair(kind, input, d_.output), sequence.code, 1, cell);
        }
      });
    }
    return std::move(set).blocks();
  }

  ColumnBlocks path_counts() const {
    std::vector<WideColumn> columns;
    const auto self = std::make_shared<const ExtraFamilies>(*this);
    for_each_subset_and_cell("path_counts", [&](const std::string& name, OpSet ops, int cell) {
      const auto offset = static_cast<std::size_t>(cell * words_per_cell(d_.cell.kind, d_.cell.n_ops));
      require_room(columns.size() + 2);
      columns.push_back({name + "paths", [self, ops, offset](const std::uint64_t* words) { return self->count(words + offset, ops).paths; }});
      columns.push_back({name + "walks", [self, ops, offset](const std::uint64_t* words) { return self->count(words + offset, ops).walks; }});
    });
    return {std::make_shared<WideBlock>(std::move(columns))};
  }

  ColumnBlocks effective() const {
    MeasureColumns set(d_.cell, d_.complete);
    for_each_cell([&](const std::string& part, int cell) {
      for (int op = 0; op < d_.ops.n_ops(); ++op) {
        set.add("effective_op_count_" + part + std::to_string(op + d_.ops.first_id), effective_measure(), OpSet{1} << op, 1, cell);
      }
    });
    ColumnBlocks blocks = std::move(set).blocks();
    std::vector<WideColumn> costs;
    for (const WideColumn& cost : d_.costs) {
      costs.push_back({"effective_" + cost.name, [cell = d_.cell, zero_op = d_.zero_op, n_cells = d_.cell_parts.size(), cost](const std::uint64_t* words) {
                         const auto per_cell = static_cast<std::size_t>(words_per_cell(cell.kind, cell.n_ops));
                         std::uint64_t pruned[kMaxWords];
                         std::copy_n(words, n_cells * per_cell, pruned);
                         for (std::size_t i = 0; i < n_cells; ++i) prune(cell, zero_op, pruned + i * per_cell);
                         return cost.evaluate(pruned);
                       }});
    }
    if (!costs.empty()) blocks.push_back(std::make_shared<WideBlock>(std::move(costs)));
    return blocks;
  }

 private:
  bool on_edges() const { return d_.cell.kind == CellKind::edges; }
  int first_element() const { return on_edges() ? 0 : 1; }
  int end_element() const { return on_edges() ? d_.cell.n_candidates() : d_.cell.n_nodes - 1; }
  std::string node(int a) const { return std::to_string(a + d_.first_node); }
  std::string element_name(int element) const {
    return on_edges() ? d_.element_name(element) : node(element);
  }

  static Measure at(MeasureKind kind, int a) { return {kind, static_cast<std::uint8_t>(a)}; }
  static Measure pair(MeasureKind kind, int a, int b) { return {kind, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)}; }
  Measure present_at(int element) const { return pair(MeasureKind::present_at, element, d_.n_parallel - 1); }
  static Measure path(MeasureKind kind, int a, int b) {
    Measure measure = pair(kind, a, b);
    measure.if_none = kNoPath;
    return measure;
  }

  Measure effective_measure() const {
    if (!on_edges()) return {MeasureKind::count};  // every node of such an architecture is on a path
    Measure measure{MeasureKind::live_count};
    measure.if_none = static_cast<std::int8_t>(d_.zero_op);
    return measure;
  }

  template <class Body>
  void for_each_cell(Body body) const {
    for (std::size_t cell = 0; cell < d_.cell_parts.size(); ++cell) body(d_.cell_parts[cell], static_cast<int>(cell));
  }

  template <class Body>
  void for_each_subset_and_cell(const std::string& family, Body body) const {
    for (const OpSet ops : subsets_by_size(d_.ops.n_ops(), 1, d_.ops.n_ops())) {
      for_each_cell([&](const std::string& part, int cell) {
        body(allowed_name(family, convention_, d_.ops, ops) + "_" + part, ops, cell);
      });
    }
  }

  /// Most operations on an input -> output path, at most what an OpSequence holds.
  int longest_sequence() const {
    const int on_path = on_edges() ? path_length(d_.cell, low_bits(d_.cell.n_edges), d_.inputs.front(), d_.output, true) -
                                         (d_.cell.n_ends != 0 || d_.cell.fixed_edges() != 0 ? 1 : 0)
                                   : d_.cell.n_nodes - 2;
    return std::min(on_path, OpSequence::kMaxSequence);
  }

  /// By length, then lexicographic; with operations on nodes the empty one (a direct edge) too.
  std::vector<OpSequence> sequences() const {
    std::vector<OpSequence> all, last = {OpSequence{}};
    if (!on_edges()) all = last;
    for (int length = 1; length <= longest_sequence(); ++length) {
      std::vector<OpSequence> longer;
      for (const OpSequence sequence : last) {
        for (int op = 0; op < d_.ops.n_ops(); ++op) longer.push_back(sequence.then(op));
      }
      all.insert(all.end(), longer.begin(), longer.end());
      last = std::move(longer);
    }
    return all;
  }

  PathCounts count(const std::uint64_t* words, OpSet ops) const {
    const Subgraph subgraph = subgraph_of(d_.cell, words, on_edges() ? ops | d_.cell.end_op() : ops);
    if (!on_edges()) {
      const NodeGraph graph(subgraph.adjacency, subgraph.n_nodes, d_.cell.n_nodes);
      const auto kept = static_cast<std::uint32_t>(subgraph.allowed) | 1u | 1u << graph.output();
      PathCounter counter({0});
      for (int a = 0; a < subgraph.n_nodes; ++a) {
        if ((kept >> a & 1) == 0) continue;
        for (std::uint32_t rest = graph.successors(a) & kept; rest != 0; rest &= rest - 1) counter.pass(a, lowest_bit(rest));
      }
      return counter.counts(graph.output());
    }
    PathCounter counter(d_.inputs);
    for (ElementMask rest = subgraph.allowed | d_.cell.fixed_edges(); rest != 0; rest = without_lowest_bit(rest)) {
      const int edge = lowest_bit(rest);
      counter.pass(d_.cell.source[edge], d_.cell.target[edge]);
    }
    return counter.counts(d_.output);
  }

  SpaceTraits d_;
  Convention convention_;
};

}  // namespace

std::vector<Family> extra_families(const SpaceTraits& traits, Convention convention) {
  if (traits.cell.kind == CellKind::layers) return {};
  const auto make = std::make_shared<const ExtraFamilies>(traits, convention);
  return {
      {"all_pairs", false, [make] { return make->all_pairs(); }},
      {"all_degrees", false, [make] { return make->all_degrees(); }},
      {"op_on_position", false, [make] { return make->op_on_position(); }},
      {"adjacency", false, [make] { return make->adjacency(); }},
      {"path_encoding", false, [make] { return make->path_encoding(); }},
      {"path_counts", false, [make] { return make->path_counts(); }},
      {"effective", false, [make] { return make->effective(); }},
  };
}

}  // namespace cartograf
