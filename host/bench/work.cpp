#include "host/bench/work.hpp"

#include <algorithm>

#include "kernels/base/parallel.hpp"

namespace cartograf::bench {

std::uint64_t Subject::rows_in(std::uint64_t bytes) const { return std::max<std::uint64_t>(1, bytes / row_size()); }

Measurement Subject::measurement(std::string work, std::uint64_t rows, std::uint64_t bytes) const {
  Measurement result;
  result.work = std::move(work);
  result.space = space.name();
  result.dtype = dtype;
  result.device = device();
  result.threads = resolve_threads(options.execution.threads);
  if (!on_gpu()) result.isa = to_string(options.execution.isa.value_or(cpu::best_isa()));
  result.repetitions = options.repetitions;
  result.rows = rows;
  result.bytes = bytes;
  return result;
}

}  // namespace cartograf::bench
