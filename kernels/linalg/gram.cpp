#include "kernels/linalg/gram.hpp"

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/linalg/gram_backend.hpp"

namespace cartograf {

GramMatrix::GramMatrix(std::size_t n_columns, std::vector<std::int64_t> augmented)
    : n_columns_(n_columns), augmented_(std::move(augmented)) {
  CARTOGRAF_EXPECTS(augmented_.size() == (n_columns + 1) * (n_columns + 1));
}

GramAccumulator::GramAccumulator(std::size_t n_columns, Device device, int threads) : n_columns_(n_columns), device_(device) {
  if (n_columns > kMaxColumns) {
    throw InputError("the Gram matrix of " + std::to_string(n_columns) + " columns: expected at most " + std::to_string(kMaxColumns));
  }
  backend_ = device.backend == Backend::cuda ? make_cuda_gram(n_columns, device.ordinal) : make_cpu_gram(n_columns, threads);
}

GramAccumulator::~GramAccumulator() = default;

void GramAccumulator::add(const std::int8_t* rows, std::uint64_t n_rows, Device where) {
  CARTOGRAF_EXPECTS(where.backend == Backend::cpu || where == device_);
  if (n_rows > kMaxRows - n_rows_) {
    throw InputError("the Gram matrix of more than " + std::to_string(kMaxRows) + " rows: its sums may not fit 64 bits");
  }
  n_rows_ += n_rows;
  if (n_rows > 0) backend_->add(rows, n_rows, where);
}

GramMatrix GramAccumulator::result() {
  std::vector<std::int64_t> sums = backend_->sums();
  const std::size_t size = n_columns_ + 1;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) sums[i * size + j] = sums[j * size + i];
  }
  return {n_columns_, std::move(sums)};
}

}  // namespace cartograf
