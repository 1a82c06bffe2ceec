#pragma once

#include <cstdint>
#include <memory>

#include "kernels/algorithms/top_k.hpp"

/// TopK on one GPU, for scores in its memory; calls are complete when they return. In a build without CUDA it throws
/// DeviceError.
namespace cartograf::cuda {

std::unique_ptr<TopK::Implementation> make_top_k(std::uint64_t k, Direction direction, int ordinal);

}  // namespace cartograf::cuda
