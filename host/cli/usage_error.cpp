#include "host/cli/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
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

/// Of "-k" the long names that begin with this letter, small or capital: a letter has no near ones.
std::string advice_on_letter(char letter, const std::vector<std::string>& names) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<std::string> near;
  for (const std::string& name : names) {
    const bool same_short = name.size() == 2 && lower(name[1]) == lower(letter);
    if (near.size() < 3 && (same_short || (name.starts_with("--") && lower(name[2]) == lower(letter)))) near.push_back(name);
  }
  return near.empty() ? std::string() : "; did you mean " + enumerated(near, " or ") + "?";
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
  const std::string name = name_of(word);
  const std::vector<std::string> names = all_option_names(command);
  const bool letter = name.size() == 2 && name[1] != '-';
  return "unknown option " + in_quotes(name) + (letter ? advice_on_letter(name[1], names) : nearest_advice(name, names));
}

/// A command line that CLI11 is not given.
[[noreturn]] void refuse(const std::string& what) { throw CLI::ParseError(what, CLI::ExitCodes::InvalidError); }

/// What is wrong with a word that CLI11 would take for the option of its first letter with the rest as a value; empty where nothing is.
std::string wrong_letters(const CLI::App& command, const std::string& word) {
  if (word.size() < 3 || word[0] != '-' || word[1] == '-') return {};
  const std::string first = word.substr(0, 2), rest = word.substr(2), name = name_of(word);
  const CLI::Option* const option = command.get_option_no_throw(first);
  if (option == nullptr) return {};
  const std::vector<std::string> names = all_option_names(command);
  if (std::find(names.begin(), names.end(), "-" + name) != names.end()) return "unknown option " + in_quotes(name) + "; did you mean -" + name + "?";
  if (takes_value(*option)) {
    if (rest.front() != '=') return {};
    return in_quotes(word) + ": write " + first + " " + rest.substr(1) + (option->get_lnames().empty() ? "" : " or --" + option->get_lnames().front() + rest);
  }
  const bool letters = std::all_of(rest.begin(), rest.end(), [&](char c) { return command.get_option_no_throw(std::string{'-', c}) != nullptr; });
  return letters ? std::string() : first + " takes no value, found " + in_quotes(word);
}

/// Refuses an option of the command, or "--", in the place of a value, such as a file of this name.
void check_value(const CLI::App& command, const CLI::Option& option, const std::string& value) {
  const std::vector<std::string> names = all_option_names(command);
  if (value != "--" && std::find(names.begin(), names.end(), value) == names.end()) return;
  refuse(short_form(option) + " is missing; found " + in_quotes(value) + " in its place");
}

/// What stands before a word in brackets, so that CLI11 does not take it for a list of values.
constexpr char kMark = '\x1f';

bool in_brackets(const std::string& word) { return word.starts_with('[') && word.ends_with(']'); }

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
  std::string choices;  // what help says in several lines is a list of what may stand there
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    missing.push_back(short_form(*option));
    if (option->get_description().find('\n') != std::string::npos) choices = "; " + option->get_description();
  }
  if (missing.empty()) return {};
  return enumerated(missing, " and ") + (missing.size() == 1 ? " is missing" + choices : " are missing");
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

/// None where there is none of this name.
const CLI::App* command_called(const CLI::App& app, const std::string& name) {
  const std::vector<const CLI::App*> commands = app.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
  return commands.empty() ? nullptr : commands.front();
}

/// The command that the first word names which is no option; none where it names none.
const CLI::App* command_in(const CLI::App& app, const std::vector<std::string>& arguments) {
  const auto name = std::find_if_not(arguments.begin(), arguments.end(), is_option);
  return name == arguments.end() ? nullptr : command_called(app, *name);
}

