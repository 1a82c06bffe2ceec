#include "kernels/cpu/row_kernels_of.hpp"

#include <immintrin.h>

namespace cartograf::cpu {
namespace {

/// 256-bit vectors; a selector holds all bits of the values that it selects.
struct Avx2 : BitSelectors<Avx2> {
  using Register = __m256i;
  using Selector = Register;
  static constexpr std::size_t kSize = sizeof(Register);

  static Register load(const void* from) { return _mm256_loadu_si256(static_cast<const Register*>(from)); }
  static void store(void* to, Register values) { _mm256_storeu_si256(static_cast<Register*>(to), values); }
  static void stream(void* to, Register values) { _mm256_stream_si256(static_cast<Register*>(to), values); }
  static void finish_streaming() { _mm_sfence(); }

  template <std::size_t kValueSize>
  static Register pick(Register selector, Register zero, Register one) { return _mm256_blendv_epi8(zero, one, selector); }
};

}  // namespace

const RowKernels& row_kernels_avx2() {
  static constexpr RowKernels kernels = row_kernels_of<Avx2>(Isa::avx2);
  return kernels;
}

}  // namespace cartograf::cpu
