#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "host/cli/help.hpp"
#include "host/engine/execution.hpp"
#include "host/engine/key_table.hpp"
#include "io/hdf5/store_reader.hpp"
#include "kernels/base/device.hpp"

namespace cartograf::cli {

/// Options that every command has.
struct CommonOptions {
  int threads = 0;
};

/// `--key-column`, `--index` and `--prune`, of the commands that read tables whose rows are architectures.
struct TableArguments {
  std::string key_column, index;
  bool prune = false;

  void add_to(CLI::App& command);
  /// How they are read; notes are said on stderr.
  KeyTableFormat format() const;
  /// Throws InputError for any of them, where no keys are read.
  void refuse_readings() const;
};

/// `--add-index`, of the commands that write keys.
class AddIndexOption {
 public:
  void add_to(CLI::App& command);
  /// Throws InputError for a name that is none.
  std::vector<IndexOrder> orders() const;

 private:
  std::string text_;
};

/// "A:B" -> (A, B). Throws InputError that names the option.
std::pair<std::uint64_t, std::uint64_t> parse_interval(const std::string& option, const std::string& text);

/// "A:B" -> A, A + 1, ..., B - 1. Throws InputError that names the option; also when there is none.
std::vector<std::uint64_t> seeds_of(const std::string& option, const std::string& text);

/// Takes these words alone, and says which is nearest.
CLI::Validator one_of(std::vector<std::string> words);

/// Refuses anything but digits, where CLI11 would take "-1" for 2^64 - 1. `smallest`: 0 or 1.
CLI::Validator whole_number(std::uint64_t smallest = 0, std::uint64_t largest = std::numeric_limits<std::uint64_t>::max());

/// Throws InputError when `output` is one of the files that the command reads: with --overwrite it would be lost.
void refuse_to_replace_input(const std::string& output, const std::vector<std::string>& inputs);

/// Whether an output goes to standard output, which then has it alone.
bool takes_standard_output(const std::string& output);

/// Throws InputError when outputs that go to standard output are several. `printed`: what the command prints there, such as
/// "--json"; empty for a table for people, which is left out instead.
void require_one_standard_output(const std::vector<std::string>& outputs, const std::string& printed);

/// Whether two outputs are one file or stream.
bool same_output(const std::string& file, const std::string& other);

/// Throws InputError when two outputs are one file. A name may be empty, for an output that is not asked for.
void require_two_files(const std::string& option, const std::string& file, const std::string& other_option, const std::string& other_file);

/// Says on stderr, in the commands that train, when OpenMP's threads are told to spin while they wait.
void say_if_waiting_is_active();

/// Whether a text names a search space, built in or a document (.json, or a stream), rather than a file of rows. A built-in name wins
/// over a file of that name.
bool names_space(const std::string& text);

/// The feature store of a command that takes no space. Throws InputError, with what to do, for the name of one.
StoreReader open_store(const std::string& file);

/// The feature store of a command that takes spaces too. Throws InputError; for a file of another kind with `advice`, which begins with "; ".
StoreReader open_rows(const std::string& file, const std::string& advice);

/// The help of a positional SPACE.
inline constexpr const char* kSpaceHelp = "a search space (see 'cartograf spaces'), or a space of your own: FILE.json";
/// Of a positional SPACE|FILE.h5.
inline constexpr const char* kRowsHelp = "a feature store, or a search space, whose features are then computed on the way";
inline constexpr const char* kRowsType = "SPACE|FILE.h5";

/// Adds `--compression`, whose default is what `text` has. `of`: of which output, such as "of a .zarr: "; empty: of all.
void add_compression(CLI::App& command, std::string& text, const std::string& of = {});

/// Adds `--threads`.
void add_threads(CLI::App& command, CommonOptions& common);

/// Adds `--progress` and `--no-progress`, to a command that says how far it is.
void add_progress(CLI::App& command);
/// Adds `--no-progress` alone: before the command a value would look like its name.
CLI::Option* add_no_progress(CLI::App& command);
/// Adds `--quiet`.
void add_quiet(CLI::App& command);

/// `--device`, and what it stands for once it is known.
class DeviceOption {
 public:
  /// For a command that uses one device.
  void add_to(CLI::App& command);
  /// For a command whose work several GPUs can share.
  void add_list_to(CLI::App& command);
  /// The device to use; says on stderr which one it is where a GPU is used, or is there and not used. `why_cpu`: why that must be the CPU; empty when it
  /// need not. Throws InputError for a list, DeviceError.
  Device resolve(const std::string& why_cpu = {}) const;
  /// Sets the devices to use; else as above.
  void resolve_list(Execution& execution) const;
  /// One of several processes on a machine, counted from 0, takes one of the devices, in turn: of all GPUs for `auto` and `cuda`.
  Device resolve_one_of_list(int number) const;

 private:
  std::string text_ = "auto";
};

/// Sets the text behind the options of `--help`: an example or two, two blanks before each.
void add_examples(CLI::App& command, const std::string& examples);

// One for each command; each adds itself to the application and runs as its callback.
void add_spaces(CLI::App& app);
void add_features(CLI::App& app);
void add_merge(CLI::App& app);
void add_verify(CLI::App& app);
void add_precompute(CLI::App& app);
void add_inspect(CLI::App& app);
void add_export(CLI::App& app);
void add_predictors(CLI::App& app);
void add_train(CLI::App& app);
void add_predict(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_bench(CLI::App& app);
void add_convert(CLI::App& app);
void add_import(CLI::App& app);
void add_stats(CLI::App& app);
void add_search(CLI::App& app);
void add_reproduce(CLI::App& app);
void add_select(CLI::App& app);
void add_explain(CLI::App& app);
/// `help [COMMAND]`.
void add_help(CLI::App& app);
/// `generate`, which is not listed: man pages and completions, for the build.
void add_generate(CLI::App& app);

}  // namespace cartograf::cli
