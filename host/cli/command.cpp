#include "host/cli/command.hpp"
#include "host/cli/format.hpp"

#include <fmt/format.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "host/engine/device.hpp"
#include "host/predictor/model.hpp"
#include "host/space/catalog.hpp"
#include "io/files/stream_name.hpp"
#include "io/hdf5/array_file.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/cuda/runtime.hpp"

namespace cartograf::cli {

std::pair<std::uint64_t, std::uint64_t> parse_interval(const std::string& option, const std::string& text) {
  const auto begin = leading_number<std::uint64_t>(text);
  if (begin && begin.length < text.size() && text[begin.length] == ':') {
    const auto end = parse_number<std::uint64_t>(std::string_view(text).substr(begin.length + 1));
    if (end) return {begin.value, *end};
  }
  throw InputError(fmt::format("{}: expected A:B with whole numbers, found {}", option, in_quotes(text)));
}

namespace {

/// Each is a training or more.
constexpr std::uint64_t kMostSeeds = 1'000'000;

}  // namespace

std::vector<std::uint64_t> seeds_of(const std::string& option, const std::string& text) {
  const auto [begin, end] = parse_interval(option, text);
  if (begin >= end) throw InputError(option + ": expected A:B with A < B, found " + in_quotes(text));
  if (end - begin > kMostSeeds) {
    throw InputError(option + ": expected at most " + grouped(kMostSeeds) + " seeds, found " + grouped(end - begin) + " in " + in_quotes(text));
  }
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t seed = begin; seed < end; ++seed) seeds.push_back(seed);
  return seeds;
}

CLI::Validator whole_number(std::uint64_t smallest, std::uint64_t largest) {
  return CLI::Validator(
      [smallest, largest](const std::string& text) -> std::string {
        const auto number = leading_number<std::uint64_t>(text);
        if (number && number.length == text.size() && number.value >= smallest && number.value <= largest) return "";
        if (number.error == std::errc::result_out_of_range || number.value > largest) {
          return fmt::format("expected a whole number from {} to {}, found {}", smallest, largest, in_quotes(text));
        }
        return fmt::format("expected a whole number of at least {}, found {}", smallest, in_quotes(text));
      },
      "");
}

CLI::Validator one_of(std::vector<std::string> words) {
  return CLI::Validator(
      [words = std::move(words)](const std::string& text) -> std::string {
        if (std::find(words.begin(), words.end(), text) != words.end()) return "";
        return fmt::format("expected {}, found {}{}", fmt::join(words, ", "), in_quotes(text), nearest_advice(text, words));
      },
      "");
}

void TableArguments::add_to(CLI::App& command) {
  command.add_option("--key-column", key_column, "the column of keys in tables of architectures (default: net)")->type_name("NAME");
  CLI::Option* number = command.add_option("--index", index, "the keys are indices in this order (docs/keys.md)")->type_name("nats|cartograf");
  command.add_flag("--prune", prune, "keys may be unpruned graphs: nodes on no path from input to output are taken out")->excludes(number);
}

KeyTableFormat TableArguments::format() const {
  return {key_column, say_note, {index.empty() ? IndexOrder::none : parse_index_order(index), prune}};
}

void TableArguments::refuse_readings() const {
  const char* const option = !index.empty() ? "--index" : prune             ? "--prune"
                                                      : !key_column.empty() ? "--key-column"
                                                                            : nullptr;
  if (option != nullptr) throw InputError(std::string(option) + " says how keys are read; there are none");
}

void AddIndexOption::add_to(CLI::App& command) {
  command.add_option("--add-index", text_, "also write indices of the architectures in these orders: nats, cartograf (docs/keys.md)")->type_name(kListType)->allow_extra_args(false);
}

