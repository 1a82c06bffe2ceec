#pragma once

#include <cstdint>

namespace cartograf::bench {

/// Largest resident memory of this process, in bytes, since the last reset; 0 when the system does not say.
std::uint64_t peak_memory();

/// Begins anew from what is resident now. Where the system refuses it, peak_memory() goes on counting from the start of
/// the process.
void reset_peak_memory();

/// Memory of the machine, in bytes.
std::uint64_t physical_memory();

}  // namespace cartograf::bench
