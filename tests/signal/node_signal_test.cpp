#include "kernels/features/signal/node_signal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "host/space/catalog.hpp"
#include "kernels/features/signal/node_signal_columns.hpp"
#include "tests/signal/node_signal_oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"

namespace cartograf {
namespace {

using test::OracleOp;
using test::SignalOracle;

constexpr SignalGroups kBoth = mask_of(SignalGroup::n) | mask_of(SignalGroup::m);
constexpr double kTolerance = 1e-9;

SignalView view_of(const Cell& cell, const std::vector<SignalOp>& ops, SignalGroups groups = kBoth) {
  SignalView view;
  view.cell = cell;
  std::copy(ops.begin(), ops.end(), view.ops);
  view.groups = groups;
  view.words_per_cell = static_cast<std::uint8_t>(words_per_cell(CellKind::nodes, cell.n_ops));
  return view;
}

/// maxpool3x3, conv1x1-bn-relu, conv3x3-bn-relu.
const std::vector<SignalOp> kNasBench101 = {{OpRole::pool}, {OpRole::conv, 1}, {OpRole::conv, 3}};

std::vector<double> signal_of(const SignalView& view, const std::vector<std::uint64_t>& words) {
  std::vector<double> out(node_signal_columns().size(), -1);
  evaluate_node_signal(view, words.data(), out.data());
  return out;
}

/// Integers compared with ==, others to a relative tolerance.
void expect_equal(const SignalColumn& column, double found, double expected, const std::string& where) {
  if (column.integer) {
    EXPECT_EQ(found, expected) << column.name << " of " << where;
  } else {
    EXPECT_NEAR(found, expected, kTolerance * std::abs(expected)) << column.name << " of " << where;
  }
}

TEST(NodeSignal, GoldenNasBench101) {
  const auto path = testing_support::golden_file("nasbench101.signal.csv.gz");
  CARTOGRAF_SKIP_WITHOUT(path);
  const auto golden = testing_support::GoldenTable::read(path);
  const auto space = make_nasbench101();
  const SignalView view = view_of(space->cell(), kNasBench101);
  const std::vector<SignalColumn> columns = node_signal_columns();
  ASSERT_EQ(golden.names.size(), columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    EXPECT_EQ(columns[c].name, golden.names[c]);
    EXPECT_EQ(columns[c].name.substr(0, 2), columns[c].group == SignalGroup::n ? "n:" : "m:");
  }
  ASSERT_EQ(golden.rows.size(), 10'001u);
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    const std::vector<double> found = signal_of(view, space->encode(golden.keys[row]).words);
    for (std::size_t c = 0; c < columns.size(); ++c) expect_equal(columns[c], found[c], golden.rows[row][c], golden.keys[row]);
    if (HasFailure()) break;
  }
}

TEST(NodeSignal, IntegerColumnsAreThoseWithoutFractions) {
  const auto path = testing_support::golden_file("nasbench101.signal.csv.gz");
  CARTOGRAF_SKIP_WITHOUT(path);
  const auto golden = testing_support::GoldenTable::read(path);
  const std::vector<SignalColumn> columns = node_signal_columns();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const bool whole = std::all_of(golden.rows.begin(), golden.rows.end(), [&](const auto& row) { return row[c] == std::floor(row[c]); });
    EXPECT_EQ(columns[c].integer, whole) << columns[c].name;
  }
}

/// Operations of a space of a user: [n_ops], for the library and for the oracle.
struct Operations {
  std::vector<SignalOp> ours;
  std::vector<OracleOp> theirs;
};

Operations random_operations(std::mt19937_64& random) {
  Operations operations;
  const auto one_of = [&](std::initializer_list<int> list) { return static_cast<std::uint8_t>(list.begin()[random() % list.size()]); };
  const int n_ops = 1 + static_cast<int>(random() % 5);
  for (int i = 0; i < n_ops; ++i) {
    SignalOp op;
    char type = 's';
    switch (random() % 5) {
      case 0: op.role = OpRole::skip; break;
      case 1: op.role = OpRole::pool, type = 'p'; break;
      default: op = {OpRole::conv, one_of({1, 1, 3, 3, 5, 7}), one_of({1, 1, 2}), one_of({1, 1, 2, 3})}, type = 'c';
    }
    operations.ours.push_back(op);
    operations.theirs.push_back({type, op.kernel, op.dilation, op.depth});
  }
  return operations;
}

/// A graph in which op_of[i] is the operation of node i, as words.
std::vector<std::uint64_t> words_of(const SignalOracle& graph, const std::vector<std::size_t>& op_of, std::size_t n_ops, int capacity) {
  std::vector<std::uint64_t> words(n_ops + 2);
  int bit = 0;
  for (int i = 0; i < capacity; ++i) {
    for (int j = i + 1; j < capacity; ++j, ++bit) {
      if (j < graph.n && graph.has(i, j)) words[n_ops] |= std::uint64_t{1} << bit;
    }
  }
  for (std::size_t i = 1; i + 1 < op_of.size(); ++i) words[op_of[i]] |= std::uint64_t{1} << i;
  words[n_ops + 1] = static_cast<std::uint64_t>(graph.n);
  return words;
}

Cell cell_of(int capacity, std::size_t n_ops) {
  Cell cell;
  cell.kind = CellKind::nodes;
  cell.n_nodes = cell.n_elements = static_cast<std::uint8_t>(capacity);
  cell.n_ops = static_cast<std::uint8_t>(n_ops);
  return cell;
}

/// A random graph of up to `most_nodes` nodes and what the library says of it.
struct Subject {
  Operations operations;
  SignalOracle graph;
  std::vector<std::size_t> op_of;
  int capacity = 0;

