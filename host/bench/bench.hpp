#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/bench/measurement.hpp"
#include "host/engine/feature_engine.hpp"
#include "host/store/featurise.hpp"

namespace cartograf {

/// The works that can be measured, in the order in which they are (docs/performance.md says what each is).
std::vector<std::string> bench_works();

struct BenchOptions {
  Execution execution{};
  std::vector<Dtype> dtypes = {Dtype::float32, Dtype::int8};
  std::vector<std::string> works;  ///< of bench_works(); empty = all that the device and the spaces have
  std::uint64_t memory = 0;        ///< bytes of the array of rows; 0 = 1 GiB, 8 GiB on a GPU
  std::uint64_t block = 0;         ///< bytes of a block that is used again and again; 0 = 4 MiB, 256 MiB on a GPU
  std::uint64_t rows = 1'000'000;  ///< architectures of `stream`, and the most of `scaling`
  int repetitions = 5;
  std::filesystem::path folder;  ///< of temporary files; empty = the system's
  /// Called with the measurements done and planned, also while one runs; may throw (Interrupted) to stop.
  Progress progress = [](std::uint64_t, std::uint64_t) {};
};

/// Measures every work for every space and dtype that it applies to. Throws InputError for an unknown work, for one that
/// was asked for and that device and spaces do not have, and for sizes that make no sense; DeviceError; IoError when
/// `folder` cannot be written. Temporary files are removed, also after an error.
std::vector<Measurement> run_bench(const std::vector<const SearchSpace*>& spaces, const BenchOptions& options);

}  // namespace cartograf
