// TopK on a GPU in a build without the CUDA toolkit: everything links, and says so when used.
#include "kernels/algorithms/top_k_cuda.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cuda {
namespace {

constexpr const char* kWithoutCuda = "CUDA is not compiled in (this build was configured without the CUDA toolkit)";

}  // namespace

std::unique_ptr<TopK::Implementation> make_top_k(std::uint64_t, Direction, int) { throw DeviceError(kWithoutCuda); }

}  // namespace cartograf::cuda
