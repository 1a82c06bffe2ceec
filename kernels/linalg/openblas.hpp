#pragma once

namespace cartograf {

/// Tells OpenBLAS, once for the whole process, to compute in the thread that calls it: threads of its own would spin beside
/// ours, and its results would depend on their number.
void blas_in_calling_thread();

}  // namespace cartograf
