#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf::bench {
namespace {

struct Keys {
  std::uint64_t n = 0;
  std::vector<char> text;  ///< [n x longest key]
};

Keys enumerate_nasbench101(int threads) {
  const auto space = find_space("nasbench101");
  const std::size_t width = space->key_width();
  Keys keys{space->size(), std::vector<char>(space->size() * width)};
  const Codec codec = space->codec();
  for_row_blocks(keys.n, threads, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      std::uint64_t words[kMaxWords] = {};
      codec.decode(i, words);
      space->write_key(i, words, &keys.text[i * width]);
    }
  });
  return keys;
}

}  // namespace

Measurement measure_enumerate(const BenchOptions& options, const std::function<void()>& pulse) {
  Keys keys = enumerate_nasbench101(options.execution.threads);
  std::vector<double> seconds;
  for (int i = 0; i < options.repetitions; ++i) {
    pulse();
    seconds.push_back(seconds_of([&] { keys = enumerate_nasbench101(options.execution.threads); }));
  }
  Measurement result;
  result.work = "enumerate";
  result.space = "nasbench101";
  result.threads = resolve_threads(options.execution.threads);
  result.repetitions = options.repetitions;
  result.rows = keys.n;
  result.bytes = keys.text.size();
  result.seconds = spread_of(seconds);
  result.goal_seconds = 0.5;
  return result;
}

}  // namespace cartograf::bench
