#include "kernels/linalg/cusolver.hpp"

#include "kernels/linalg/toolkit_library.hpp"

namespace cartograf {
namespace {

Cusolver opened() {
  const std::string title = "cuSOLVER";
  void* const library = opened_toolkit_library(title, "libcusolver.so." + std::to_string(CUSOLVER_VER_MAJOR));
  Cusolver functions{};
  find_toolkit_function(library, title, "cusolverDnCreate", functions.create);
  find_toolkit_function(library, title, "cusolverDnDestroy", functions.destroy);
  find_toolkit_function(library, title, "cusolverDnDpotrf_bufferSize", functions.factor_buffer_size);
  find_toolkit_function(library, title, "cusolverDnDpotrf", functions.factor);
  find_toolkit_function(library, title, "cusolverDnDpotrs", functions.solve);
  return functions;
}

}  // namespace

const Cusolver& cusolver() {
  static const Cusolver functions = opened();
  return functions;
}

void check_cusolver(cusolverStatus_t status, const char* call) {
  if (status == CUSOLVER_STATUS_SUCCESS) return;
  throw DeviceError("cuSOLVER: error " + std::to_string(static_cast<int>(status)) + " in " + call);
}

}  // namespace cartograf
