#pragma once

#include <cusolverDn.h>

/// Throws DeviceError, with cuSOLVER's number of the error and the call, unless `call` succeeds.
#define CARTOGRAF_CUSOLVER_CALL(call) ::cartograf::check_cusolver((call), #call)

namespace cartograf {

/// What is used of cuSOLVER, which is opened when it is first needed.
struct Cusolver {
  decltype(&cusolverDnCreate) create;
  decltype(&cusolverDnDestroy) destroy;
  decltype(&cusolverDnDpotrf_bufferSize) factor_buffer_size;
  decltype(&cusolverDnDpotrf) factor;
  decltype(&cusolverDnDpotrs) solve;
};

/// Throws DeviceError, with the reason, when the library cannot be opened.
const Cusolver& cusolver();

void check_cusolver(cusolverStatus_t status, const char* call);

}  // namespace cartograf
