// The row kernels, written once for a vector type `Vector`. Included by one source for each instruction set, which is
// compiled for that set: so everything is in an unnamed namespace, and nothing inline of other headers is called. The
// linker would be free to take such a function, compiled for AVX-512, for the whole program.
#pragma once

#include <cstring>

#include "kernels/cpu/row_kernels.hpp"

namespace cartograf::cpu {
namespace {

/// Selectors of vectors without mask registers: all bits of the values that are selected. A base of `Vector`.
template <class Vector>
struct BitSelectors {
  template <std::size_t kValueSize>
  static constexpr std::size_t kSelectorSize = Vector::kSize;

  template <std::size_t kValueSize>
  static void write_selector(const bool* selected, std::size_t chunk, void* selector) {
    auto* const bytes = static_cast<unsigned char*>(selector) + chunk * Vector::kSize;
    for (std::size_t byte = 0; byte < Vector::kSize; ++byte) bytes[byte] = selected[byte / kValueSize] ? 0xff : 0;
  }
  template <std::size_t kValueSize>
  static auto load_selector(const void* selector, std::size_t chunk) {
    return Vector::load(static_cast<const unsigned char*>(selector) + chunk * Vector::kSize);
  }
};

/// Places of vectors in a row of `row_size` bytes. The last one ends where the row does, and so overlaps the one before
/// it: what it writes twice is the same.
template <class Vector>
struct Chunks {
  std::size_t row_size;

