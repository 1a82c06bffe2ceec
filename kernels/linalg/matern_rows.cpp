#include "kernels/linalg/matern_rows.hpp"

#include "kernels/base/isa.hpp"

namespace cartograf {
namespace {

const MaternRows& best_rows() {
#if defined(__x86_64__)
  using cpu::Extension;
  if (cpu::has({Extension::avx512f, Extension::avx512dq, Extension::avx512vl})) return matern_rows_avx512();
  if (cpu::has({Extension::avx2, Extension::fma})) return matern_rows_avx2();
#endif
  return matern_rows_baseline();
}

}  // namespace

const MaternRows& matern_rows() {
  static const MaternRows& rows = best_rows();
  return rows;
}

}  // namespace cartograf
