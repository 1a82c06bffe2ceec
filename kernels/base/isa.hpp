#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cartograf::cpu {

/// Extensions of x86-64 that some loops are compiled for.
enum class Extension { avx2,
                       fma,
                       avx512f,
                       avx512bw,
                       avx512dq,
                       avx512vl,
                       avx512vbmi };

/// Whether this machine, and the build for it, has all of them.
bool has(std::initializer_list<Extension> extensions);

/// Instruction sets that the row kernels are compiled for. Values do not depend on the choice.
enum class Isa {
  baseline,  ///< what every CPU of the architecture has: SSE2 on x86-64, plain C++ elsewhere
  avx2,      ///< 256-bit vectors
  avx512,    ///< 512-bit vectors with masks, and byte permutes (AVX-512 F, BW, VL, VBMI)
};

/// Those that this machine and this build have, ascending; `baseline` is always among them.
std::vector<Isa> supported_isas();

/// The last of supported_isas().
Isa best_isa();

std::string_view to_string(Isa isa);
/// Throws InputError for an unknown name, and for an instruction set that this machine does not have.
Isa parse_isa(std::string_view text);

}  // namespace cartograf::cpu
