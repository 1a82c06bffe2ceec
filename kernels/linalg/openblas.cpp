#include "kernels/linalg/openblas.hpp"

#include <cblas.h>

namespace cartograf {

void blas_in_calling_thread() {
  static const bool told = (openblas_set_num_threads(1), true);
  static_cast<void>(told);
}

}  // namespace cartograf
