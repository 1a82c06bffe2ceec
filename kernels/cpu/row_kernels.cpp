#include "kernels/cpu/row_kernels.hpp"

#include <algorithm>

#include "kernels/base/error.hpp"

namespace cartograf::cpu {

const RowKernels& row_kernels_baseline();
#if defined(__x86_64__)
const RowKernels& row_kernels_avx2();
const RowKernels& row_kernels_avx512();
#endif

const RowKernels& row_kernels(Isa isa) {
  const std::vector<Isa> supported = supported_isas();
  if (std::find(supported.begin(), supported.end(), isa) == supported.end()) {
    throw InputError("instruction set " + std::string(to_string(isa)) + ": this CPU does not have it");
  }
#if defined(__x86_64__)
  if (isa == Isa::avx2) return row_kernels_avx2();
  if (isa == Isa::avx512) return row_kernels_avx512();
#endif
  return row_kernels_baseline();
}

}  // namespace cartograf::cpu