std::string description(const CLI::App& command, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  std::string what = error.what();
  std::erase(what, kMark);
  const bool missing_one = is<CLI::RequiredError>(error), surplus = is<CLI::ExtrasError>(error);
  if (missing_one || surplus) {
    std::vector<std::string> left = surplus ? named_in(what, arguments) : command.remaining();
    for (std::string& word : left) std::erase(word, kMark);
    for (const std::string& word : left) {
      if (is_option(word)) return unknown_option(command, word);
    }
    const std::string missing = missing_options(command);
    if (missing_one && !missing.empty()) return missing;
    if (!left.empty()) return surplus_word(command, arguments, left.front());
    if (command.get_parent() == nullptr) return "a command is missing";
  }
  if (is<CLI::ArgumentMismatch>(error)) return wrong_number(command, what);
  if (const auto names = two_names(what, "requires"); names && is<CLI::RequiresError>(error)) return names->first + " needs " + names->second;
  if (const auto names = two_names(what, "excludes"); names && is<CLI::ExcludesError>(error)) {
    return names->first + " and " + names->second + " exclude each other; give one of them";
  }
  if (const auto names = two_names(what, "="); names && is<CLI::ConversionError>(error) && what.starts_with("Could not convert: ")) {
    const std::string name = names->first.substr(what.find(": ") + 2);
    const CLI::Option* const option = command.get_option_no_throw(name);
    const bool is_flag = option != nullptr && !takes_value(*option);
    return name + (is_flag ? " takes no value, found " : ": expected a number, found ") + in_quotes(names->second);
  }
  return what;
}

}  // namespace

std::vector<std::string> prepared_words(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* const command = command_in(app, arguments);
  if (command == nullptr) return arguments;
  const auto name = std::find_if_not(arguments.begin(), arguments.end(), is_option);
  std::size_t n_missing = 0;  // arguments of the command to come
  bool joins = true;
  for (const CLI::Option* option : command->get_options()) {
    if (!option->get_positional()) continue;
    joins = joins && option->get_required();  // else any word may be one
    ++n_missing;
  }
  std::vector<std::string> words(arguments.begin(), name + 1);
  bool options_end = false;
  for (auto word = name + 1; word != arguments.end(); ++word) {
    options_end = options_end || *word == "--";
    const CLI::Option* const option = !options_end && is_option(*word) ? command->get_option_no_throw(*word) : nullptr;
    if (const std::string wrong = wrong_letters(*command, *word); !options_end && !wrong.empty()) refuse(wrong);
    const bool is_argument = options_end ? *word != "--" : !is_option(*word);
    words.push_back(is_argument && in_brackets(*word) ? kMark + *word : *word);
    if (is_argument && n_missing > 0) --n_missing;
    if (option == nullptr || !takes_value(*option) || word + 1 == arguments.end()) continue;
    check_value(*command, *option, *++word);
    words.push_back(*word);
    while (joins && is_list(*option) && n_missing == 0 && word + 1 != arguments.end() && !is_option(word[1]) && word[1] != "-") {
      words.back() += (words.back().ends_with(',') ? "" : ",") + *++word;
    }
  }
  return words;
}

CLI::Validator as_typed() {
  return CLI::Validator(
      [](std::string& word) {
        if (word.starts_with(kMark)) word.erase(0, 1);
        return std::string();
      },
      "");
}

const CLI::App& given_command(const CLI::App& app) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  return given.empty() ? app : *given.back();
}

std::string usage_message(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  const CLI::App* const named = command_in(app, arguments);
  const CLI::App& command = named != nullptr ? *named : app;
  const std::string name = full_name(command);
  return fmt::format("{}: {}\nusage: {}\n'{} --help' says more\n", name, description(command, error, arguments), usage_line(command), name);
}

std::string unknown_first_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  const std::vector<std::string> options = all_option_names(app);
  const CLI::App* const given = command_in(app, arguments);
  // The command behind an option that is no option of `app` and may take a value.
  const auto named = std::find_if(arguments.begin(), arguments.end(), [&](const std::string& word) { return command_called(app, word) != nullptr; });
  for (const std::string& word : arguments) {
    if (word == "--") return "a command is missing before '--'";
    if (is_option(word)) {
      if (std::find(options.begin(), options.end(), word) != options.end()) continue;
      if (named != arguments.end() && command_called(app, *named)->get_option_no_throw(name_of(word)) != nullptr) {
        return "option " + in_quotes(name_of(word)) + " is one of a command and stands behind it: cartograf " + *named + " " + name_of(word);
      }
      const std::string letters = wrong_letters(app, word);
      return letters.empty() ? unknown_option(app, word) : letters;
    }
    if (given != nullptr) return {};
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) {
      if (!command->get_group().empty()) commands.push_back(command->get_name());
    }
    if (word.starts_with("complet")) {
      const auto shell = std::find_if(arguments.begin(), arguments.end(), [](const std::string& one) { return one == "bash" || one == "zsh" || one == "fish"; });
      return "unknown command " + in_quotes(word) + "; 'cartograf generate " + (shell == arguments.end() ? "bash|zsh|fish" : *shell) + " FOLDER' writes the completion of a shell";
    }
    return "unknown command " + in_quotes(word) + did_you_mean(word, commands);
  }
  return {};
}

}  // namespace cartograf::cli
