#include "kernels/features/signal/node_signal_columns.hpp"

#include <utility>

namespace cartograf {
namespace {

/// Appends columns in their order.
class NodeColumns {
 public:
  void integer(const std::string& name) { add(name, true); }
  void real(const std::string& name) { add(name, false); }
  void next_group(SignalGroup group, const std::string& prefix) {
    group_ = group;
    prefix_ = prefix;
  }

  std::vector<SignalColumn> list;

 private:
  void add(const std::string& name, bool integer) { list.push_back({prefix_ + name, group_, integer}); }

  SignalGroup group_ = SignalGroup::n;
  std::string prefix_;
};

void add_counts(NodeColumns& columns) {
  columns.next_group(SignalGroup::n, "n:");
  for (const char* name : {"n", "e", "n3", "n1", "np", "nc"}) columns.integer(name);
  for (const char* name : {"n3f", "npf"}) columns.real(name);
  for (const std::string quantity : {"3", "1", "p", "c", "rf", "l"}) {
    columns.integer("mx" + quantity);
    columns.integer("mn" + quantity);
    columns.real("me" + quantity);
    columns.integer("sm" + quantity);
  }
  for (const std::string q : {"0", "1", "2", "3"}) {
    columns.integer("npc" + q);
    columns.integer("np3" + q);
  }
  columns.integer("npath");
  columns.integer("direct");
  for (const std::string weights : {"a", "b", "c", "d", "e", "f"}) columns.real("lgf" + weights);
  for (const std::string kind : {"4", "3", "2"}) {
    for (int depth = kind == "2" ? 0 : 1; depth < 5; ++depth) columns.integer("o" + kind + "d" + std::to_string(depth));
    for (const char* edges : {"in", "out", "indeg", "outdeg"}) columns.integer("o" + kind + edges);
    for (const char* next : {"4", "3", "2"}) columns.integer("ch" + kind + next);
  }
  for (const char* name : {"outdeg", "indeg", "rmax"}) columns.integer(name);
  for (const char* name : {"lpar", "lp3"}) columns.real(name);
  for (const char* name : {"chmin", "chmax", "chsum", "ch3"}) columns.integer(name);
}

void add_propagation(NodeColumns& columns) {
  columns.next_group(SignalGroup::m, "m:");
  for (const char* name : {"ed_d", "ed_3", "ed_1", "ed_p", "ed_rf"}) columns.real(name);
  for (const char* cell : {"rho0_", "rho2_"}) {
    for (const char* image : {"0", "1", "2"}) columns.real(std::string(cell) + image);
  }
  for (const char* name : {"g_in", "g_3", "g_1", "g_w"}) columns.real(name);
}

std::string why_no_op_signal(const SignalOp& op) {
  if (op.role == OpRole::none) return "computes nothing (`none`), and every node must have an operation that passes its input on";
  if (op.role == OpRole::pool && op.depth != 1) return "is a pool of depth " + std::to_string(op.depth) + "; on a node it must be 1";
  if (op.role != OpRole::conv) return "";
  if (op.kernel == 0 || op.dilation == 0) return "is a convolution whose kernel or dilation is 0; both must be at least 1";
  if (op.depth == 0 || op.depth > kMaxNodeSignalDepth) {
    return "is a convolution of depth " + std::to_string(op.depth) + "; it must be 1 to " + std::to_string(kMaxNodeSignalDepth);
  }
  return "";
}

}  // namespace

std::vector<SignalColumn> node_signal_columns() {
  NodeColumns columns;
  add_counts(columns);
  add_propagation(columns);
  return std::move(columns.list);
}

std::string why_no_node_signal(const SignalView& view) {
  if (view.cell.kind != CellKind::nodes) return "the operations are not on nodes";
  for (int op = 0; op < view.cell.n_ops; ++op) {
    if (const std::string why = why_no_op_signal(view.ops[op]); !why.empty()) return "operation " + std::to_string(op) + " " + why;
  }
  return "";
}

}  // namespace cartograf
