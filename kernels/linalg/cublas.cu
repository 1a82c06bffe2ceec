#include "kernels/linalg/cublas.hpp"

#include <dlfcn.h>

#include <string>

#include "kernels/base/error.hpp"
#include "kernels/linalg/gram_backend.hpp"

namespace cartograf {
namespace {

/// By its own name, where the loader finds it; else in the toolkit that this program was built with.
void* opened_library() {
  const std::string name = "libcublas.so." + std::to_string(CUBLAS_VER_MAJOR);
  if (void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  const std::string reason = dlerror();
  if (void* const library = dlopen((CARTOGRAF_CUBLAS_FOLDER "/" + name).c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  throw DeviceError("cuBLAS cannot be used: " + reason + "; install it, or name its folder in LD_LIBRARY_PATH");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) throw DeviceError(std::string("cuBLAS cannot be used: it has no function ") + name);
}

Cublas opened() {
  void* const library = opened_library();  // stays open, as its functions may be called until the end
  Cublas functions{};
  find(library, "cublasCreate_v2", functions.create);
  find(library, "cublasDestroy_v2", functions.destroy);
  find(library, "cublasGetStatusName", functions.status_name);
  find(library, "cublasGemmEx", functions.gemm);
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
