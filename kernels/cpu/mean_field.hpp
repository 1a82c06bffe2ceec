#pragma once

#include "kernels/features/signal/signal_form.hpp"

namespace cartograf::cpu {

/// The group `mf` of a form of MeanFieldFormBuilder. out: [kMfColumns].
void evaluate_mean_field(const SignalForm& form, double* out);

}  // namespace cartograf::cpu
