#include "kernels/linalg/openblas.hpp"

#include <cblas.h>

#include <sstream>

namespace cartograf {

void blas_in_calling_thread() {
  static const bool told = (openblas_set_num_threads(1), true);
  static_cast<void>(told);
}

std::string blas_routines() {
  std::istringstream configuration(openblas_get_config());  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ..."
  std::string name, version;
  configuration >> name >> version;
  return name + " " + version + " " + openblas_get_corename();
}

}  // namespace cartograf
