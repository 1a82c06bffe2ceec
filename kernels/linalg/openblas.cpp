#include "kernels/linalg/openblas.hpp"

#include <cblas.h>

#include <cstdint>
#include <sstream>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/memory.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// For each thread that calls it OpenBLAS allocates a buffer, and where it gets none it tries again for ever.
void require_room_for_buffers() {
  constexpr std::uint64_t buffer = std::uint64_t{129} << 20;
  const std::uint64_t needed = buffer * static_cast<std::uint64_t>(resolve_threads(0));
  if (can_map(needed)) return;
  throw IoError("OpenBLAS: buffers of " + counted(static_cast<std::uint64_t>(resolve_threads(0)), "thread") + " take " + bytes_text(static_cast<double>(needed)) +
                " of address space, which is not left; 'ulimit -v' and 'ulimit -d' say how much there may be");
}

bool told() {
  require_room_for_buffers();
  openblas_set_num_threads(1);
  return true;
}

}  // namespace

void blas_in_calling_thread() {
  static const bool once = told();
  static_cast<void>(once);
}

std::string blas_routines() {
  std::istringstream configuration(openblas_get_config());  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ..."
  std::string name, version;
  configuration >> name >> version;
  return name + " " + version + " " + openblas_get_corename();
}

}  // namespace cartograf
