#include "host/cli/help.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf::cli {
namespace {

constexpr std::size_t kWidest = 120;
constexpr const char* kOptionGroups[] = {kInput, kColumns, kTraining, kOutput, kMachine, kGeneral};
constexpr const char* kCommandGroups[] = {kLook, kFeatures, kJudge, kSearch, kMeasure};

std::string type_of(const CLI::Option& option) {
  const std::string type = takes_value(option) ? option.get_type_name() : std::string();
  return type.empty() ? type : " " + type;
}

std::string names_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true, false);
  return fmt::format("{}{}", fmt::join(option_names(option), ", "), type_of(option));
}

std::string description_of(const CLI::Option& option) {
  std::string text = option.get_description();
  const auto append = [&](const char* word, const std::set<CLI::Option*>& others) {
    std::vector<std::string> names;
    for (const CLI::Option* other : others) names.push_back(other->get_name());
    std::sort(names.begin(), names.end());
    if (!names.empty()) text += fmt::format("; {} {}", word, fmt::join(names, ", "));
  };
  append("needs", option.get_needs());
  append("not with", option.get_excludes());
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// A name, and beside it what it is; behind it, where it is too long for the column.
std::string entry(const std::string& name, const std::string& description, std::size_t column, std::size_t width) {
  std::string text = "  " + name;
  bool first = true;
  for (const std::string& line : lines_of(description)) {
    if (!first || text.size() + 2 > column) {
      text += "\n" + std::string(column, ' ');
    } else {
      text.resize(column, ' ');
    }
    text += wrapped(line, column, width);
    first = false;
  }
  return text + "\n";
}

std::string overview(const CLI::App& app, std::size_t width, int descriptor) {
  std::string text = wrapped(app.get_description(), 0, width) + "\n\n" + bold("Usage:", descriptor) + " cartograf COMMAND [OPTIONS]\n";
  for (const CommandGroup& group : command_groups(app)) {
    text += "\n" + bold(group.title + ":", descriptor) + "\n";
    for (const CLI::App* command : group.commands) text += entry(command->get_name(), command->get_description(), 14, width);
  }
  for (const OptionGroup& group : option_groups(app)) {
    text += "\n" + bold("Options:", descriptor) + "\n";
    for (const OptionText& option : group.options) text += entry(option.names, option.description, 18, width);
  }
  return text + "\n'cartograf help COMMAND' has the options of a command, and examples.\n";
}

}  // namespace

std::vector<std::string> option_names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

void begin_group(CLI::App& command, const char* group) { command.option_defaults()->group(group); }

std::vector<OptionGroup> option_groups(const CLI::App& command) {
  std::vector<OptionGroup> groups;
  for (const char* title : kOptionGroups) {
    OptionGroup group{title, {}};
    for (const bool positional : {true, false}) {
      for (const CLI::Option* option : command.get_options()) {
        if (option->get_positional() == positional && option->get_group() == title) group.options.push_back({option, names_of(*option), description_of(*option)});
      }
    }
    if (!group.options.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<CommandGroup> command_groups(const CLI::App& app) {
  std::vector<CommandGroup> groups;
  for (const char* title : kCommandGroups) {
    CommandGroup group{title, {}};
    for (const CLI::App* command : app.get_subcommands({})) {
      if (command->get_group() == title) group.commands.push_back(command);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

std::string full_name(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : full_name(*command.get_parent()) + " " + command.get_name();
}

std::string short_form(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true, false);
  return (option.get_snames().empty() ? "--" + option.get_lnames().front() : "-" + option.get_snames().front()) + type_of(option);
}

std::string usage_line(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "cartograf COMMAND [OPTIONS]";
  std::string line = full_name(command);
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_positional() != positional || (!positional && !option->get_required())) continue;
      const std::string form = short_form(*option) + (positional && option->get_items_expected_max() > 1 ? "..." : "");
      line += option->get_required() ? " " + form : " [" + form + "]";
    }
  }
  return line + " [OPTIONS]";
}

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!out.empty() && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    begin = end + 1;
  }
  return out;
}

std::string help_text(const CLI::App& command, int descriptor) {
  const std::size_t width = std::clamp<std::size_t>(terminal_width(descriptor), 40, kWidest);
  if (command.get_parent() == nullptr) return overview(command, width, descriptor);
  std::string text = bold("Usage:", descriptor) + " " + wrapped(usage_line(command), 7, width) + "\n\n" + wrapped(command.get_description(), 0, width) + "\n";
  const std::size_t column = std::min<std::size_t>(30, width / 3);
  for (const OptionGroup& group : option_groups(command)) {
    text += "\n" + bold(group.title + ":", descriptor) + "\n";
    for (const OptionText& option : group.options) text += entry(option.names, option.description, column, width);
  }
  const std::string examples = command.get_footer();
  return examples.empty() ? text : text + "\n" + bold("Examples:", descriptor) + "\n" + examples + "\n";
}

void add_help(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("help", "Print the help of a command, or what commands there are")->group("");
  begin_group(*command, kInput);
  command->add_option("COMMAND", *name, "a command")->type_name("COMMAND");
  command->callback([name, &app] {
    if (name->empty()) return write_result(help_text(app, STDOUT_FILENO));
    std::vector<std::string> known;
    for (const CLI::App* one : app.get_subcommands({})) {
      if (one->get_name() == *name) return write_result(help_text(*one, STDOUT_FILENO));
      if (!one->get_group().empty()) known.push_back(one->get_name());
    }
    throw InputError("unknown command " + in_quotes(*name) + did_you_mean(*name, known));
  });
}

}  // namespace cartograf::cli
