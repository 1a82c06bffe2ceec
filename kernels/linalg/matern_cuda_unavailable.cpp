// Of a build without the CUDA toolkit.
#include "kernels/base/error.hpp"
#include "kernels/linalg/matern_device.hpp"

namespace cartograf {

std::string why_no_cusolver() { return "CUDA is not compiled in (this build was configured without the CUDA toolkit)"; }
std::unique_ptr<MaternOnDevice> make_cuda_matern(const MaternModel&, int) { throw DeviceError(why_no_cusolver()); }
std::vector<double> cuda_kernel_solution(std::span<const double>, std::uint64_t, double, double, std::span<const double>, int) {
  throw DeviceError(why_no_cusolver());
}

}  // namespace cartograf
