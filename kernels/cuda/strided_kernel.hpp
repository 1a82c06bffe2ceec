#pragma once

#include "kernels/cuda/built_ins.hpp"
#include "kernels/cuda/launch_shape.hpp"
#include "kernels/features/rows.hpp"

/// Kernel bodies of functors whose units of work know nothing of each other. Uses CUDA's built-ins: for .cu files, and
/// for tests that bring their own.
namespace cartograf::cuda {

template <class Functor>
CARTOGRAF_DEVICE void for_each_unit(const Functor& functor, std::uint64_t n_units) {
  const std::uint64_t step = stride(gridDim.x, blockDim.x);
  for (std::uint64_t unit = first_unit(blockIdx.x, blockDim.x, threadIdx.x); unit < n_units; unit += step) functor(unit);
}

/// Neighbouring threads write neighbouring columns, so that stores coalesce.
template <class T>
struct RowColumns {
  FeatureRows<T> rows;

  CARTOGRAF_HD void operator()(std::uint64_t unit) const {
    rows(unit / rows.plan.n_columns, static_cast<std::uint32_t>(unit % rows.plan.n_columns));
  }
};

}  // namespace cartograf::cuda
