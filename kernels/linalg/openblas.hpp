#pragma once

#include <string>

namespace cartograf {

/// Tells OpenBLAS, once for the whole process, to compute in the thread that calls it: threads of its own would spin beside
/// ours, and its results would depend on their number. Throws IoError where the limit of address space leaves too little for it.
void blas_in_calling_thread();

/// The routines that OpenBLAS chose for this CPU when it was loaded, or those that OPENBLAS_CORETYPE names: "OpenBLAS 0.3.21 SkylakeX".
/// Others add in another order, so that results differ in the last bits.
std::string blas_routines();

}  // namespace cartograf
