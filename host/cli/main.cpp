#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <sstream>

#include <cartograf/version.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/page_run.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace {

// Exit codes, as documented in the README.
constexpr int kFailed = 1;
constexpr int kBadInput = 2;
constexpr int kNoDevice = 3;
constexpr int kInterrupted = 130;

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

int report(const char* what, int code) {
  std::fflush(stdout);
  cartograf::cli::say("cartograf: {}\n", what);
  return code;
}

/// CLI11 only says that a command is missing where one is misspelt.
void check_first_word(const CLI::App& app, int argc, char** argv) {
  if (argc < 2) return;
  const std::string word = argv[1];
  std::vector<std::string> known = {"--help", "-h", "--version"};
  if (!word.starts_with('-')) known.clear();
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  throw cartograf::InputError("unknown " + std::string(word.starts_with('-') ? "option" : "command") + " '" + word + "'" +
                              cartograf::did_you_mean(word, known));
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
                                (i > 1 ? " (after '" + std::string(argv[i - 1]) + "')" : "") + "; expected a value");
  }
}

int run(int argc, char** argv) {
  CLI::App app("Graph features of neural architecture search spaces, and predictors on them.", "cartograf");
  app.set_version_flag("--version", std::string("cartograf ") + CARTOGRAF_VERSION);
  app.require_subcommand(1);
  app.footer("Run 'cartograf COMMAND --help' for its options and examples.");
  cartograf::cli::add_spaces(app);
  cartograf::cli::add_features(app);
  cartograf::cli::add_inspect(app);
  cartograf::cli::add_export(app);
  cartograf::cli::add_convert(app);
  cartograf::cli::add_import(app);
  cartograf::cli::add_predictors(app);
  cartograf::cli::add_train(app);
  cartograf::cli::add_predict(app);
  cartograf::cli::add_evaluate(app);
  cartograf::cli::add_bench(app);
  cartograf::cli::add_stats(app);
  cartograf::cli::add_search(app);
  cartograf::cli::add_reproduce(app);
  cartograf::cli::add_select(app);
  cartograf::cli::add_explain(app);
  cartograf::cli::keep_command_line(argc, argv);
  refuse_empty_arguments(argc, argv);
  check_first_word(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, message;
    const int code = app.exit(error, out, message);
    std::fputs(out.str().c_str(), stdout);
    if (!message.str().empty()) cartograf::cli::say("cartograf: {}", message.str());
    if (code != 0) return kBadInput;
  }
  // Data that did not reach stdout (a full disk behind it) must not count as done.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return report(kNoOutput, kFailed);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a failed write, with a sentence
  hold_standard_streams();
  restart_with_passive_waiting(argv);
  try {
    return run(argc, argv);
  } catch (const cartograf::DeviceError& error) {
    return report(error.what(), kNoDevice);
  } catch (const cartograf::InputError& error) {
    return report(error.what(), kBadInput);
  } catch (const cartograf::Interrupted& error) {
    return report(error.what(), kInterrupted);
  } catch (const std::bad_alloc&) {
    return report("out of memory", kFailed);
  } catch (const std::exception& error) {
    // What fmt::print throws where the output is full says neither which nor why.
    return report(std::ferror(stdout) != 0 ? kNoOutput : error.what(), kFailed);
  }
}
