#pragma once

#include <cublas_v2.h>

/// Throws DeviceError, with cuBLAS's name of the error and the call, unless `call` succeeds.
#define CARTOGRAF_CUBLAS_CALL(call) ::cartograf::check_cublas((call), #call)

namespace cartograf {

/// What is used of cuBLAS. The library is opened when it is first needed: half a gigabyte (with cublasLt) that a command
/// need not load that does not use it.
struct Cublas {
  decltype(&cublasCreate_v2) create;
  decltype(&cublasDestroy_v2) destroy;
  decltype(&cublasGetStatusName) status_name;
  cublasStatus_t (*gemm)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void*, const void*,
                         cudaDataType, int, const void*, cudaDataType, int, const void*, void*, cudaDataType, int,
                         cublasComputeType_t, cublasGemmAlgo_t);
  decltype(&cublasDgemm_v2) dgemm;
};

/// Throws DeviceError, with the reason, when the library cannot be opened.
const Cublas& cublas();

void check_cublas(cublasStatus_t status, const char* call);

}  // namespace cartograf
