#pragma once

#include <string>

/// What the host needs to know of the CUDA runtime, without its headers. A build without the CUDA toolkit has the
/// same functions; they then report "not compiled in".
namespace cartograf::cuda {

bool compiled_in();

/// Whether an NVIDIA driver is installed, so that a GPU is meant to be here. Never throws.
bool has_driver();

/// Number of usable GPUs; 0 when there is no driver or no GPU. Never throws.
int device_count();

/// Why `cuda:ordinal` cannot be used, or an empty text when it can.
std::string why_unusable(int ordinal);

/// Name of a usable GPU as its driver reports it, such as "NVIDIA H200".
std::string device_name(int ordinal);

}  // namespace cartograf::cuda
