#include "host/cli/program.hpp"

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
#include "host/cli/exit_codes.hpp"
#include "host/cli/format.hpp"
#include "host/cli/interruption.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/usage_error.hpp"
#include "io/files/unfinished.hpp"
#include "io/ranks/ranks.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

constexpr const char* kNoOutput = "cannot write to standard output";

int end_with(const std::string& what, int code) {
  std::fflush(stdout);
  const Ranks* const ranks = Ranks::several();
  if (ranks != nullptr && ranks->agreed_on_error() && !ranks->first()) return code;  // which the first says
  const std::string who = ranks == nullptr || ranks->agreed_on_error() ? "" : ranks->name() + ": ";
  write_message(red("cartograf:", STDERR_FILENO) + " " + who + printable(what) + "\n");
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
    throw InputError("argument " + std::to_string(i) + " is empty" +
                     (i > 1 ? " (after " + in_quotes(argv[i - 1]) + ")" : "") + "; expected a value");
  }
}

void add_commands(CLI::App& app) {
  add_spaces(app);
  add_inspect(app);
  add_predictors(app);
  add_stats(app);
  add_features(app);
  add_merge(app);
  add_verify(app);
  add_precompute(app);
  add_export(app);
  add_convert(app);
  add_import(app);
  add_train(app);
  add_predict(app);
  add_evaluate(app);
  add_explain(app);
  add_select(app);
  add_search(app);
  add_reproduce(app);
  add_bench(app);
  for (CLI::App* command : app.get_subcommands({})) {
    add_quiet(*command);
    command->get_help_ptr()->group(kGeneral)->description("print this help");
  }
  add_help(app);
  add_generate(app);
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_positional()) option->transform(as_typed());
    }
  }
}

/// Prints the help of the command that was given, or what is wrong with the command line; the exit code.
int parse_words(CLI::App& app, const std::vector<std::string>& arguments) {
  try {
    std::vector<std::string> words = prepared_words(app, arguments);
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    write_result(help_text(given_command(app), STDOUT_FILENO));
  } catch (const CLI::CallForVersion& version) {
    write_result(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    const std::string message = printable(usage_message(app, error, arguments));
    const std::size_t name = message.find(':') + 1;
    write_message(red(message.substr(0, name), STDERR_FILENO) + message.substr(name));
    return kBadInput;
  }
  return 0;
}

int run_words(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  CLI::App app("Graph features of neural architecture search spaces, and predictors on them.", "cartograf");
  begin_group(app, kGeneral);
  app.get_help_ptr()->group(kGeneral)->description("print this help");
  app.set_version_flag("-V,--version", std::string("cartograf ") + CARTOGRAF_VERSION, "print the version");
  app.require_subcommand(1);
  add_commands(app);
  add_quiet(app);
  add_no_progress(app);
  if (arguments.empty()) {
    end_with("no command is given; 'cartograf --help' says what follows\n", kBadInput);
    write_message(help_text(app, STDERR_FILENO));
    return kBadInput;
  }
  refuse_empty_arguments(argc, argv);
  if (const std::string unknown = unknown_first_word(app, arguments); !unknown.empty()) throw InputError(unknown);
  keep_command_line(argc, argv);
  if (const int code = parse_words(app, arguments); code != 0) return code;
  // Data that did not reach stdout (a full disk behind it) must not count as done.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return end_with(kNoOutput, kFailed);
  return 0;
}

int run_and_say_errors(int argc, char** argv) {
  try {
    return run_words(argc, argv);
  } catch (const DeviceError& error) {
    return end_with(error.what(), kNoDevice);
  } catch (const InputError& error) {
    return end_with(error.what(), kBadInput);
  } catch (const Interrupted& error) {
    return end_with(error.what(), exit_code_of_stop());
  } catch (const std::bad_alloc&) {
    return end_with("out of memory", kFailed);
  } catch (const std::exception& error) {
    // What fmt::print throws where the output is full says neither which nor why.
    return end_with(std::ferror(stdout) != 0 ? kNoOutput : error.what(), kFailed);
  }
}

}  // namespace

int run_program(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a failed write, with a sentence
  hold_standard_streams();
  catch_signals();
  on_left_over([](const std::filesystem::path& file) {
    say_note(printable_line(file.string()) + ": removed; a run that was killed left it");
  });
  return Ranks::end_job(run_and_say_errors(argc, argv));
}

}  // namespace cartograf::cli