std::vector<IndexOrder> AddIndexOption::orders() const {
  std::vector<IndexOrder> orders;
  for (std::size_t begin = 0; begin < text_.size();) {
    const std::size_t end = std::min(text_.find(',', begin), text_.size());
    const IndexOrder order = parse_index_order(std::string_view(text_).substr(begin, end - begin));
    if (std::ranges::find(orders, order) != orders.end()) throw InputError("--add-index: '" + std::string(to_string(order)) + "' stands there twice");
    orders.push_back(order);
    begin = end + 1;
  }
  return orders;
}

void refuse_to_replace_input(const std::string& output, const std::vector<std::string>& inputs) {
  const std::filesystem::path target = system_path(output, output_descriptor(output));
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(target, ignored)) return;  // a terminal may be both
  for (const std::string& input : inputs) {
    if (input.empty() || !std::filesystem::equivalent(target, system_path(input, input_descriptor(input)), ignored) || ignored) continue;
    throw InputError(output_name(output) + ": is also what the command reads; choose another name for the output");
  }
}

bool takes_standard_output(const std::string& output) { return output_descriptor(output) == STDOUT_FILENO; }

void require_one_standard_output(const std::vector<std::string>& outputs, const std::string& printed) {
  const auto n = std::count_if(outputs.begin(), outputs.end(), takes_standard_output);
  if (n + (printed.empty() ? 0 : 1) < 2) return;
  throw InputError("standard output: expected one output, found " + (n > 1 ? std::string("several") : printed + " and a file of its name"));
}

bool same_output(const std::string& file, const std::string& other) {
  const auto canonical = [](const std::string& name) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(name, ignored), ignored);
  };
  const std::optional<int> stream = output_descriptor(file), other_stream = output_descriptor(other);
  return stream || other_stream ? stream == other_stream : canonical(file) == canonical(other);
}

void require_two_files(const std::string& option, const std::string& file, const std::string& other_option, const std::string& other_file) {
  if (file.empty() || other_file.empty()) return;
  if (same_output(file, other_file)) throw InputError(option + " and " + other_option + ": expected two files, found " + file + " for both");
}

void say_if_waiting_is_active() {
  const char* const policy = std::getenv("OMP_WAIT_POLICY");
  if (policy == nullptr || strcasecmp(policy, "active") != 0) return;
  say_note("OMP_WAIT_POLICY=active makes trainings many times slower, since threads spin while they wait; unset it");
}

bool names_space(const std::string& text) {
  if (input_descriptor(text)) return true;  // a document: a store is no stream
  if (text.ends_with(".json") || known_space(text)) return true;
  // Most likely a misspelt space: open_space() then says which there are.
  std::error_code error;
  const bool exists = std::filesystem::exists(std::filesystem::symlink_status(text, error));
  return text.find_first_of("./") == std::string::npos && !exists && error != std::errc::permission_denied;
}

namespace {

StoreReader opened(const std::string& file) {
  StoreReader store(file);
  constexpr std::size_t few = 5;
  const std::vector<std::string>& left_out = store.left_out();
  for (std::size_t i = 0; i < std::min(few, left_out.size()); ++i) say_note(fmt::format("{}: {}; it is left out", file, left_out[i]));
  if (left_out.size() > few) say_note(fmt::format("{}: {} more are left out", file, left_out.size() - few));
  return store;
}

}  // namespace

StoreReader open_store(const std::string& file) {
  if (!input_descriptor(file) && (file.ends_with(".json") || known_space(file))) {
    throw InputError(fmt::format("{0}: expected a feature store, found a search space; 'cartograf features {0} -o FILE.h5' writes one", file));
  }
  return opened(file);
}

StoreReader open_rows(const std::string& file, const std::string& advice) {
  std::error_code ignored;
  const bool is_other = std::filesystem::is_regular_file(file, ignored) && !is_hdf5_file(file);
  if (is_other && is_model_file(file)) throw InputError(file + ": expected a feature store or a search space, found a model");
  try {
    return opened(file);
  } catch (const InputError& error) {
    if (!is_other) throw;
    throw InputError(error.what() + advice);
  }
}

