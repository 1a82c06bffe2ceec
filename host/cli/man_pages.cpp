#include "host/cli/man_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <optional>
#include <utility>

#include <cartograf/version.hpp>

#include "host/cli/help.hpp"
#include "host/cli/page_run.hpp"
#include "kernels/base/utc_time.hpp"

namespace cartograf::cli {
namespace {

constexpr std::pair<const char*, const char*> kExitCodes[] = {
    {"0", "done"},
    {"1", "failed: disk full, no permission, out of memory"},
    {"2", "bad usage or bad input; the message says where, what was expected and what was found"},
    {"3", "the device is not available; the message says why"},
    {"4", "to be continued: features --resume was stopped, and goes on when it is run again"},
    {"130, 143, 129", "stopped by Ctrl-C, SIGTERM, a closed terminal"}};

constexpr std::pair<const char*, const char*> kVariables[] = {
    {"CARTOGRAF_DATA", "the folder of benchmark data of 'cartograf reproduce'"},
    {"NO_COLOR", "if it is set and not empty: no colour, also on a terminal"},
    {"TERM", "dumb: no colour"},
    {"SOURCE_DATE_EPOCH", "the time that pages say they were made at, in seconds since 1970"},
    {"TMPDIR", "where temporary files go"},
    {"CARTOGRAF_HDF5_PLUGINS", "1 lets HDF5 load filters from HDF5_PLUGIN_PATH; else it loads none"},
    {"HDF5_USE_FILE_LOCKING", "FALSE for file systems without locks"},
    {"OMP_WAIT_POLICY", "passive unless set: threads that spin while they wait make trainings slow"},
    {"OPENBLAS_CORETYPE", "the CPU whose routines OpenBLAS takes; the last bits of some models hang on it"},
    {"OPENBLAS_NUM_THREADS", "1 unless it is set: OpenBLAS is called from threads of the command"}};

/// Text as roff takes it: a hyphen is one that can be typed, and no line is a request.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string item(const std::string& name, const std::string& text) {
  std::string lines = escaped(text);
  // Behind its first line a text of several is a list, whose columns stay as they are.
  if (const std::size_t end = lines.find('\n'); end != std::string::npos) lines = lines.substr(0, end) + "\n.nf" + lines.substr(end) + "\n.fi";
  return ".TP\n\\fB" + escaped(name) + "\\fR\n" + lines + "\n";
}

/// Of the version, as CHANGELOG.md has it; empty of one that is not released. Who builds packages sets another.
std::string date() {
  const std::optional<std::time_t> set = source_date();
  const std::string of_version = CARTOGRAF_VERSION_DATE;
  return set ? utc_time(*set).substr(0, 10) : of_version == "unreleased" ? std::string()
                                                                         : of_version;
}

std::string header(const std::string& title, const std::string& name, const std::string& summary, const std::string& usage) {
  return fmt::format(".TH {} 1 \"{}\" \"cartograf {}\" \"cartograf\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n", escaped(upper(title)), date(), CARTOGRAF_VERSION,
                     escaped(name), escaped(summary), escaped(usage));
}

std::string option_sections(const CLI::App& command) {
  std::string text;
  for (const OptionGroup& group : option_groups(command)) {
    text += ".SH " + upper(group.title) + "\n";
    for (const OptionText& option : group.options) text += item(option.names, option.description);
  }
  return text;
}

}  // namespace

std::string man_page(const CLI::App& command) {
  if (command.get_parent() != nullptr) {
    const std::string name = "cartograf-" + command.get_name();
    std::string text = header(name, name, command.get_description(), usage_line(command)) + option_sections(command);
    if (!command.get_footer().empty()) text += ".SH EXAMPLES\n.nf\n" + escaped(command.get_footer()) + "\n.fi\n";
    return text + ".SH SEE ALSO\n.BR cartograf (1)\n";
  }
  std::string text = header("cartograf", "cartograf", command.get_description(), usage_line(command));
  std::string pages;
  for (const CommandGroup& group : command_groups(command)) {
    text += ".SH " + upper(group.title) + "\n";
    for (const CLI::App* one : group.commands) {
      text += item(one->get_name(), one->get_description());
      pages += (pages.empty() ? "" : ",\n") + fmt::format(".BR cartograf\\-{} (1)", one->get_name());
    }
  }
  text += option_sections(command) + ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes) text += item(code, meaning);
  text += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : kVariables) text += item(name, meaning);
  return text + ".SH SEE ALSO\n" + pages + "\n";
}

}  // namespace cartograf::cli
