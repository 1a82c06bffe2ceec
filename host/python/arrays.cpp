#include "host/python/arrays.hpp"

#include <string>

#include "kernels/base/error.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

Dtype dtype_of(const nb::dlpack::dtype& dtype) {
  if (dtype == nb::dtype<std::int8_t>()) return Dtype::int8;
  if (dtype == nb::dtype<float>()) return Dtype::float32;
  if (dtype == nb::dtype<double>()) return Dtype::float64;
  throw InputError("rows: expected int8, float32 or float64, found numbers of another type");
}

Device device_of(const Rows& rows) {
  if (rows.device_type() == nb::device::cpu::value) return {};
  if (rows.device_type() == nb::device::cuda::value) return {Backend::cuda, rows.device_id()};
  throw InputError("rows: expected the memory of the CPU or of a CUDA GPU, found that of another device");
}

nb::dlpack::dtype dlpack_dtype(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return nb::dtype<std::int8_t>();
    case Dtype::float32: return nb::dtype<float>();
    case Dtype::float64: return nb::dtype<double>();
    case Dtype::int64: break;
  }
  return nb::dtype<std::int64_t>();
}

template <class Framework>
nb::object array_in(const MatrixView& rows, const nb::capsule& owner) {
  const std::size_t shape[2] = {rows.n_rows, rows.n_columns};
  const bool on_gpu = rows.device.backend == Backend::cuda;
  return nb::cast(nb::ndarray<Framework>(const_cast<void*>(rows.data), 2, shape, owner, nullptr, dlpack_dtype(rows.dtype),
                                         on_gpu ? nb::device::cuda::value : nb::device::cpu::value, rows.device.ordinal));
}

}  // namespace

nb::object array_of_rows(const MatrixView& rows, const nb::capsule& owner) {
  return rows.device.backend == Backend::cuda ? array_in<nb::array_api>(rows, owner) : array_in<nb::numpy>(rows, owner);
}

MatrixView view_of(const Rows& rows) { return {rows.data(), dtype_of(rows.dtype()), rows.shape(0), rows.shape(1), device_of(rows)}; }

}  // namespace cartograf::python
