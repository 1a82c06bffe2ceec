#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <string_view>

#include "host/cli/exit_codes.hpp"
#include "host/cli/format.hpp"
#include "host/cli/program.hpp"
#include "io/files/unfinished.hpp"
#include "kernels/base/memory.hpp"

namespace {

using cartograf::cli::kFailed;
constexpr const char* kVariables[] = {"OMP_WAIT_POLICY=passive", "OPENBLAS_NUM_THREADS=1"};

/// OpenMP threads that spin while they wait make XGBoost an order of magnitude slower on a busy machine; threads of OpenBLAS are never
/// used, as it is only called from threads of ours, and where they cannot be started it ends the process. Both are read when the libraries
/// are loaded: so the process starts itself again, once.
void restart_with_variables(int, char** argv, char** environment) {
  const auto is_set = [environment](const char* variable) {
    const std::size_t length = static_cast<std::size_t>(std::strchr(variable, '=') - variable) + 1;
    for (char** known = environment; *known != nullptr; ++known) {
      if (std::strncmp(*known, variable, length) == 0) return true;
    }
    return false;
  };
  std::size_t n = 0;
  while (environment[n] != nullptr) ++n;
  char** const enlarged = new (std::nothrow) char*[n + std::size(kVariables) + 1];
  if (enlarged == nullptr) return;
  std::copy_n(environment, n, enlarged);
  const std::size_t n_before = n;
  for (const char* variable : kVariables) {
    if (!is_set(variable)) enlarged[n++] = const_cast<char*>(variable);
  }
  enlarged[n] = nullptr;
  if (n > n_before) execve("/proc/self/exe", argv, enlarged);  // comes back only when it fails; then all still works, more slowly
  delete[] enlarged;
}

/// OpenBLAS takes a buffer of 128 MiB when it is loaded, and where it gets none it tries again for ever; XGBoost crashes when it is
/// loaded without memory, and HDF5 when it opens its first file.
void require_address_space() {
  constexpr std::uint64_t least = std::uint64_t{192} << 20;
  if (cartograf::can_map(least)) return;
  constexpr std::string_view sentence =
      "cartograf: too little address space: expected 192 MiB beside the libraries, found less; 'ulimit -v' and 'ulimit -d' say how much there may be\n";
  if (write(STDERR_FILENO, sentence.data(), sentence.size()) < 0) _exit(kFailed);  // nobody hears it
  _exit(kFailed);
}

/// Before the libraries have begun to work.
void start(int argc, char** argv, char** environment) {
  require_address_space();
  restart_with_variables(argc, argv, environment);
}
[[gnu::section(".preinit_array"), gnu::used]] void (*at_start)(int, char**, char**) = start;

bool returned = false;
pid_t main_process = 0;

/// Libraries (OpenMP and OpenBLAS, without threads or memory) say why and call exit().
void end_for_library() {
  if (returned || getpid() != main_process) return;
  cartograf::remove_unfinished();
  cartograf::cli::write_message("cartograf: a library ended the run, for the reason above; fewer --threads need less\n");
  _exit(kFailed);
}

}  // namespace

int main(int argc, char** argv) {
  main_process = getpid();
  std::atexit(end_for_library);
  const int code = cartograf::cli::run_program(argc, argv);
  returned = true;
  return code;
}