  static Subject random(const Operations& operations, int most_nodes, std::mt19937_64& random) {
    Subject subject;
    subject.operations = operations;
    const int n = 2 + static_cast<int>(random() % static_cast<unsigned>(most_nodes - 1));
    subject.capacity = n + static_cast<int>(random() % static_cast<unsigned>(12 - n));
    subject.graph = SignalOracle::random(n, std::uniform_real_distribution<>(0, 1)(random), {{}}, random);
    subject.op_of.resize(static_cast<std::size_t>(n));
    for (std::size_t i = 1; i + 1 < subject.op_of.size(); ++i) {
      subject.op_of[i] = random() % operations.ours.size();
      subject.graph.op[i] = operations.theirs[subject.op_of[i]];
    }
    return subject;
  }

  std::vector<double> evaluate(SignalGroups groups = kBoth) const {
    const SignalView view = view_of(cell_of(capacity, operations.ours.size()), operations.ours, groups);
    EXPECT_EQ(why_no_node_signal(view), "");
    return signal_of(view, words_of(graph, op_of, operations.ours.size(), capacity));
  }
};

TEST(NodeSignal, EqualsTheOracleOnRandomGraphs) {
  std::mt19937_64 random(3);
  const std::vector<SignalColumn> columns = node_signal_columns();
  for (int i = 0; i < 3'000 && !HasFailure(); ++i) {
    const Subject subject = Subject::random(random_operations(random), 8, random);
    const std::vector<double> found = subject.evaluate();
    const std::map<std::string, double> expected = subject.graph.features();
    ASSERT_EQ(expected.size(), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
      // Logarithms and differences near zero keep their absolute precision alone.
      const double value = expected.at(columns[c].name);
      if (columns[c].integer) {
        EXPECT_EQ(found[c], value) << columns[c].name << " of graph " << i;
      } else {
        EXPECT_NEAR(found[c], value, kTolerance * std::max(1e-3, std::abs(value))) << columns[c].name << " of graph " << i;
      }
    }
  }
}

TEST(NodeSignal, LargestGraphHas512Paths) {
  Subject subject;
  subject.operations = {{{OpRole::conv, 3}}, {{'c', 3}}};
  subject.capacity = kMaxGraphNodes;
  subject.graph = SignalOracle::without_edges(kMaxGraphNodes);
  subject.op_of.resize(kMaxGraphNodes);
  for (int i = 0; i < kMaxGraphNodes; ++i) {
    for (int j = i + 1; j < kMaxGraphNodes; ++j) subject.graph.connect(i, j);
  }
  const std::vector<double> found = subject.evaluate();
  const std::vector<SignalColumn> columns = node_signal_columns();
  const auto value = [&](const std::string& name) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c].name == name) return found[c];
    }
    ADD_FAILURE() << name;
    return 0.0;
  };
  // A path goes through any subset of the nine inner nodes.
  EXPECT_EQ(value("n:npath"), 512);
  EXPECT_EQ(value("n:npc0"), 1);
  EXPECT_EQ(value("n:npc1"), 9);
  EXPECT_EQ(value("n:npc2"), 36);
  EXPECT_EQ(value("n:np33"), 84);
  EXPECT_EQ(value("n:me3"), 4.5);
  EXPECT_EQ(value("n:mxrf"), 9);
  EXPECT_NEAR(value("n:lgfb"), std::log1p(std::pow(10.0, 9)), 1e-12);
  EXPECT_EQ(value("n:chsum"), 128);  // nine nodes with 14 or 15 channels
  EXPECT_EQ(value("n:chmin"), 14);
  EXPECT_EQ(value("n:chmax"), 15);
}

TEST(NodeSignal, GroupsAreWrittenAloneAndNothingBehindThem) {
  std::mt19937_64 random(5);
  const Subject subject = Subject::random(random_operations(random), 8, random);
  const std::vector<double> both = subject.evaluate();
  const std::vector<double> counts = subject.evaluate(mask_of(SignalGroup::n)), propagation = subject.evaluate(mask_of(SignalGroup::m));
  EXPECT_TRUE(std::equal(counts.begin(), counts.begin() + 91, both.begin()));
  EXPECT_TRUE(std::equal(propagation.begin(), propagation.begin() + 15, both.begin() + 91));
  EXPECT_TRUE(std::all_of(counts.begin() + 91, counts.end(), [](double value) { return value == -1; }));
  EXPECT_TRUE(std::all_of(propagation.begin() + 15, propagation.end(), [](double value) { return value == -1; }));
}

