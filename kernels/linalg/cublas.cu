#include "kernels/linalg/cublas.hpp"

#include <string>

#include "kernels/linalg/gram_backend.hpp"
#include "kernels/linalg/toolkit_library.hpp"

namespace cartograf {
namespace {

Cublas opened() {
  const std::string title = "cuBLAS";
  void* const library = opened_toolkit_library(title, "libcublas.so." + std::to_string(CUBLAS_VER_MAJOR));
  Cublas functions{};
  find_toolkit_function(library, title, "cublasCreate_v2", functions.create);
  find_toolkit_function(library, title, "cublasDestroy_v2", functions.destroy);
  find_toolkit_function(library, title, "cublasGetStatusName", functions.status_name);
  find_toolkit_function(library, title, "cublasGemmEx", functions.gemm);
  find_toolkit_function(library, title, "cublasDgemm_v2", functions.dgemm);
  return functions;
}

}  // namespace

const Cublas& cublas() {
  static const Cublas functions = opened();
  return functions;
}

void check_cublas(cublasStatus_t status, const char* call) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw DeviceError(std::string("cuBLAS: ") + cublas().status_name(status) + " in " + call);
}

std::string why_no_cublas() {
  try {
    cublas();
    return {};
  } catch (const DeviceError& error) {
    return error.what();
  }
}

}  // namespace cartograf
