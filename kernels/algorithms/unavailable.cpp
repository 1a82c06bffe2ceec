// The algorithms of a build without the CUDA toolkit: everything links, and says so when used.
#include "kernels/algorithms/on_cuda.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cuda {
namespace {

constexpr const char* kWithoutCuda = "CUDA is not compiled in (this build was configured without the CUDA toolkit)";

}  // namespace

std::uint64_t sort_unique(std::uint64_t*, std::uint64_t, int) { throw DeviceError(kWithoutCuda); }
void sample(const RandomPermutation&, std::uint64_t, std::uint64_t, std::uint64_t*, int) { throw DeviceError(kWithoutCuda); }
std::uint64_t compact(std::uint64_t, const std::uint8_t*, std::uint64_t, std::uint64_t*, int) { throw DeviceError(kWithoutCuda); }
std::unique_ptr<TopK::Implementation> make_top_k(std::uint64_t, Extreme, int) { throw DeviceError(kWithoutCuda); }

}  // namespace cartograf::cuda
