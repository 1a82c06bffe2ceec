// A source of its own since it is compiled with flags of its own: its loops are to become vectors.
#include "kernels/cpu/mean_field.hpp"

#include "kernels/features/signal/mean_field.hpp"

namespace cartograf::cpu {
namespace {

constexpr LagGrid make_lag_grid() {
  LagGrid grid{};
  for (int point = 0; point < kLagPoints; ++point) grid.fill(point);
  return grid;
}

constexpr LagGrid kLagGrid = make_lag_grid();

}  // namespace

void evaluate_mean_field(const SignalForm& form, double* out) {
  double scratch[mean_field_scratch(kMaxSignalInputs, kMaxConvolutions)];
  MeanField<SignalForm, OneLane>(form, kLagGrid, scratch, {}).evaluate(out);
}

}  // namespace cartograf::cpu
