// The program of one target for libFuzzer; CARTOGRAF_FUZZ_TARGET names it.
#include <omp.h>

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" {

int LLVMFuzzerInitialize(int*, char***);
int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t);

int LLVMFuzzerInitialize(int*, char***) {
  omp_set_num_threads(1);  // as many programs run at a time as there are cores
  return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::CARTOGRAF_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
}
