#include "host/bench/timing.hpp"

#include <algorithm>

#include "kernels/base/macros.hpp"

namespace cartograf::bench {

Seconds spread_of(std::vector<double> seconds) {
  CARTOGRAF_EXPECTS(!seconds.empty());
  std::sort(seconds.begin(), seconds.end());
  const std::size_t n = seconds.size();
  return {(seconds[(n - 1) / 2] + seconds[n / 2]) / 2, seconds.front(), seconds.back()};
}

WorkAndLimit time_in_turn(int repetitions, const std::function<double()>& limit, const std::function<double()>& work,
                          const std::function<void()>& pulse) {
  limit();
  work();
  std::vector<double> of_limit, of_work;
  for (int i = 0; i < repetitions; ++i) {
    pulse();
    of_limit.push_back(limit());
    of_work.push_back(work());
  }
  return {spread_of(of_work), spread_of(of_limit)};
}

}  // namespace cartograf::bench
