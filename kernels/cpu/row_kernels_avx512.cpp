#include "kernels/cpu/row_kernels_of.hpp"

#include <immintrin.h>

namespace cartograf::cpu {
namespace {

/// 512-bit vectors; a selector is a mask register for each vector, of a bit for each value.
struct Avx512 {
  using Register = __m512i;
  using Selector = std::uint64_t;
  static constexpr std::size_t kSize = sizeof(Register);
  template <std::size_t kValueSize>
  static constexpr std::size_t kSelectorSize = sizeof(Selector);

  static Register load(const void* from) { return _mm512_loadu_si512(from); }
  static void store(void* to, Register values) { _mm512_storeu_si512(to, values); }
  static void stream(void* to, Register values) { _mm512_stream_si512(static_cast<Register*>(to), values); }
  static void finish_streaming() { _mm_sfence(); }

  template <std::size_t kValueSize>
  static void write_selector(const bool* selected, std::size_t chunk, void* selector) {
    Selector mask = 0;
    for (std::size_t lane = 0; lane < kSize / kValueSize; ++lane) mask |= Selector{selected[lane]} << lane;
    static_cast<Selector*>(selector)[chunk] = mask;
  }
  template <std::size_t kValueSize>
  static Selector load_selector(const void* selector, std::size_t chunk) { return static_cast<const Selector*>(selector)[chunk]; }
  template <std::size_t kValueSize>
  static Register pick(Selector selector, Register zero, Register one) {
    if constexpr (kValueSize == 1) return _mm512_mask_blend_epi8(selector, zero, one);
    if constexpr (kValueSize == 4) return _mm512_mask_blend_epi32(static_cast<__mmask16>(selector), zero, one);
    if constexpr (kValueSize == 8) return _mm512_mask_blend_epi64(static_cast<__mmask8>(selector), zero, one);
  }
};

void look_up(const SmallLookup& lookup, const std::uint64_t* words, std::int8_t* numerators) {
  __m512i cases = _mm512_setzero_si512();
  for (std::uint32_t w = 0; w < lookup.n_words; ++w) {
    const __m512i elements = _mm512_set1_epi8(static_cast<char>(words[w]));
    cases = _mm512_or_si512(cases, _mm512_maskz_mov_epi8(lookup.subsets_of_word[w], elements));
  }
  for (std::uint32_t c = 0; c < lookup.n_chunks; ++c) {
    const SmallLookup::Chunk& chunk = lookup.chunks[c];
    const __m512i cases_of_columns = _mm512_permutexvar_epi8(_mm512_loadu_si512(chunk.subset), cases);
    __m512i values = _mm512_setzero_si512();
    for (std::uint32_t r = chunk.first_run; r < chunk.first_run + chunk.n_runs; ++r) {
      const SmallLookup::Run& run = lookup.runs[r];
      values = _mm512_mask_permutexvar_epi8(values, run.columns, cases_of_columns, _mm512_loadu_si512(run.table));
    }
    _mm512_storeu_si512(numerators + c * SmallLookup::kLanes, values);
  }
}

}  // namespace

const RowKernels& row_kernels_avx512() {
  static constexpr RowKernels kernels = [] {
    RowKernels all = row_kernels_of<Avx512>(Isa::avx512);
    all.look_up = look_up;
    return all;
  }();
  return kernels;
}

}  // namespace cartograf::cpu
