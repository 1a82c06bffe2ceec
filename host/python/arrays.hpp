#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf::python {

/// Numbers that Python gives, [n], without a copy where they lie one behind the other.
template <class T>
using Numbers = nanobind::ndarray<const T, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;

template <class T>
std::span<const T> span_of(const Numbers<T>& numbers) {
  return {numbers.data(), numbers.size()};
}

/// Rows that Python gives, [n x columns], row by row, in the memory of the CPU or of a GPU, without a copy.
using Rows = nanobind::ndarray<nanobind::ro, nanobind::ndim<2>, nanobind::c_contig>;

/// Good as long as the rows. Throws InputError for numbers that no row has.
MatrixView view_of(const Rows& rows);

/// [n x columns], of memory that `owner` keeps: an array of NumPy, or on a GPU an object that has no more than the DLPack protocol.
nanobind::object array_of_rows(const MatrixView& rows, const nanobind::capsule& owner);

/// An array of Python that owns `values`, [n].
template <class T>
nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>> array_of(std::vector<T> values) {
  auto held = std::make_unique<std::vector<T>>(std::move(values));
  T* const data = held->data();
  const std::size_t n = held->size();
  const nanobind::capsule owner(held.release(), [](void* pointer) noexcept { delete static_cast<std::vector<T>*>(pointer); });
  return nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>>(data, {n}, owner);
}

/// The same, [n x columns].
template <class T>
nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<2>> matrix_of(std::vector<T> values, std::size_t n_columns) {
  const std::size_t n_rows = values.size() / n_columns;
  auto held = std::make_unique<std::vector<T>>(std::move(values));
  T* const data = held->data();
  const nanobind::capsule owner(held.release(), [](void* pointer) noexcept { delete static_cast<std::vector<T>*>(pointer); });
  return nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<2>>(data, {n_rows, n_columns}, owner);
}

}  // namespace cartograf::python
