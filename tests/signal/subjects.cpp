#include "tests/signal/subjects.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "kernels/cpu/signal_rows.hpp"
#include "kernels/features/signal/signal_columns.hpp"
#include "tests/kernels/small_plan.hpp"

namespace signal_testing {

using namespace cartograf;  // NOLINT: a test

namespace {

constexpr SignalGroups kAllGroups = 127;

int below(int n, std::mt19937_64& random) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

const std::vector<SignalOp> kOps = {{OpRole::none, 1, 1, 1}, {OpRole::skip, 1, 1, 1}, {OpRole::pool, 1, 1, 1}, {OpRole::conv, 1, 1, 1}, {OpRole::conv, 3, 1, 1}, {OpRole::conv, 3, 2, 1}, {OpRole::conv, 5, 1, 2}, {OpRole::conv, 1, 1, 2}};

int convolutions_of(int op, bool strided) {
  const SignalOp& one = kOps[static_cast<std::size_t>(op)];
  return one.role == OpRole::conv ? one.depth : one.role == OpRole::skip && strided ? 1
                                                                                    : 0;
}

naive_signal::Edge naive_edge(int from, int to, const SignalOp& op, bool strided) {
  constexpr std::array<naive_signal::Role, 4> roles = {naive_signal::Role::none, naive_signal::Role::skip, naive_signal::Role::pool,
                                                       naive_signal::Role::conv};
  return {from, to, roles[static_cast<std::size_t>(op.role)], op.kernel, op.dilation, op.depth, strided};
}

/// An edge of a cell: its operation, -1 for none, -2 for a fixed edge.
struct RawEdge {
  int from, to, op;
  bool strided;
};

Subject made(int n_nodes, std::vector<RawEdge> edges) {
  // Candidate edges by source, then fixed ones: the order that cells have.
  std::sort(edges.begin(), edges.end(), [](const RawEdge& a, const RawEdge& b) {
    return std::make_tuple(a.op == -2, a.from, a.to) < std::make_tuple(b.op == -2, b.from, b.to);
  });
  Subject subject;
  Cell& cell = subject.view.cell;
  cell.n_nodes = static_cast<std::uint8_t>(n_nodes);
  cell.n_ops = static_cast<std::uint8_t>(kOps.size());
  for (int node = 0; node < n_nodes; ++node) {  // as the oracle: the signal comes in where no edge does
    if (std::any_of(edges.begin(), edges.end(), [&](const RawEdge& edge) { return edge.to == node; })) continue;
    cell.input[cell.n_terminals] = static_cast<std::uint8_t>(node);
    cell.output[cell.n_terminals++] = static_cast<std::uint8_t>(n_nodes - 1);
  }
  subject.words.assign(kOps.size(), 0);
  subject.view.words_per_cell = cell.n_ops;
  std::copy(kOps.begin(), kOps.end(), subject.view.ops);
  subject.view.groups = kAllGroups;
  subject.cell = {n_nodes, n_nodes - 1, {}};
  for (const RawEdge& edge : edges) {
    const std::uint8_t e = cell.n_edges++;
    if (edge.op != -2) cell.n_elements = cell.n_edges;
    cell.source[e] = static_cast<std::uint8_t>(edge.from);
    cell.target[e] = static_cast<std::uint8_t>(edge.to);
    if (edge.op >= 0) subject.words[static_cast<std::size_t>(edge.op)] |= ElementMask{1} << e;
    if (edge.strided) subject.view.strided |= ElementMask{1} << e;
    const std::size_t op = edge.op >= 0 ? static_cast<std::size_t>(edge.op) : edge.op == -2 ? 1
                                                                                            : 0;
    subject.cell.edges.push_back(naive_edge(edge.from, edge.to, kOps[op], edge.strided));
  }
  return subject;
}

}  // namespace

SignalView nasbench201_view() {
  SignalView view;
  view.cell = testing_kernels::nasbench201_cell();
  view.cell.n_terminals = 1;
  view.cell.output[0] = 3;
  view.ops[0].role = OpRole::skip;
  view.ops[2] = {OpRole::conv, 3, 1, 1};
  view.ops[3] = {OpRole::conv, 1, 1, 1};
  view.ops[4].role = OpRole::pool;
  view.groups = kAllGroups;
  view.words_per_cell = 5;
  return view;
}

SignalPlan plan_of_all(const SignalView& view) {
  SignalPlan plan{view, {}};
  const auto& columns = signal_columns(view.cell.kind);
  const auto n = std::count_if(columns.begin(), columns.end(), [&](const SignalColumn& column) { return (view.groups & mask_of(column.group)) != 0; });
  plan.columns.resize(static_cast<std::size_t>(n) * view.n_cells);
  std::iota(plan.columns.begin(), plan.columns.end(), 0u);
  return plan;
}

std::vector<std::uint64_t> nasbench201_words(const std::vector<int>& ops) {
  std::vector<std::uint64_t> words(5);
  for (std::size_t edge = 0; edge < ops.size(); ++edge) words[static_cast<std::size_t>(ops[edge])] |= ElementMask{1} << edge;
  return words;
}

SignalView complete_view(int n_nodes) {
  std::vector<RawEdge> edges;
  for (int to = 1; to < n_nodes; ++to) {
    for (int from = 0; from < to; ++from) edges.push_back({from, to, -1, false});
  }
  return made(n_nodes, edges).view;
}

Subject random_subject(std::mt19937_64& random, int most_convolutions) {
  const int n_inputs = 1 + below(2, random);
  const int n_nodes = n_inputs + 2 + below(5, random);
  const bool fixed = below(2, random) == 0;
  const bool sparse = below(2, random) == 0;
  int left = most_convolutions;
  std::vector<RawEdge> edges;
  for (int to = n_inputs; to < n_nodes; ++to) {
    const int needed = below(to, random);  // so that no other node is an input
    for (int from = 0; from < to; ++from) {
      const bool into_output = to == n_nodes - 1;
      if (from != needed && (edges.size() > 9 || below(4, random) < (sparse ? 2 : 1))) continue;
      if (fixed && into_output && from >= n_inputs) {
        edges.push_back({from, to, -2, false});
        continue;
      }
      const bool strided = below(4, random) == 0;
      int op = below(static_cast<int>(kOps.size()) + 1, random) - 1;
      if (op >= 0 && convolutions_of(op, strided) > left) op = 2;
      if (op >= 0) left -= convolutions_of(op, strided);
      edges.push_back({from, to, op, strided});
    }
  }
  return made(n_nodes, edges);
}

Subject reordered(const Subject& subject, std::mt19937_64& random) {
  const Cell& cell = subject.view.cell;
  std::vector<int> new_place(cell.n_nodes, -1);
  std::uint32_t entered = 0;
  for (int e = 0; e < cell.n_edges; ++e) entered |= 1u << cell.target[e];
  int placed = 0;
  for (int node = 0; node < cell.n_nodes; ++node) {
    if ((entered >> node & 1) == 0) new_place[static_cast<std::size_t>(node)] = placed++;
  }
  while (placed < cell.n_nodes) {
    std::vector<int> ready;
    for (int node = 0; node < cell.n_nodes; ++node) {
      bool free = new_place[static_cast<std::size_t>(node)] < 0 && (node != cell.output[0] || placed == cell.n_nodes - 1);
      for (int e = 0; e < cell.n_edges; ++e) free &= cell.target[e] != node || new_place[cell.source[e]] >= 0;
      if (free) ready.push_back(node);
    }
    new_place[static_cast<std::size_t>(ready[random() % ready.size()])] = placed++;
  }
  std::vector<RawEdge> edges;
  for (int e = 0; e < cell.n_edges; ++e) {
    int op = e < cell.n_elements ? -1 : -2;
    for (std::size_t candidate = 0; candidate < kOps.size(); ++candidate) {
      if ((subject.words[candidate] >> e & 1) != 0) op = static_cast<int>(candidate);
    }
    edges.push_back({new_place[cell.source[e]], new_place[cell.target[e]], op, (subject.view.strided >> e & 1) != 0});
  }
  return made(cell.n_nodes, edges);
}

PackedRows::PackedRows(const SignalView& view, std::vector<std::uint64_t> all_words) : words(std::move(all_words)) {
  codec.kind = CodecKind::listed;
  codec.n_cells = view.n_cells;
  codec.words_per_cell = view.words_per_cell;
  n_rows = words.size() / static_cast<std::size_t>(codec.n_words());
}

ArchitectureSource PackedRows::source() const {
  ArchitectureSource source;
  source.codec = codec;
  source.packed = words.data();
  return source;
}

std::vector<double> rows_of(const SignalPlan& plan, const PackedRows& rows, int threads) {
  std::vector<double> out(rows.n_rows * plan.columns.size());
  cpu::SignalRows(plan, threads).write(rows.source(), rows.n_rows, Dtype::float64, out.data(), plan.columns.size());
  return out;
}

std::vector<double> features_of(const Subject& subject) { return rows_of(plan_of_all(subject.view), {subject.view, subject.words}, 1); }

}  // namespace signal_testing
