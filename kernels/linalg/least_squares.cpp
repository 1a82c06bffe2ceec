#include "kernels/linalg/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/linalg/openblas.hpp"

// LAPACK's symbols of OpenBLAS; Debian has no header for them without LAPACKE.
extern "C" void dgelsd_(const int* m, const int* n, const int* n_right, double* a, const int* lda, double* b, const int* ldb,
                        double* s, const double* rcond, int* rank, double* work, const int* lwork, int* iwork, int* info);

namespace cartograf {
namespace {

constexpr std::size_t kLapackMaxSide = std::numeric_limits<int>::max();

void require_finite(std::span<const double> numbers, const char* what) {
  const auto found = std::find_if(numbers.begin(), numbers.end(), [](double x) { return !std::isfinite(x); });
  if (found == numbers.end()) return;
  throw InputError(std::string("least squares: ") + what + ": expected finite numbers, found " + std::to_string(*found) +
                   " at position " + std::to_string(found - numbers.begin()));
}

std::vector<double> column_major(std::span<const double> x, std::size_t n_rows, std::size_t n_columns) {
  std::vector<double> columns(x.size());
  for (std::size_t i = 0; i < n_rows; ++i) {
    for (std::size_t j = 0; j < n_columns; ++j) columns[j * n_rows + i] = x[i * n_columns + j];
  }
  return columns;
}

/// The arguments of dgelsd that do not change between asking for the work space and solving.
struct Problem {
  int m, n;
  std::vector<double> a;  ///< column-major; destroyed
  std::vector<double> b;  ///< [max(m, n)]: y, then w
  std::vector<double> singular_values;
  int rank = 0;

  void call(double* work, int work_size, int* iwork) {
    const int one = 1, lda = std::max(m, 1), ldb = static_cast<int>(b.size());
    const double rcond = std::max(m, n) * std::numeric_limits<double>::epsilon();
    int info = 0;
    dgelsd_(&m, &n, &one, a.data(), &lda, b.data(), &ldb, singular_values.data(), &rcond, &rank, work, &work_size, iwork, &info);
    CARTOGRAF_EXPECTS(info >= 0);  // else an argument is wrong
    if (info > 0) throw Error("least squares: the singular value decomposition did not converge");
  }
};

}  // namespace

LeastSquares least_squares(std::span<const double> x, std::size_t n_rows, std::size_t n_columns, std::span<const double> y) {
  CARTOGRAF_EXPECTS(x.size() == n_rows * n_columns && y.size() == n_rows);
  if (std::max(n_rows, n_columns) > kLapackMaxSide) {
    throw InputError("least squares: expected at most " + std::to_string(kLapackMaxSide) + " rows and columns, found " +
                     std::to_string(n_rows) + " x " + std::to_string(n_columns));
  }
  require_finite(x, "features");
  require_finite(y, "targets");
  if (x.empty()) return {std::vector<double>(n_columns), 0, {}};
  blas_in_calling_thread();
  Problem problem{static_cast<int>(n_rows), static_cast<int>(n_columns), column_major(x, n_rows, n_columns), {}, {}};
  problem.b.assign(y.begin(), y.end());
  problem.b.resize(std::max(n_rows, n_columns));
  problem.singular_values.resize(std::min(n_rows, n_columns));
  double work_size = 0;
  int iwork_size = 0;
  problem.call(&work_size, -1, &iwork_size);  // asks for the sizes
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> iwork(static_cast<std::size_t>(std::max(iwork_size, 1)));
  problem.call(work.data(), static_cast<int>(work.size()), iwork.data());
  problem.b.resize(n_columns);
  return {std::move(problem.b), static_cast<std::size_t>(problem.rank), std::move(problem.singular_values)};
}

}  // namespace cartograf