void add_threads(CLI::App& command, CommonOptions& common) {
  begin_group(command, kMachine);
  command.add_option("--threads", common.threads, "CPU threads (default: all cores)")->check(whole_number(1, 4096))->type_name("N");
}

void add_progress(CLI::App& command) {
  CLI::Option* const none = add_no_progress(command);
  command
      .add_option_function<std::string>(
          "--progress",
          [](const std::string& mode) { verbosity().progress = mode == "json" ? ProgressMode::json : mode == "bar" ? ProgressMode::bar
                                                                                                                   : ProgressMode::none; },
          "bar: a line on a terminal; json: an object a second on stderr; none (default: bar)")
      ->check(one_of({"none", "bar", "json"}))
      ->type_name("none|bar|json")
      ->excludes(none);
}

CLI::Option* add_no_progress(CLI::App& command) {
  begin_group(command, kGeneral);
  return command.add_flag("--no-progress", verbosity().no_progress, "the same as --progress none");
}

void add_quiet(CLI::App& command) {
  begin_group(command, kGeneral);
  command.add_flag("-q,--quiet", verbosity().quiet, "say nothing on stderr but errors and notes");
}

void DeviceOption::add_to(CLI::App& command) {
  begin_group(command, kMachine);
  command.add_option("--device", text_, "auto, cpu, cuda or cuda:K (default: auto)")->type_name("DEVICE");
}

void DeviceOption::add_list_to(CLI::App& command) {
  begin_group(command, kMachine);
  command.add_option("--device", text_, "auto, cpu, cuda, cuda:K, or GPUs that share the work: cuda:K,L,... or cuda:all (default: auto)")->type_name("DEVICE");
}

namespace {

/// Nobody who has no GPU needs to hear of the CPU. A GPU that is there and is not used is worth a word.
void say_device(bool automatic, Device device) {
  if (device.backend == Backend::cpu && !(automatic && cuda::has_driver())) return;
  say_done("device: {}\n", describe_choice({automatic, device}, device));
}

}  // namespace

Device DeviceOption::resolve(const std::string& why_cpu) const {
  const DeviceRequest request = parse_device(text_);
  if (request.automatic && !why_cpu.empty()) {
    if (cuda::has_driver()) say_done("device: cpu (auto: {})\n", why_cpu);
    return {};
  }
  const Device device = resolve_device(request);
  say_device(request.automatic, device);
  return device;
}

void DeviceOption::resolve_list(Execution& execution) const {
  const DevicesRequest request = parse_devices(text_);
  std::vector<Device> devices = resolve_devices(request);
  if (devices.size() > 1) {
    say_done("device: {}\n", to_string(devices));
  } else {
    say_device(request.automatic, devices.front());
  }
  execution.device = devices.front();
  execution.more_gpus.assign(devices.begin() + 1, devices.end());
}

Device DeviceOption::resolve_one_of_list(int number) const {
  DevicesRequest request = parse_devices(text_);
  // "cuda" is the first GPU to one process, and a GPU of its own to each of several.
  if (text_ == "cuda" || (request.automatic && resolve_device({}).backend == Backend::cuda)) request = DevicesRequest{.automatic = false, .every_gpu = true};
  const std::vector<Device> devices = resolve_devices(request);
  const Device device = devices[static_cast<std::size_t>(number) % devices.size()];
  say_device(request.automatic, device);
  return device;
}

void add_compression(CLI::App& command, std::string& text, const std::string& of) {
  command.add_option("--compression", text, of + "none, gzip, gzip:L with L = 1..9, zstd, or zstd:L with L = 1..19 (default: " + text + ")")->type_name("none|gzip[:L]|zstd[:L]");
}

void add_examples(CLI::App& command, const std::string& examples) { command.footer(examples); }

}  // namespace cartograf::cli
