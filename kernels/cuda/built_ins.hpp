#pragma once

#include "kernels/base/macros.hpp"

/// A function that uses the built-ins of a CUDA kernel: the places of its thread and block, and the barrier. nvcc has
/// them; elsewhere only tests compile such functions, and bring the built-ins (tests/device_on_threads).
#if defined(__CUDACC__)
#define CARTOGRAF_DEVICE __device__
#define CARTOGRAF_UNROLL _Pragma("unroll")
#else
#define CARTOGRAF_DEVICE
#define CARTOGRAF_UNROLL
#endif
