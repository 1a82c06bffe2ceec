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

/// Numbers of Python's as our own.
template <class T>
std::vector<T> vector_of(const Numbers<T>& numbers) {
  return {numbers.data(), numbers.data() + numbers.size()};
}

/// An array of Python that owns `values`, of a shape.
template <class T, std::size_t N>
nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<N>> array_of(std::vector<T> values, const std::size_t (&shape)[N]) {
  auto held = std::make_unique<std::vector<T>>(std::move(values));
  T* const data = held->data();
  const nanobind::capsule owner(held.release(), [](void* pointer) noexcept { delete static_cast<std::vector<T>*>(pointer); });
  return nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<N>>(data, N, shape, owner);
}

/// The same, [n].
template <class T>
auto array_of(std::vector<T> values) {
  const std::size_t shape[] = {values.size()};
  return array_of(std::move(values), shape);
}

}  // namespace cartograf::python
