#include "kernels/features/signal/edge_signal_columns.hpp"

#include <initializer_list>

namespace cartograf {
namespace {

/// Appends columns of one group at a time.
class Columns {
 public:
  void begin(SignalGroup group) { group_ = group; }
  void integer(const std::string& name) { add(name, true); }
  void real(const std::string& name) { add(name, false); }
  void integers(std::initializer_list<const char*> names) {
    for (const char* name : names) integer(name);
  }
  void reals(std::initializer_list<const char*> names) {
    for (const char* name : names) real(name);
  }
  std::vector<SignalColumn> take() { return std::move(columns_); }

 private:
  void add(const std::string& name, bool integer) { columns_.push_back({name_of(group_) + ":" + name, group_, integer}); }

  SignalGroup group_ = SignalGroup::lin;
  std::vector<SignalColumn> columns_;
};

/// Kinds of convolutions have the ids that NAS-Bench-201 gives them: 2 with a kernel above 1, 3 with kernel 1.
void add_conv_counts(Columns& columns, const std::string& kind) {
  columns.integer("out_c" + kind);
  for (const char* power : {"0", "1", "2"}) columns.integer("out_c" + kind + "_P" + power);
  for (const char* depth : {"1", "2", "3"}) columns.integer("c" + kind + "_depth" + depth);
  for (const char* what : {"_in_x", "_in_pool", "_in_purepool", "_in_width"}) columns.integer("c" + kind + what);
}

void add_lin(Columns& columns) {
  columns.begin(SignalGroup::lin);
  columns.integers({"n3", "n1", "nc", "out_x_P0", "out_x_P1", "out_x_P2", "out_x_P3"});
  add_conv_counts(columns, "2");
  add_conv_counts(columns, "3");
  columns.integers({"depth_max", "depth_min", "out_nsrc", "out_nterm", "has_skip", "has_xpath", "connected", "pool_out"});
}

void add_x(Columns& columns) {
  columns.begin(SignalGroup::x);
  columns.integers({"rfmax", "r3max", "chain22", "chain23", "chain32", "chain33", "dup", "par3", "par1", "only_x", "only_pool", "allconv"});
  columns.reals({"pool_frac", "skip_share", "x_share"});
  columns.integers({"n3_any", "no_conv"});
  columns.real("logpar");
}

void add_pf(Columns& columns) {
  columns.begin(SignalGroup::pf);
  for (const std::string what : {"n3", "n1", "n4", "nc", "rf"}) {
    columns.integer("mx_" + what);
    columns.integer("mn_" + what);
    columns.real("me_" + what);
    columns.integer("sm_" + what);
  }
  for (const std::string what : {"c", "3"}) {
    for (const char* n : {"0", "1", "2", "3"}) columns.integer("npath_" + what + n);
  }
  columns.integer("npath");
  columns.reals({"lgf_a", "lgf_b", "lgf_c", "lgf_d", "lgf_e", "lgf_f"});
}

void add_ed(Columns& columns) {
  columns.begin(SignalGroup::ed);
  for (const std::string cell : {"ed0_", "ed4_", "ed14_"}) {
    for (const char* what : {"d", "n3", "n1", "np", "rf", "sd", "v", "fr3"}) columns.real(cell + what);
  }
}

void add_gradients_by_kernel(Columns& columns) {
  columns.begin(SignalGroup::g2);
  columns.reals({"g2_3l", "g2_3f", "g2_1l", "g2_1f", "g2_al", "g2_af", "g2_s3", "g2_s", "g2_G"});
}

void add_mf(Columns& columns) {
  columns.begin(SignalGroup::mf);
  columns.real("mf_lv_cell");
  for (const char* stage : {"0", "1", "2"}) {
    for (const std::string what : {"mf_lv", "mf_r9_", "mf_r5_", "mf_lag1_", "mf_lag4_", "mf_g9_", "mf_g1_", "mf_d_"}) {
      columns.real(what + stage);
    }
  }
}

void add_gradients(Columns& columns) {
  columns.begin(SignalGroup::gr);
  columns.reals({"gr_lv", "gr_first", "gr_sum", "gr_conv", "gr_conv5", "gr_w", "gr_w5"});
}

}  // namespace

std::vector<SignalColumn> edge_signal_columns() {
  Columns columns;
  add_lin(columns);
  add_x(columns);
  add_pf(columns);
  add_ed(columns);
  add_gradients_by_kernel(columns);
  add_mf(columns);
  add_gradients(columns);
  return columns.take();
}

}  // namespace cartograf
