#pragma once

#include <cstdint>
#include <string>

namespace cartograf {

/// Bytes that this process can still get: what the machine has available (MemAvailable of /proc/meminfo), what the control groups of the
/// process leave (memory.max of version 2, memory.limit_in_bytes of version 1; cached files count as free), or what its limit of address
/// space leaves (RLIMIT_AS), whichever is least. 2^64 - 1 where the system says nothing.
std::uint64_t available_memory();

/// Bytes that the limit of address space leaves (RLIMIT_AS, 'ulimit -v'); 2^64 - 1 without one.
std::uint64_t address_space_left();

/// Whether the system gives so many bytes more in one piece, whatever limits it (RLIMIT_AS, RLIMIT_DATA, strict accounting of memory).
/// Nothing is taken. It may be called before the libraries have begun to work.
bool can_map(std::uint64_t bytes);

/// Throws IoError where `bytes` are more than available_memory(), before anything is allocated. `what`: what needs them, such as
/// "predictor gp: 100000 training rows".
void require_memory(std::uint64_t bytes, const std::string& what);

/// Bytes of a square matrix of doubles; 2^64 - 1 where a 64-bit integer does not hold them.
std::uint64_t size_of_square(std::uint64_t n);

}  // namespace cartograf
