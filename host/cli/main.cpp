#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include <cartograf/version.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/usage_error.hpp"
#include "io/files/partial_file.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace {

// Exit codes, as documented in docs/command.md.
constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kNoDevice = 3;

/// OpenMP threads that spin while they wait make XGBoost an order of magnitude slower on a busy machine. The policy is
/// read when the library is loaded, before main: so the process starts itself again, once. OpenBLAS, too, would start
/// threads when it is loaded; it is only called from threads of ours.
void restart_with_passive_waiting(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  execv("/proc/self/exe", argv);  // comes back only when it fails; then all still works, more slowly
}

constexpr const char* kNoOutput = "cannot write to standard output";

int report(const std::string& what, int code) {
  std::fflush(stdout);
  cartograf::cli::write_message(cartograf::cli::red("cartograf:", STDERR_FILENO) + " " + cartograf::printable(what) + "\n");
  return code;
}

/// A closed standard stream gives its number to the next file that is opened, which would then be written to in its
/// place. A folder in its stead refuses to be written, also through /dev/stdout.
void hold_standard_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) open("/", O_RDONLY);
  }
}

/// An empty argument is mostly a variable that was not set; taken for an option that was not given, it would compute
/// everything.
void refuse_empty_arguments(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool empty_value = argument.starts_with("--") && argument.ends_with('=');
    if (!argument.empty() && !empty_value) continue;
    throw cartograf::InputError("argument " + std::to_string(i) + " is empty" +
                                (i > 1 ? " (after " + cartograf::in_quotes(argv[i - 1]) + ")" : "") + "; expected a value");
  }
}

void add_commands(CLI::App& app) {
  cartograf::cli::add_spaces(app);
  cartograf::cli::add_inspect(app);
  cartograf::cli::add_predictors(app);
  cartograf::cli::add_stats(app);
  cartograf::cli::add_features(app);
  cartograf::cli::add_export(app);
  cartograf::cli::add_convert(app);
  cartograf::cli::add_import(app);
  cartograf::cli::add_train(app);
  cartograf::cli::add_predict(app);
  cartograf::cli::add_evaluate(app);
  cartograf::cli::add_explain(app);
  cartograf::cli::add_select(app);
  cartograf::cli::add_search(app);
  cartograf::cli::add_reproduce(app);
  cartograf::cli::add_bench(app);
  for (CLI::App* command : app.get_subcommands({})) {
    cartograf::cli::add_quiet(*command);
    command->get_help_ptr()->group(cartograf::cli::kGeneral)->description("print this help");
  }
  cartograf::cli::add_help(app);
  cartograf::cli::add_generate(app);
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_positional()) option->transform(cartograf::cli::as_typed());
    }
  }
}

/// Prints the help of the command that was given, or what is wrong with the command line; the exit code.
int parse(CLI::App& app, const std::vector<std::string>& arguments) {
  try {
    std::vector<std::string> words = cartograf::cli::prepared_words(app, arguments);
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    cartograf::cli::write_result(cartograf::cli::help_text(cartograf::cli::given_command(app), STDOUT_FILENO));
  } catch (const CLI::CallForVersion& version) {
    cartograf::cli::write_result(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    const std::string message = cartograf::printable(cartograf::cli::usage_message(app, error, arguments));
    const std::size_t name = message.find(':') + 1;
    cartograf::cli::write_message(cartograf::cli::red(message.substr(0, name), STDERR_FILENO) + message.substr(name));
    return kBadInput;
  }
  return 0;
}

int run(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  CLI::App app("Graph features of neural architecture search spaces, and predictors on them.", "cartograf");
  cartograf::cli::begin_group(app, cartograf::cli::kGeneral);
  app.get_help_ptr()->group(cartograf::cli::kGeneral)->description("print this help");
  app.set_version_flag("-V,--version", std::string("cartograf ") + CARTOGRAF_VERSION, "print the version");
  app.require_subcommand(1);
  add_commands(app);
  cartograf::cli::add_quiet(app);
  cartograf::cli::add_progress(app);
  if (arguments.empty()) {
    report("no command is given; 'cartograf --help' says what follows\n", kBadInput);
    cartograf::cli::write_message(cartograf::cli::help_text(app, STDERR_FILENO));
    return kBadInput;
  }
  refuse_empty_arguments(argc, argv);
  if (const std::string unknown = cartograf::cli::unknown_first_word(app, arguments); !unknown.empty()) throw cartograf::InputError(unknown);
  cartograf::cli::keep_command_line(argc, argv);
  if (const int code = parse(app, arguments); code != 0) return code;
  // Data that did not reach stdout (a full disk behind it) must not count as done.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return report(kNoOutput, kFailed);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a failed write, with a sentence
  hold_standard_streams();
  cartograf::cli::catch_signals();
  cartograf::PartialFile::on_left_over([](const std::filesystem::path& file) {
    cartograf::cli::say_note(file.string() + ": removed; a run that was killed left it");
  });
  restart_with_passive_waiting(argv);
  try {
    return run(argc, argv);
  } catch (const cartograf::DeviceError& error) {
    return report(error.what(), kNoDevice);
  } catch (const cartograf::InputError& error) {
    return report(error.what(), kBadInput);
  } catch (const cartograf::Interrupted& error) {
    return report(error.what(), cartograf::cli::exit_code_of_stop());
  } catch (const std::bad_alloc&) {
    return report("out of memory", kFailed);
  } catch (const std::exception& error) {
    // What fmt::print throws where the output is full says neither which nor why.
    return report(std::ferror(stdout) != 0 ? kNoOutput : error.what(), kFailed);
  }
}
