#pragma once

#include <functional>
#include <vector>

#include "host/bench/measurement.hpp"
#include "kernels/base/stopwatch.hpp"

namespace cartograf::bench {

/// Wall-clock seconds of one call.
template <class F>
double seconds_of(F&& f) {
  const Stopwatch watch;
  f();
  return watch.seconds();
}

/// Median, least and most of at least one value.
Seconds spread_of(std::vector<double> seconds);

struct WorkAndLimit {
  Seconds work, limit;
};

/// Does both once without counting, then `repetitions` times in turn, so that whatever disturbs the machine meets both.
/// Each returns the seconds it took; `pulse` is called between the repetitions and may throw to stop.
WorkAndLimit time_in_turn(int repetitions, const std::function<double()>& limit, const std::function<double()>& work,
                          const std::function<void()>& pulse);

}  // namespace cartograf::bench
