#include <unistd.h>

#include <cstdlib>

#include "host/cli/program.hpp"

namespace {

/// OpenMP threads that spin while they wait make XGBoost an order of magnitude slower on a busy machine. The policy is
/// read when the library is loaded, before main: so the process starts itself again, once. OpenBLAS, too, would start
/// threads when it is loaded; it is only called from threads of ours.
void restart_with_passive_waiting(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  execv("/proc/self/exe", argv);  // comes back only when it fails; then all still works, more slowly
}

}  // namespace

int main(int argc, char** argv) {
  restart_with_passive_waiting(argv);
  return cartograf::cli::run_program(argc, argv);
}
