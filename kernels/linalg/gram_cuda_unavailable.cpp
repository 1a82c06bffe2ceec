// Of a build without the CUDA toolkit.
#include "kernels/base/error.hpp"
#include "kernels/linalg/gram_backend.hpp"

namespace cartograf {

std::string why_no_cublas() { return "CUDA is not compiled in (this build was configured without the CUDA toolkit)"; }
std::unique_ptr<GramBackend> make_cuda_gram(std::size_t, int) { throw DeviceError(why_no_cublas()); }

}  // namespace cartograf
