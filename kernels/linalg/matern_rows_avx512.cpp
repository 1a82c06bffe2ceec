#include "kernels/linalg/matern_rows_of.hpp"

namespace cartograf {

const MaternRows& matern_rows_avx512() { return kRows; }

}  // namespace cartograf
