#include "host/bench/bench.hpp"

#include "host/family/family.hpp"

#include <algorithm>
#include <numeric>

#include "host/bench/process_memory.hpp"
#include "host/bench/work.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

using bench::Subject;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

/// A work, and the others that come out of the same measurement.
struct Work {
  std::vector<std::string> names;
  bool gpu_only;
  std::vector<Measurement> (*measure)(const Subject&);
};

// In the order in which they run. First those that tell their memory.
const Work kWorks[] = {
    {{"scaling"}, false, bench::measure_scaling},
    {{"stream"}, false, [](const Subject& s) { return std::vector{bench::measure_stream(s, "stream", s.options.rows)}; }},
    {{"rows"}, false, bench::measure_rows},
    {{"copy_to_host"}, true, [](const Subject& s) { return std::vector{bench::measure_copy_to_host(s)}; }},
    {{"hdf5_write"}, false, [](const Subject& s) { return std::vector{bench::measure_hdf5_write(s)}; }},
    {{"fit", "predict", "features_fit_predict"}, false, bench::measure_predictor},
};
constexpr const char* kEnumerate = "enumerate";
constexpr const char* kEnumerated = "nasbench101";

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Sizes that were left open, decided.
BenchOptions resolved(BenchOptions options) {
  const bool gpu = options.execution.device.backend == Backend::cuda;
  if (options.memory == 0) options.memory = gpu ? 8192 * kMebibyte : 1024 * kMebibyte;
  if (options.block == 0) options.block = gpu ? 256 * kMebibyte : 4 * kMebibyte;
  if (!gpu && std::max(options.memory, options.block) > bench::physical_memory()) {
    throw InputError("an array of " + std::to_string(std::max(options.memory, options.block)) + " bytes does not fit into the memory of " +
                     "the machine, " + std::to_string(bench::physical_memory()) + " bytes");
  }
  if (gpu && options.execution.isa) throw InputError("the instruction set is of the CPU, and the device is " + to_string(options.execution.device));
  if (options.repetitions < 1 || options.rows < 1) throw InputError("expected at least one repetition and one row");
  if (options.dtypes.empty()) throw InputError("expected at least one dtype");
  return options;
}

/// The default features without wide columns: all works are of rows.
FeatureSet default_rows(const SearchSpace& space) {
  const FeatureSet features = select_features(space, Convention::graf_nas, {});
  std::vector<std::size_t> columns(features.columns().size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return features.some(columns);
}

/// Everything that a benchmark is to do, counted before it begins.
class Bench {
 public:
  Bench(const std::vector<const SearchSpace*>& spaces, const BenchOptions& options) : spaces_(spaces), options_(resolved(options)) {
    for (const std::string& name : options_.works) check(name);
    total_ = enumerates() ? 1 : 0;
    for (const Work& work : kWorks) total_ += wanted(work) ? spaces_.size() * options_.dtypes.size() : 0;
  }

  std::vector<Measurement> run() {
    for (const SearchSpace* space : spaces_) {
      const FeatureSet features = default_rows(*space);
      if (features.columns().empty()) throw InputError(space->name() + ": has no features by default, so there is nothing to measure");
      for (const Dtype dtype : options_.dtypes) measure({*space, features, dtype, options_, [this] { pulse(); }});
    }
    if (enumerates()) {
      results_.push_back(bench::measure_enumerate(options_, [this] { pulse(); }));
      finish_one();
    }
    return std::move(results_);
  }

 private:
  bool on_gpu() const { return options_.execution.device.backend == Backend::cuda; }
  bool wanted(const std::string& name) const { return options_.works.empty() || holds(options_.works, name); }
  bool wanted(const Work& work) const {
    if (work.gpu_only && !on_gpu()) return false;
    return std::any_of(work.names.begin(), work.names.end(), [this](const std::string& name) { return wanted(name); });
  }
  bool has_enumerated() const {
    return std::any_of(spaces_.begin(), spaces_.end(), [](const SearchSpace* space) { return space->name() == kEnumerated; });
  }
  bool enumerates() const { return wanted(kEnumerate) && has_enumerated(); }

  /// Refuses what was asked for and would be left out.
  void check(const std::string& name) const {
    const std::vector<std::string> known = bench_works();
    if (!holds(known, name)) throw InputError("unknown work " + in_quotes(name) + did_you_mean(name, known));
    if (name == kEnumerate && !has_enumerated()) throw InputError(name + ": is of nasbench101, which is not among the spaces");
    for (const Work& work : kWorks) {
      if (work.gpu_only && !on_gpu() && holds(work.names, name)) throw InputError(name + ": expected a GPU, found the device " + to_string(options_.execution.device));
    }
  }

  void measure(const Subject& subject) {
    for (const Work& work : kWorks) {
      if (!wanted(work)) continue;
      for (Measurement& result : work.measure(subject)) {
        if (wanted(result.work)) results_.push_back(std::move(result));
      }
      finish_one();
    }
  }

  void pulse() const { options_.progress(done_, total_); }
  void finish_one() {
    ++done_;
    pulse();
  }

  const std::vector<const SearchSpace*>& spaces_;
  BenchOptions options_;
  std::vector<Measurement> results_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace

std::vector<std::string> bench_works() {
  std::vector<std::string> names;
  for (const Work& work : kWorks) names.insert(names.end(), work.names.begin(), work.names.end());
  names.emplace_back(kEnumerate);
  return names;
}

std::vector<Measurement> run_bench(const std::vector<const SearchSpace*>& spaces, const BenchOptions& options) {
  return Bench(spaces, options).run();
}

}  // namespace cartograf
