#include "kernels/cpu/row_kernels_of.hpp"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cartograf::cpu {
namespace {

#if defined(__SSE2__)

/// 128-bit vectors; a selector holds all bits of the values that it selects.
struct Sse2 : BitSelectors<Sse2> {
  using Register = __m128i;
  using Selector = Register;
  static constexpr std::size_t kSize = sizeof(Register);

  static Register load(const void* from) { return _mm_loadu_si128(static_cast<const Register*>(from)); }
  static void store(void* to, Register values) { _mm_storeu_si128(static_cast<Register*>(to), values); }
  static void stream(void* to, Register values) { _mm_stream_si128(static_cast<Register*>(to), values); }
  static void finish_streaming() { _mm_sfence(); }

  template <std::size_t kValueSize>
  static Register pick(Register selector, Register zero, Register one) {
    return _mm_or_si128(_mm_andnot_si128(selector, zero), _mm_and_si128(selector, one));
  }
};
using Baseline = Sse2;

#else

/// Eight bytes at a time in a general register, for CPUs other than x86.
struct Word : BitSelectors<Word> {
  using Register = std::uint64_t;
  using Selector = Register;
  static constexpr std::size_t kSize = sizeof(Register);

  static Register load(const void* from) {
    Register values;
    std::memcpy(&values, from, kSize);
    return values;
  }
  static void store(void* to, Register values) { std::memcpy(to, &values, kSize); }
  static void stream(void* to, Register values) { store(to, values); }
  static void finish_streaming() {}

  template <std::size_t kValueSize>
  static Register pick(Register selector, Register zero, Register one) { return (zero & ~selector) | (one & selector); }
};
using Baseline = Word;

#endif

}  // namespace

const RowKernels& row_kernels_baseline() {
  static constexpr RowKernels kernels = row_kernels_of<Baseline>(Isa::baseline);
  return kernels;
}

}  // namespace cartograf::cpu
