#pragma once

#include <cassert>

/// Marks a function that runs on the CPU and, where nvcc compiles it, on the GPU.
#if defined(__CUDACC__)
#define CARTOGRAF_HD __host__ __device__
#else
#define CARTOGRAF_HD
#endif

/// A contract between parts of the library: checked in debug builds, free in release ones.
/// What a user gives is validated with exceptions (error.hpp), never with this.
#if defined(NDEBUG)
#define CARTOGRAF_EXPECTS(condition) static_cast<void>(sizeof((condition) ? 1 : 0))  // names in it are used in all builds
#else
#define CARTOGRAF_EXPECTS(condition) assert(condition)
#endif