/// Only what goes by the channels knows in which order nodes are numbered: the first ones get the remainder.
TEST(NodeSignal, ChannelsAloneDependOnTheNumbering) {
  const std::set<std::string> may_depend = {"n:lpar", "n:lp3", "n:chsum", "n:ch3"};
  const std::vector<SignalColumn> columns = node_signal_columns();
  std::set<std::string> did_depend;
  std::mt19937_64 random(9);
  for (int i = 0; i < 2'000; ++i) {
    const Subject subject = Subject::random(random_operations(random), 8, random);
    // Another topological order: nodes by a random one of those whose predecessors have been numbered.
    Subject other = subject;
    std::vector<int> place(static_cast<std::size_t>(subject.graph.n), -1);
    for (int next = 0; next < subject.graph.n; ++next) {
      std::vector<int> ready;
      for (int node = 0; node < subject.graph.n; ++node) {
        const std::vector<int> before = subject.graph.predecessors(node);
        const auto numbered = [&](int k) { return place[static_cast<std::size_t>(k)] >= 0; };
        if (!numbered(node) && std::all_of(before.begin(), before.end(), numbered)) ready.push_back(node);
      }
      place[static_cast<std::size_t>(ready[random() % ready.size()])] = next;
    }
    other.graph = subject.graph.renumbered(place);
    for (std::size_t node = 0; node < place.size(); ++node) other.op_of[static_cast<std::size_t>(place[node])] = subject.op_of[node];
    const std::vector<double> a = subject.evaluate(), b = other.evaluate();
    const std::size_t n_feeding = subject.graph.predecessors(subject.graph.n - 1).size() - subject.graph.has(0, subject.graph.n - 1);
    const bool equal_shares = n_feeding == 0 || 128 % n_feeding == 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string& name = columns[c].name;
      const bool may = columns[c].group == SignalGroup::m || may_depend.contains(name);
      if (!may) {
        EXPECT_EQ(a[c], b[c]) << name << " of graph " << i;
      } else if (equal_shares) {
        EXPECT_NEAR(a[c], b[c], kTolerance * std::max(1.0, std::abs(a[c]))) << name << " of graph " << i;
      } else if (std::abs(a[c] - b[c]) > kTolerance * std::abs(a[c])) {
        did_depend.insert(name);
      }
    }
  }
  EXPECT_EQ(did_depend.size(), may_depend.size() + 15);
}

TEST(NodeSignal, SaysWhyASpaceHasNone) {
  const Cell cell = cell_of(7, 2);
  EXPECT_EQ(why_no_node_signal(view_of(cell, {{OpRole::skip}, {OpRole::conv, 5, 2, kMaxNodeSignalDepth}})), "");
  EXPECT_EQ(why_no_node_signal(view_of(cell, {{OpRole::conv, 3}, {OpRole::none}})),
            "operation 1 computes nothing (`none`), and every node must have an operation that passes its input on");
  EXPECT_EQ(why_no_node_signal(view_of(cell, {{OpRole::conv, 3, 1, 0}, {OpRole::skip}})),
            "operation 0 is a convolution of depth 0; it must be 1 to 32");
  EXPECT_EQ(why_no_node_signal(view_of(cell, {{OpRole::conv, 3, 1, 33}, {OpRole::skip}})),
            "operation 0 is a convolution of depth 33; it must be 1 to 32");
  EXPECT_EQ(why_no_node_signal(view_of(cell, {{OpRole::conv, 0}, {OpRole::skip}})),
            "operation 0 is a convolution whose kernel or dilation is 0; both must be at least 1");
  Cell edges = cell;
  edges.kind = CellKind::edges;
  EXPECT_EQ(why_no_node_signal(view_of(edges, {{OpRole::skip}, {OpRole::skip}})), "the operations are not on nodes");
}

/// The deepest convolutions on all nodes of the longest chain: nothing overflows.
TEST(NodeSignal, DeepestChainIsFinite) {
  Subject subject;
  subject.operations = {{{OpRole::conv, 255, 255, kMaxNodeSignalDepth}}, {{}}};
  subject.capacity = kMaxGraphNodes;
  subject.graph = SignalOracle::without_edges(kMaxGraphNodes);
  subject.op_of.resize(kMaxGraphNodes);
  for (int i = 0; i < kMaxGraphNodes; ++i) {
    for (int j = i + 1; j < kMaxGraphNodes; ++j) subject.graph.connect(i, j);
  }
  for (const double value : subject.evaluate()) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace cartograf
