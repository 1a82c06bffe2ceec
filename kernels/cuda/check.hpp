#pragma once

#include <cuda_runtime.h>

/// Throws DeviceError, with CUDA's name and text of the error and the call, unless `call` succeeds.
#define CARTOGRAF_CUDA_CALL(call) ::cartograf::cuda::check((call), #call)

namespace cartograf::cuda {

void check(cudaError_t status, const char* call);

}  // namespace cartograf::cuda
