#include "kernels/base/isa.hpp"

#include <algorithm>
#include <iterator>

#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cpu {
namespace {

constexpr Isa kAll[] = {Isa::baseline, Isa::avx2, Isa::avx512};

bool has_extension([[maybe_unused]] Extension extension) {
#if defined(__x86_64__)
  switch (extension) {
    case Extension::avx2: return __builtin_cpu_supports("avx2") != 0;
    case Extension::fma: return __builtin_cpu_supports("fma") != 0;
    case Extension::avx512f: return __builtin_cpu_supports("avx512f") != 0;
    case Extension::avx512bw: return __builtin_cpu_supports("avx512bw") != 0;
    case Extension::avx512dq: return __builtin_cpu_supports("avx512dq") != 0;
    case Extension::avx512vl: return __builtin_cpu_supports("avx512vl") != 0;
    case Extension::avx512vbmi: return __builtin_cpu_supports("avx512vbmi") != 0;
  }
#endif
  return false;
}

bool has_isa(Isa isa) {
  switch (isa) {
    case Isa::baseline: return true;
    case Isa::avx2: return has({Extension::avx2});
    case Isa::avx512: return has({Extension::avx512f, Extension::avx512bw, Extension::avx512vl, Extension::avx512vbmi});
  }
  return false;
}

std::string names(const std::vector<Isa>& isas) {
  std::string text;
  for (const Isa isa : isas) text += (text.empty() ? "" : ", ") + std::string(to_string(isa));
  return text;
}

}  // namespace

bool has(std::initializer_list<Extension> extensions) { return std::all_of(extensions.begin(), extensions.end(), has_extension); }

std::vector<Isa> supported_isas() {
  std::vector<Isa> isas;
  std::copy_if(std::begin(kAll), std::end(kAll), std::back_inserter(isas), has_isa);
  return isas;
}

Isa best_isa() { return supported_isas().back(); }

std::string_view to_string(Isa isa) {
  switch (isa) {
    case Isa::baseline: return "baseline";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
  }
  return "";
}

Isa parse_isa(std::string_view text) {
  for (const Isa isa : kAll) {
    if (to_string(isa) != text) continue;
    if (has_isa(isa)) return isa;
    throw InputError("instruction set " + std::string(text) + ": this CPU does not have it; it has " + names(supported_isas()));
  }
  throw InputError("unknown instruction set " + in_quotes(text) + ": expected baseline, avx2 or avx512");
}

}  // namespace cartograf::cpu
