#include "host/bench/bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "host/bench/machine.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

using Json = nlohmann::ordered_json;

struct BenchArguments {
  CommonOptions common;
  DeviceOption device;
  std::vector<std::string> spaces = {"nasbench201", "darts_cell", "nasbench101", "transnasbench101_micro"};
  std::vector<std::string> dtypes = {"float32", "int8"};
  std::string memory, block, isa;
  BenchOptions bench;
  bool json = false;
};

/// "16MiB" -> bytes. 0 for an empty text.
std::uint64_t parse_size(const std::string& option, const std::string& text) {
  if (text.empty()) return 0;
  constexpr std::pair<const char*, std::uint64_t> units[] = {{"", 1},
                                                             {"B", 1},
                                                             {"kB", 1'000},
                                                             {"MB", 1'000'000},
                                                             {"GB", 1'000'000'000},
                                                             {"KiB", std::uint64_t{1} << 10},
                                                             {"MiB", std::uint64_t{1} << 20},
                                                             {"GiB", std::uint64_t{1} << 30}};
  const auto number = leading_number<std::uint64_t>(text);
  for (const auto& [unit, size] : units) {
    if (number && text.substr(number.length) == unit && number.value > 0 && number.value <= (std::uint64_t{1} << 50) / size) {
      return number.value * size;
    }
  }
  throw InputError(fmt::format("{}: expected a size such as 512MiB or 2GiB, found {}", option, in_quotes(text)));
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json to_json(const cuda::DeviceDescription& gpu) {
  return {{"name", gpu.name},
          {"compute_capability", fmt::format("{}.{}", gpu.compute_major, gpu.compute_minor)},
          {"multiprocessors", gpu.multiprocessors},
          {"memory_bytes", gpu.memory},
          {"memory_bus_bits", gpu.memory_bus_bits},
          {"memory_clock_mhz", gpu.memory_clock_mhz > 0 ? Json(gpu.memory_clock_mhz) : Json()},
          {"sm_clock_mhz", gpu.sm_clock_mhz > 0 ? Json(gpu.sm_clock_mhz) : Json()},
          {"driver", gpu.driver},
          {"cuda", gpu.runtime}};
}

Json to_json(const Machine& machine) {
  Json caches = Json::array();
  for (const Cache& cache : machine.caches) {
    caches.push_back({{"level", cache.level}, {"type", cache.type}, {"size", cache.size}, {"shared_by", cache.shared_by}});
  }
  return {{"cpu", machine.cpu},
          {"cpu_flags", machine.cpu_flags},
          {"cores", machine.cores},
          {"caches", std::move(caches)},
          {"memory_bytes", machine.memory},
          {"system", machine.system},
          {"kernel", machine.kernel},
          {"compiler", machine.compiler},
          {"build_type", machine.build_type},
          {"assertions", machine.assertions},
          {"cartograf", machine.cartograf},
          {"hdf5", machine.hdf5},
          {"xgboost", machine.xgboost},
          {"gpu", machine.gpu ? to_json(*machine.gpu) : Json()},
          {"time", machine.time}};
}

void add_seconds(Json& json, const std::string& name, const std::optional<Seconds>& seconds) {
  json[name] = seconds ? Json(seconds->median) : Json();
  json[name + "_min"] = seconds ? Json(seconds->least) : Json();
  json[name + "_max"] = seconds ? Json(seconds->most) : Json();
}

Json to_json(const Measurement& m, const Json& machine) {
  Json json = {{"work", m.work},
               {"variant", text_or_null(m.variant)},
               {"space", m.space},
               {"dtype", m.dtype ? Json(to_string(*m.dtype)) : Json()},
               {"device", to_string(m.device)},
               {"threads", m.threads},
               {"isa", text_or_null(m.isa)},
               {"rows", m.rows},
               {"bytes", m.bytes > 0 ? Json(m.bytes) : Json()},
               {"architectures_per_second", m.architectures_per_second()},
               {"gb_per_second", or_null(m.gb_per_second())},
               {"limit_gb_per_second", or_null(m.limit_gb_per_second())},
               {"fraction", or_null(m.fraction())},
               {"goal_fraction", or_null(m.goal_fraction)},
               {"goal_seconds", or_null(m.goal_seconds)},
               {"limit", text_or_null(m.limit)},
               {"repetitions", m.repetitions}};
  add_seconds(json, "seconds", m.seconds);
  add_seconds(json, "limit_seconds", m.limit_seconds);
  json["peak_memory_bytes"] = or_null(m.peak_memory);
  json["machine"] = machine;
  return json;
}

std::string seconds_text(double seconds) {
  if (seconds >= 1) return fmt::format("{:.3g} s", seconds);
  return seconds >= 1e-3 ? fmt::format("{:.3g} ms", seconds * 1e3) : fmt::format("{:.3g} us", seconds * 1e6);
}

std::string rate_text(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.4g} M", per_second / 1e6);
  return per_second >= 1e3 ? fmt::format("{:.4g} k", per_second / 1e3) : fmt::format("{:.4g}", per_second);
}

std::string goal_text(const Measurement& m) {
  if (m.goal_fraction) return fmt::format(">= {:.2f}", *m.goal_fraction);
  return m.goal_seconds ? "<= " + seconds_text(*m.goal_seconds) : "";
}

void print_machine(const Machine& machine, Device device) {
  print("{}, {} cores, {} of memory; {}; {}, {}{}\n", machine.cpu, machine.cores, bytes_text(static_cast<double>(machine.memory)),
        machine.system, machine.compiler, machine.build_type, machine.assertions ? " with assertions" : "");
  if (machine.gpu) {
    print("{}: {}, {} of memory, {:.0f} MHz, driver {}, CUDA {}\n", to_string(device), machine.gpu->name,
          bytes_text(static_cast<double>(machine.gpu->memory)), machine.gpu->sm_clock_mhz, machine.gpu->driver, machine.gpu->runtime);
  }
  print("cartograf {}, HDF5 {}, XGBoost {}\n\n", machine.cartograf, machine.hdf5, machine.xgboost);
}

void print_table(const std::vector<Measurement>& results) {
  show_header(fmt::format("{:<21}{:<23}{:<9}{:>14}{:>10}{:>16}{:>9}{:>9}{:>10}  {:<9}{:>10}", "work", "space", "dtype", "rows", "median",
                          "architectures/s", "GB/s", "limit", "fraction", "goal", "memory"));
  const auto number = [](const std::optional<double>& value, int digits) { return value ? fmt::format("{:.{}f}", *value, digits) : ""; };
  for (const Measurement& m : results) {
    print("{:<21}{:<23}{:<9}{:>14}{:>10}{:>16}{:>9}{:>9}{:>10}  {:<9}{:>10}\n",
          m.variant.empty() ? m.work : m.work + " (" + m.variant + ")", m.space, m.dtype ? to_string(*m.dtype) : "", grouped(m.rows),
          seconds_text(m.seconds.median), rate_text(m.architectures_per_second()), number(m.gb_per_second(), 2),
          number(m.limit_gb_per_second(), 2), number(m.fraction(), 3), goal_text(m),
          m.peak_memory ? bytes_text(static_cast<double>(*m.peak_memory)) : "");
  }
}

/// Names without those that stand there twice.
std::vector<std::string> distinct(const std::vector<std::string>& names) {
  std::vector<std::string> kept;
  for (const std::string& name : names) {
    if (std::find(kept.begin(), kept.end(), name) == kept.end()) kept.push_back(name);
  }
  return kept;
}

void run(const BenchArguments& options) {
  BenchOptions bench = options.bench;
  bench.works = distinct(bench.works);
  bench.memory = parse_size("--memory", options.memory);
  bench.block = parse_size("--block", options.block);
  bench.dtypes.clear();
  for (const std::string& name : distinct(options.dtypes)) bench.dtypes.push_back(parse_dtype(name));
  std::vector<std::unique_ptr<SearchSpace>> owned;
  std::vector<const SearchSpace*> spaces;
  const std::vector<std::string> works = bench_works();
  for (const std::string& name : distinct(options.spaces)) {
    // A second work behind a blank reads as a space.
    if (std::find(works.begin(), works.end(), name) != works.end()) {
      throw InputError(fmt::format("'{}' is a work and no space; a list is written with commas: --work {}", name, fmt::join(bench.works, ",")) + (bench.works.empty() ? "" : ",") + name);
    }
    owned.push_back(open_space(name));
    require_numbered(*owned.back(), "bench");
    spaces.push_back(owned.back().get());
  }
  bench.execution.device = options.device.resolve();
  bench.execution.threads = options.common.threads;
  if (!options.isa.empty()) bench.execution.isa = cpu::parse_isa(options.isa);
  ProgressBar bar("bench", "measurements");
  bench.progress = bar.progress();
  const Machine machine = describe_machine(bench.execution.device);
  const std::vector<Measurement> results = run_bench(spaces, bench);
  if (!options.json) {
    print_machine(machine, bench.execution.device);
    print_table(results);
    return;
  }
  const Json machine_json = to_json(machine);
  Json list = Json::array();
  for (const Measurement& result : results) list.push_back(to_json(result, machine_json));
  print("{}\n", json_text(list));
}

}  // namespace

void add_bench(CLI::App& app) {
  auto options = std::make_shared<BenchArguments>();
  CLI::App* command = app.add_subcommand("bench", "Measure the speed of this machine or GPU, beside its limits")->group(kMeasure);
  begin_group(*command, kInput);
  command->add_option("SPACE", options->spaces,
                      "search spaces (default: nasbench201, darts_cell, nasbench101, transnasbench101_micro)")
      ->type_name("SPACE");
  // A list takes one word each, since spaces may stand behind it.
  command->add_option("--work", options->bench.works,
                      "what to measure: " + joined(bench_works()) + " (default: all that the device has)")
      ->type_name(kListType)
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--dtype", options->dtypes, "float32, int8, float64 (default: float32,int8)")->type_name(kListType)->delimiter(',')->allow_extra_args(false);
  command->add_option("--rows", options->bench.rows, "architectures of stream and scaling (default: 1000000)")->type_name("N")->check(whole_number(1));
  command->add_option("--memory", options->memory, "size of the array of rows (default: 1GiB, on a GPU 8GiB)")->type_name("SIZE");
  command->add_option("--block", options->block, "size of a block that is used again and again (default: 4MiB, on a GPU 256MiB)")->type_name("SIZE");
  command->add_option("--repetitions", options->bench.repetitions, "how often each is measured (default: 5)")->type_name("N")->check(whole_number(1, 1000));
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON: a list of measurements, each with the machine");
  begin_group(*command, kMachine);
  command->add_option("--isa", options->isa, "instruction set of the CPU (default: the best that it has)")->type_name("baseline|avx2|avx512");
  command->add_option("--folder", options->bench.folder, "where temporary files go (default: the system's folder of them)")->type_name("FOLDER");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf bench\n"
               "  cartograf bench nasbench201 --work rows,hdf5_write --json\n"
               "  cartograf bench darts_cell --work scaling --rows 1000000000 --dtype int8 --repetitions 1");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
