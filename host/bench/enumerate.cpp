#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/engine/feature_stream.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf::bench {
namespace {

struct Keys {
  std::uint64_t n = 0;
  std::uint64_t bytes = 0;
};

/// In one batch, so that all keys are in memory at a time.
Keys enumerate_nasbench101(const Execution& execution) {
  const auto space = find_space("nasbench101");
  const FeatureSet no_features(Convention::graf_nas);
  StreamContent content;
  content.keys = true;
  FeatureStream stream(*space, no_features, content, execution);
  const Batch all = stream.batch(architecture_range(*space, 0, space->size()), 0, space->size());
  return {all.size(), all.size() * all.keys.width};
}

}  // namespace

Measurement measure_enumerate(const BenchOptions& options, const std::function<void()>& pulse) {
  Execution execution;  // there is nothing to do for a GPU
  execution.threads = options.execution.threads;
  Keys keys = enumerate_nasbench101(execution);
  std::vector<double> seconds;
  for (int i = 0; i < options.repetitions; ++i) {
    pulse();
    seconds.push_back(seconds_of([&] { keys = enumerate_nasbench101(execution); }));
  }
  Measurement result;
  result.work = "enumerate";
  result.space = "nasbench101";
  result.threads = resolve_threads(options.execution.threads);
  result.repetitions = options.repetitions;
  result.rows = keys.n;
  result.bytes = keys.bytes;
  result.seconds = spread_of(seconds);
  result.goal_seconds = 0.5;
  return result;
}

}  // namespace cartograf::bench
