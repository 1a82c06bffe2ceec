#include "kernels/linalg/matern_rows.hpp"

namespace cartograf {
namespace {

const MaternRows& best_rows() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) return matern_rows_avx512();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return matern_rows_avx2();
#endif
  return matern_rows_baseline();
}

}  // namespace

const MaternRows& matern_rows() {
  static const MaternRows& rows = best_rows();
  return rows;
}

}  // namespace cartograf
