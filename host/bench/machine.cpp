#include "host/bench/machine.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <cartograf/version.hpp>

#include "host/bench/process_memory.hpp"
#include "host/predictor/booster.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/utc_time.hpp"

namespace cartograf {
namespace {

constexpr const char* kFlags[] = {"sse4_2", "avx", "avx2", "bmi2", "avx512f", "avx512bw",
                                  "avx512vl", "avx512vbmi", "avx512_vbmi2", "asimd", "sve"};

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// The value of the first line "name<blanks>: value" of a file.
std::string value_of(const std::filesystem::path& path, const std::string& name, char separator) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t at = line.find(separator);
    if (at == std::string::npos || line.compare(0, name.size(), name) != 0) continue;
    const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
    if (begin == std::string::npos) return "";
    return line.substr(begin, line.find_last_not_of(" \t\"") + 1 - begin);
  }
  return "";
}

std::vector<std::string> flags() {
  std::istringstream words(value_of("/proc/cpuinfo", "flags", ':') + " " + value_of("/proc/cpuinfo", "Features", ':'));
  std::vector<std::string> found;
  for (std::string word; words >> word;) {
    if (std::find(std::begin(kFlags), std::end(kFlags), word) != std::end(kFlags)) found.push_back(word);
  }
  return found;
}

std::vector<Cache> caches() {
  const std::filesystem::path folder = "/sys/devices/system/cpu/cpu0/cache";
  std::vector<Cache> found;
  for (int i = 0;; ++i) {
    const std::filesystem::path cache = folder / ("index" + std::to_string(i));
    const std::optional<int> level = parse_number<int>(first_line(cache / "level"));
    if (!level) return found;
    found.push_back({*level, first_line(cache / "type"), first_line(cache / "size"), first_line(cache / "shared_cpu_list")});
  }
}

std::string kernel() {
  utsname name{};
  if (uname(&name) != 0) return "";
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

#if defined(__clang__)
constexpr const char* kCompiler = __VERSION__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

#if defined(NDEBUG)
constexpr bool kAssertions = false;
#else
constexpr bool kAssertions = true;
#endif

}  // namespace

Machine describe_machine(Device device) {
  Machine machine;
  machine.cpu = value_of("/proc/cpuinfo", "model name", ':');
  machine.cpu_flags = flags();
  machine.cores = resolve_threads(0);
  machine.caches = caches();
  machine.memory = bench::physical_memory();
  machine.system = value_of("/etc/os-release", "PRETTY_NAME", '=');
  machine.kernel = kernel();
  machine.compiler = kCompiler;
  machine.build_type = CARTOGRAF_BUILD_TYPE;
  machine.assertions = kAssertions;
  machine.cartograf = CARTOGRAF_VERSION;
  machine.hdf5 = hdf5_version();
  machine.xgboost = xgboost_version();
  machine.time = utc_time(std::time(nullptr));
  if (device.backend == Backend::cuda) machine.gpu = cuda::describe(device.ordinal);
  return machine;
}

}  // namespace cartograf