  std::size_t count() const { return (row_size + Vector::kSize - 1) / Vector::kSize; }
  std::size_t offset(std::size_t chunk) const {
    const std::size_t begin = chunk * Vector::kSize;
    return row_size < Vector::kSize || begin + Vector::kSize <= row_size ? begin : row_size - Vector::kSize;
  }
};

template <class Vector, std::size_t kValueSize>
std::size_t selector_size(std::uint32_t n_columns) {
  return Chunks<Vector>{n_columns * kValueSize}.count() * Vector::template kSelectorSize<kValueSize>;
}

template <class Vector, std::size_t kValueSize>
void make_selector(const std::uint8_t* selected, std::uint32_t n_columns, void* selector) {
  constexpr std::size_t lanes = Vector::kSize / kValueSize;
  const Chunks<Vector> chunks{n_columns * kValueSize};
  for (std::size_t chunk = 0; chunk < chunks.count(); ++chunk) {
    const std::size_t first = chunks.offset(chunk) / kValueSize;
    bool lane_selected[lanes] = {};
    for (std::size_t lane = 0; lane < lanes; ++lane) lane_selected[lane] = first + lane < n_columns && selected[first + lane] != 0;
    Vector::template write_selector<kValueSize>(lane_selected, chunk, selector);
  }
}

/// kB operations of b, known to the compiler: their selectors then stay in registers, so that a stored vector costs no
/// load. (Loads wait for the stores before them: with a load for each store the loop has half the speed.)
template <class Vector, std::size_t kValueSize, std::uint32_t kB>
void blend(const CornerBlend& work, std::uint32_t first_b) {
  using Register = typename Vector::Register;
  // Copies, since the compiler must take it that a store of bytes changes `work`.
  const std::size_t pitch = work.out_pitch;
  const std::size_t step = pitch * work.n_b;  // from one operation of a to the next
  const std::uint32_t n_a = work.n_a;
  const void* const* const selectors_a = work.selectors_a;
  const unsigned char* corners[4];
  for (int i = 0; i < 4; ++i) corners[i] = static_cast<const unsigned char*>(work.corner[i]);
  const void* selectors_b[kB];
  for (std::uint32_t b = 0; b < kB; ++b) selectors_b[b] = work.selectors_b[first_b + b];
  unsigned char* const first_row = static_cast<unsigned char*>(work.out) + first_b * pitch;
  const Chunks<Vector> chunks{work.n_columns * kValueSize};
  const std::size_t n_chunks = chunks.count();
  for (std::size_t chunk = 0; chunk < n_chunks; ++chunk) {
    const std::size_t offset = chunks.offset(chunk);
    const Register neither = Vector::load(corners[0] + offset), a_alone = Vector::load(corners[1] + offset);
    const Register b_alone = Vector::load(corners[2] + offset), both = Vector::load(corners[3] + offset);
    typename Vector::Selector of_b[kB];
#pragma GCC unroll 8
    for (std::uint32_t b = 0; b < kB; ++b) of_b[b] = Vector::template load_selector<kValueSize>(selectors_b[b], chunk);
    unsigned char* out = first_row + offset;
    for (std::uint32_t a = 0; a < n_a; ++a, out += step) {
      const auto of_a = Vector::template load_selector<kValueSize>(selectors_a[a], chunk);
      const Register without_b = Vector::template pick<kValueSize>(of_a, neither, a_alone);
      const Register with_b = Vector::template pick<kValueSize>(of_a, b_alone, both);
#pragma GCC unroll 8
      for (std::uint32_t b = 0; b < kB; ++b) Vector::store(out + b * pitch, Vector::template pick<kValueSize>(of_b[b], without_b, with_b));
    }
  }
}

/// Rows shorter than a vector.
template <class Vector, std::size_t kValueSize>
void blend_short(const CornerBlend& work) {
  using Register = typename Vector::Register;
  const std::size_t row_size = work.n_columns * kValueSize;
  auto* out = static_cast<unsigned char*>(work.out);
  for (std::uint32_t a = 0; a < work.n_a; ++a) {
    const auto selector_a = Vector::template load_selector<kValueSize>(work.selectors_a[a], 0);
    const Register without_b = Vector::template pick<kValueSize>(selector_a, Vector::load(work.corner[0]), Vector::load(work.corner[1]));
    const Register with_b = Vector::template pick<kValueSize>(selector_a, Vector::load(work.corner[2]), Vector::load(work.corner[3]));
    for (std::uint32_t b = 0; b < work.n_b; ++b, out += work.out_pitch) {
      const auto selector_b = Vector::template load_selector<kValueSize>(work.selectors_b[b], 0);
      const Register values = Vector::template pick<kValueSize>(selector_b, without_b, with_b);
      std::memcpy(out, &values, row_size);
    }
  }
}

template <class Vector, std::size_t kValueSize>
void blend(const CornerBlend& work) {
  if (work.n_columns * kValueSize < Vector::kSize) return blend_short<Vector, kValueSize>(work);
  for (std::uint32_t b = 0; b < work.n_b; b += 8) {
    switch (work.n_b - b) {
      case 1: return blend<Vector, kValueSize, 1>(work, b);
      case 2: return blend<Vector, kValueSize, 2>(work, b);
      case 3: return blend<Vector, kValueSize, 3>(work, b);
      case 4: return blend<Vector, kValueSize, 4>(work, b);
      case 5: return blend<Vector, kValueSize, 5>(work, b);
      case 6: return blend<Vector, kValueSize, 6>(work, b);
      case 7: return blend<Vector, kValueSize, 7>(work, b);
      default: blend<Vector, kValueSize, 8>(work, b);
    }
  }
}

template <class Vector>
std::size_t selector_size(std::size_t size, std::uint32_t n_columns) {
  if (size == 1) return selector_size<Vector, 1>(n_columns);
  return size == 4 ? selector_size<Vector, 4>(n_columns) : selector_size<Vector, 8>(n_columns);
}

template <class Vector>
void make_selector(std::size_t size, const std::uint8_t* selected, std::uint32_t n_columns, void* selector) {
  if (size == 1) return make_selector<Vector, 1>(selected, n_columns, selector);
  return size == 4 ? make_selector<Vector, 4>(selected, n_columns, selector) : make_selector<Vector, 8>(selected, n_columns, selector);
}

template <class Vector>
void blend(std::size_t size, const CornerBlend& work) {
  if (size == 1) return blend<Vector, 1>(work);
  return size == 4 ? blend<Vector, 4>(work) : blend<Vector, 8>(work);
}

// Plain loops, which the compiler vectorises for the instruction set of the source, once it knows that the bytes read
// are not those written.
template <class Vector>
void divide_float32(const std::int8_t* __restrict numerators, const float* __restrict divisors, std::uint32_t n_columns,
                    float* __restrict quotients) {
  for (std::uint32_t i = 0; i < n_columns; ++i) quotients[i] = static_cast<float>(numerators[i]) / divisors[i];
}

template <class Vector>
void divide_float64(const std::int8_t* __restrict numerators, const double* __restrict divisors, std::uint32_t n_columns,
                    double* __restrict quotients) {
  for (std::uint32_t i = 0; i < n_columns; ++i) quotients[i] = static_cast<double>(numerators[i]) / divisors[i];
}

template <class Vector>
void stream(const void* from, void* to, std::size_t bytes) {
  const auto* source = static_cast<const unsigned char*>(from);
  auto* target = static_cast<unsigned char*>(to);
  const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(target) % Vector::kSize;
  std::size_t head = misaligned == 0 ? 0 : Vector::kSize - misaligned;
  if (head > bytes) head = bytes;
  std::memcpy(target, source, head);
  std::size_t done = head;
  for (; done + Vector::kSize <= bytes; done += Vector::kSize) Vector::stream(target + done, Vector::load(source + done));
  std::memcpy(target + done, source + done, bytes - done);
  Vector::finish_streaming();
}

template <class Vector>
constexpr RowKernels row_kernels_of(Isa isa) {
  RowKernels kernels;
  kernels.isa = isa;
  kernels.selector_size = selector_size<Vector>;
  kernels.make_selector = make_selector<Vector>;
  kernels.blend = blend<Vector>;
  kernels.divide_float32 = divide_float32<Vector>;
  kernels.divide_float64 = divide_float64<Vector>;
  kernels.stream = stream<Vector>;
  return kernels;
}

}  // namespace
}  // namespace cartograf::cpu
