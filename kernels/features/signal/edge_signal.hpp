#pragma once

#include "kernels/features/signal/flow_features.hpp"
#include "kernels/features/signal/form_features.hpp"
#include "kernels/features/signal/mean_field.hpp"
#include "kernels/features/signal/path_features.hpp"

namespace cartograf {

/// Groups of cells with operations on edges.
inline constexpr int kEdgeSignalGroups = 7;

/// Columns of a group of such cells.
CARTOGRAF_HD constexpr int n_edge_columns(SignalGroup group) {
  switch (group) {
    case SignalGroup::lin: return kLinColumns;
    case SignalGroup::x: return kXColumns;
    case SignalGroup::pf: return kPfColumns;
    case SignalGroup::ed: return kEdColumns;
    case SignalGroup::g2: return kG2Columns;
    case SignalGroup::mf: return kMfColumns;
    case SignalGroup::gr: return kGrColumns;
    case SignalGroup::n:
    case SignalGroup::m: break;
  }
  return 0;
}

/// Where the columns of a group begin among those of `groups` of one cell.
CARTOGRAF_HD constexpr int first_edge_column(SignalGroups groups, SignalGroup group) {
  int n = 0;
  for (int before = 0; before < static_cast<int>(group); ++before) {
    if ((groups >> before & 1) != 0) n += n_edge_columns(static_cast<SignalGroup>(before));
  }
  return n;
}

CARTOGRAF_HD constexpr int n_edge_columns(SignalGroups groups) { return first_edge_column(groups, SignalGroup::n); }
inline constexpr int kAllEdgeColumns = n_edge_columns(mask_of(SignalGroup::n) - 1);
static_assert(kAllEdgeColumns == 155);

/// The columns of `groups` but for those of mf, which are left as they are: mean_field.hpp.
template <class Form>
CARTOGRAF_HD void evaluate_form(const Form& form, SignalGroups groups, double* out) {
  for (int at = 0; at < kEdgeSignalGroups; ++at) {
    const auto group = static_cast<SignalGroup>(at);
    if ((groups & mask_of(group)) == 0) continue;
    double* to = out + first_edge_column(groups, group);
    switch (group) {
      case SignalGroup::lin: lin_features(form, to); break;
      case SignalGroup::x: x_features(form, to); break;
      case SignalGroup::pf: path_features(form, to); break;
      case SignalGroup::ed: effective_depth(form, to); break;
      case SignalGroup::g2: gradients_by_kernel(form, to); break;
      case SignalGroup::gr: gradients(form, to); break;
      case SignalGroup::mf:
      case SignalGroup::n:
      case SignalGroup::m: break;
    }
  }
}

}  // namespace cartograf
