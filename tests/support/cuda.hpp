#pragma once

#include <gtest/gtest.h>

#include "kernels/cuda/runtime.hpp"

/// Reports the test as skipped, with the reason, where no GPU can be used.
#define CARTOGRAF_SKIP_WITHOUT_GPU() \
  if (const std::string reason = cartograf::cuda::why_unusable(0); !reason.empty()) GTEST_SKIP() << reason
