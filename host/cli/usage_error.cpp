#include "host/cli/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "host/cli/help.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf::cli {
namespace {

template <class Kind>
bool is(const CLI::ParseError& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

/// "--models=rf" -> "--models".
std::string name_of(const std::string& word) { return word.substr(0, word.find('=')); }

std::vector<std::string> all_option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option_names(*option)) names.push_back(name);
  }
  return names;
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
  const std::string name = name_of(word);
  return "unknown option " + in_quotes(name) + nearest_advice(name, all_option_names(command));
}

/// What to type where a word too many stands behind an option that may be given several values; empty elsewhere.
std::string several_values(const CLI::App& command, const std::vector<std::string>& arguments, const std::string& word) {
  auto place = std::find(arguments.begin(), arguments.end(), word);
  if (place == arguments.end()) return {};
  while (place != arguments.begin() && !is_option(*place)) --place;
  const CLI::Option* const option = is_option(*place) ? command.get_option_no_throw(*place) : nullptr;
  if (option == nullptr || option->get_items_expected_max() < 2 || arguments.end() - place < 3) return {};
  if (is_list(*option)) return fmt::format("; a list is written with commas: {} {},{}", *place, place[1], place[2]);
  return fmt::format("; {0} takes one at a time: {0} {1} {0} {2}", *place, place[1], place[2]);
}

std::string surplus_word(const CLI::App& command, const std::vector<std::string>& arguments, const std::string& word) {
  return "unexpected argument " + in_quotes(word) + several_values(command, arguments, word);
}

/// The arguments that CLI11 lists behind a colon, which is all that it keeps of them.
std::vector<std::string> named_in(const std::string& what, const std::vector<std::string>& arguments) {
  const std::string list = " " + what.substr(what.find(": ") + 2) + " ";
  std::vector<std::string> named;
  for (const std::string& word : arguments) {
    if (list.find(" " + word + " ") != list.npos) named.push_back(word);
  }
  return named;
}

std::string missing_options(const CLI::App& command) {
  std::vector<std::string> missing;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_required() && option->count() == 0) missing.push_back(short_form(*option));
  }
  if (missing.empty()) return {};
  return enumerated(missing, " and ") + (missing.size() == 1 ? " is missing" : " are missing");
}

/// What CLI11 says, "NAME: its own words", of a wrong number of values.
std::string wrong_number(const CLI::App& command, const std::string& what) {
  const std::string name = what.substr(0, what.find(':'));
  const CLI::Option* const option = command.get_option_no_throw(name);
  if (option == nullptr) return what;
  if (what.find("At Most") != what.npos) return name + " is given several times; expected once";
  return option->get_type_name().empty() ? name + " takes no value" : name + " " + option->get_type_name() + ": the value is missing";
}

/// "NAME requires OTHER" and the like: the two names.
std::optional<std::pair<std::string, std::string>> two_names(const std::string& what, const std::string& word) {
  const std::size_t at = what.find(" " + word + " ");
  if (at == what.npos) return std::nullopt;
  return std::pair{what.substr(0, at), what.substr(at + word.size() + 2)};
}

std::string description(const CLI::App& command, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  const std::string what = error.what();
  const bool missing_one = is<CLI::RequiredError>(error), surplus = is<CLI::ExtrasError>(error);
  if (missing_one || surplus) {
    const std::vector<std::string> left = surplus ? named_in(what, arguments) : command.remaining();
    for (const std::string& word : left) {
      if (is_option(word)) return unknown_option(command, word);
    }
    const std::string missing = missing_options(command);
    if (missing_one && !missing.empty()) return missing;
    if (!left.empty()) return surplus_word(command, arguments, left.front());
  }
  if (is<CLI::ArgumentMismatch>(error)) return wrong_number(command, what);
  if (const auto names = two_names(what, "requires"); names && is<CLI::RequiresError>(error)) return names->first + " needs " + names->second;
  if (const auto names = two_names(what, "excludes"); names && is<CLI::ExcludesError>(error)) {
    return names->first + " and " + names->second + " exclude each other; give one of them";
  }
  if (const auto names = two_names(what, "="); names && is<CLI::ConversionError>(error) && what.starts_with("Could not convert: ")) {
    return names->first.substr(what.find(": ") + 2) + ": expected a number, found " + in_quotes(names->second);
  }
  return what;
}

}  // namespace

std::vector<std::string> with_lists_joined(const CLI::App& app, const std::vector<std::string>& arguments) {
  const auto name = std::find_if_not(arguments.begin(), arguments.end(), is_option);
  const std::vector<const CLI::App*> commands = app.get_subcommands([&](const CLI::App* one) { return name != arguments.end() && one->get_name() == *name; });
  if (commands.empty()) return arguments;
  const CLI::App* const command = commands.front();
  std::size_t n_missing = 0;  // positionals to come
  for (const CLI::Option* option : command->get_options()) {
    if (!option->get_positional()) continue;
    if (!option->get_required()) return arguments;  // any word may be one
    ++n_missing;
  }
  std::vector<std::string> joined(arguments.begin(), name + 1);
  for (auto word = name + 1; word != arguments.end(); ++word) {
    joined.push_back(*word);
    const CLI::Option* const option = is_option(*word) ? command->get_option_no_throw(*word) : nullptr;
    if (!is_option(*word) && n_missing > 0) --n_missing;
    if (option == nullptr || !takes_value(*option) || word + 1 == arguments.end()) continue;
    joined.push_back(*++word);
    while (is_list(*option) && n_missing == 0 && word + 1 != arguments.end() && !is_option(word[1]) && word[1] != "-") {
      joined.back() += (joined.back().ends_with(',') ? "" : ",") + *++word;
    }
  }
  return joined;
}

const CLI::App& given_command(const CLI::App& app) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  return given.empty() ? app : *given.back();
}

std::string usage_message(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  const CLI::App& command = given_command(app);
  const std::string name = full_name(command);
  return fmt::format("{}: {}\nusage: {}\n'{} --help' says more\n", name, description(command, error, arguments), usage_line(command), name);
}

std::string unknown_first_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  const std::vector<std::string> options = all_option_names(app);
  for (const std::string& word : arguments) {
    if (is_option(word)) {
      if (std::find(options.begin(), options.end(), word) == options.end()) return unknown_option(app, word);
      continue;
    }
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) {
      if (command->get_name() == word) return {};
      if (!command->get_group().empty()) commands.push_back(command->get_name());
    }
    return "unknown command " + in_quotes(word) + did_you_mean(word, commands);
  }
  return {};
}

}  // namespace cartograf::cli
