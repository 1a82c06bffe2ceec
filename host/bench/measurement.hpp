#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/base/device.hpp"
#include "kernels/base/dtype.hpp"

namespace cartograf {

/// Wall-clock seconds of some repetitions of the same work.
struct Seconds {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// One line of a benchmark: what was done, how long it took, and how long the limit took that was measured in turn with
/// it, in the same run.
struct Measurement {
  std::string work;     ///< one of bench_works()
  std::string variant;  ///< of the work, or empty: rows into an "array" or a reused "block"
  std::string space;
  std::optional<Dtype> dtype;  ///< of the features, if there are any
  Device device{};
  int threads = 0;  ///< CPU threads
  std::string isa;  ///< instruction set of the row kernels, or empty
  int repetitions = 0;
  std::uint64_t rows = 0;   ///< architectures
  std::uint64_t bytes = 0;  ///< that the work writes (features, a file); 0 = does not apply
  Seconds seconds{};
  std::string limit;  ///< what `limit_seconds` is of, or empty
  std::optional<Seconds> limit_seconds;
  std::optional<double> goal_fraction;       ///< fraction() at least
  std::optional<double> goal_seconds;        ///< seconds.median at most
  std::optional<std::uint64_t> peak_memory;  ///< largest resident memory of the process, bytes

  double architectures_per_second() const { return static_cast<double>(rows) / seconds.median; }
  /// 10^9 bytes a second, of the work and of its limit.
  std::optional<double> gb_per_second() const;
  std::optional<double> limit_gb_per_second() const;
  /// How much of the limit the work reaches: 1 = as fast.
  std::optional<double> fraction() const;
};

}  // namespace cartograf
