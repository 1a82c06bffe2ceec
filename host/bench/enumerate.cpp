#include <algorithm>
#include <cstring>

#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf::bench {
namespace {

constexpr std::uint64_t kKeysPerTask = 1024;

struct Keys {
  std::uint64_t n = 0;
  std::vector<char> text;  ///< [n x longest key]
};

Keys enumerate_nasbench101(int threads) {
  const auto space = find_space("nasbench101");
  const std::size_t width = space->key_width();
  Keys keys{space->size(), std::vector<char>(space->size() * width)};
  parallel_for(static_cast<std::int64_t>((keys.n + kKeysPerTask - 1) / kKeysPerTask), threads, [&](std::int64_t task) {
    const std::uint64_t begin = static_cast<std::uint64_t>(task) * kKeysPerTask;
    for (std::uint64_t i = begin; i < std::min(keys.n, begin + kKeysPerTask); ++i) {
      const std::string key = space->key(i);
      std::memcpy(&keys.text[i * width], key.data(), key.size());
    }
  });
  return keys;
}

}  // namespace

Measurement measure_enumerate(const BenchOptions& options, const std::function<void()>& pulse) {
  Keys keys = enumerate_nasbench101(options.engine.threads);
  std::vector<double> seconds;
  for (int i = 0; i < options.repetitions; ++i) {
    pulse();
    seconds.push_back(seconds_of([&] { keys = enumerate_nasbench101(options.engine.threads); }));
  }
  Measurement result;
  result.work = "enumerate";
  result.space = "nasbench101";
  result.threads = resolve_threads(options.engine.threads);
  result.repetitions = options.repetitions;
  result.rows = keys.n;
  result.bytes = keys.text.size();
  result.seconds = spread_of(seconds);
  result.goal_seconds = 0.5;
  return result;
}

}  // namespace cartograf::bench
