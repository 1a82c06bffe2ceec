#include "host/cli/completions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/cli/help.hpp"
#include "host/cli/terminal.hpp"
#include "host/family/family.hpp"
#include "host/notation/notation.hpp"
#include "host/predictor/registry.hpp"
#include "host/reproduce/reproduce.hpp"
#include "host/space/catalog.hpp"

namespace cartograf::cli {
namespace {

struct Word {
  std::string word;
  std::string description;  ///< for shells that show it; may be empty
};

/// What may stand where an option or an argument takes a value.
struct Values {
  std::vector<Word> words;
  bool files = false, folders = false;
  bool is_list = false;  ///< several words with commas between them
  bool none() const { return words.empty() && !files && !folders; }
  std::string joined(const char* separator = " ") const {
    std::string text;
    for (const Word& one : words) text += (text.empty() ? "" : separator) + one.word;
    return text;
  }
};

bool is_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::vector<Word> words_of(const std::vector<std::string>& names) {
  std::vector<Word> words;
  for (const std::string& name : names) words.push_back({name, {}});
  return words;
}

std::vector<Word> spaces() {
  std::vector<Word> words;
  for (const std::string& name : space_names()) words.push_back({name, find_space(name)->summary()});
  return words;
}

std::vector<Word> predictors() {
  std::vector<Word> words;
  for (const std::string& name : predictor_names()) words.push_back({name, predictor_kind(name).summary});
  return words;
}

std::vector<Word> tables() {
  std::vector<Word> words;
  for (const TableInfo& table : reproducible_tables()) words.push_back({table.name, table.title});
  return words;
}

void add_new(const Word& word, std::vector<Word>& words) {
  if (std::none_of(words.begin(), words.end(), [&](const Word& one) { return one.word == word.word; })) words.push_back(word);
}

/// Of all built-in spaces.
std::vector<Word> families() {
  std::vector<Word> words;
  for (const std::string& name : space_names()) {
    for (const Family& family : families_of(*find_space(name), Convention::graf_nas)) add_new({family.name, {}}, words);
  }
  return words;
}

std::vector<Word> notations() {
  std::vector<Word> words;
  for (const std::string& name : space_names()) {
    for (const Notation* notation : notations_of(*find_space(name))) add_new({notation->name, notation->summary}, words);
  }
  return words;
}

Values values_of(const CLI::Option& option) {
  Values values;
  const std::string kinds = takes_value(option) ? option.get_type_name() : std::string();
  for (std::size_t begin = 0; begin < kinds.size();) {
    const std::size_t end = std::min(kinds.find('|', begin), kinds.size());
    const std::string kind = kinds.substr(begin, end - begin);
    begin = end + 1;
    if (is_word(kind)) values.words.push_back({kind, {}});
    if (kind == "SPACE") {
      values.words = spaces();
      values.files = true;
    }
    if (kind == "PREDICTOR") values.words = predictors();
    if (kind == "TABLE") values.words = tables();
    if (kind == "NOTATION") values.words = notations();
    if (kind == "DEVICE") values.words = words_of({"auto", "cpu", "cuda"});
    if (kind == "FOLDER") values.folders = true;
    if (kind.find("FILE") != kind.npos) values.files = true;
  }
  values.is_list = is_list(option);
  if (option.get_name() == "--models") values.words = predictors();
  if (option.get_name() == "--families") values.words = families();
  return values;
}

std::vector<const CLI::App*> listed_commands(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const CommandGroup& group : command_groups(app)) commands.insert(commands.end(), group.commands.begin(), group.commands.end());
  return commands;
}

/// Those, and `generate`, which is not listed.
std::vector<const CLI::App*> completed_commands(const CLI::App& app) {
  std::vector<const CLI::App*> commands = listed_commands(app);
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == "generate") commands.push_back(command);
  }
  return commands;
}

bool is_listed(const CLI::App& command) { return !command.get_group().empty(); }

std::string command_names(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : listed_commands(app)) names += command->get_name() + " ";
  return names + "help";
}

std::vector<const CLI::Option*> options_of(const CLI::App& command, bool positional) {
  std::vector<const CLI::Option*> options;
  for (const OptionGroup& group : option_groups(command)) {
    for (const OptionText& option : group.options) {
      if (option.option->get_positional() == positional) options.push_back(option.option);
    }
  }
  return options;
}

/// "-o|--output", or with blanks.
std::string names_of(const CLI::Option& option, const char* separator) {
  return fmt::format("{}", fmt::join(option_names(option), separator));
}

/// Of several lines the first; for shells that show descriptions.
std::string title_of(const CLI::Option& option) {
  const std::string text = option.get_description();
  return text.substr(0, text.find('\n'));
}

std::string with_escapes(const std::string& text, const std::string& special, const std::string& before) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != special.npos) out += before;
    out += c;
  }
  return out;
}

std::string bash_reply(const Values& values) {
  std::string text;
  if (!values.words.empty()) text += fmt::format("words='{}';", values.joined());
  if (values.files) text += " files=-f;";
  if (values.folders) text += " files=-d;";
  return text.empty() ? ":;" : text;
}

std::string zsh_action(const Values& values) {
  const std::string words = values.joined();
  if (values.folders) return "_files -/";
  if (values.files && words.empty()) return "_files";
  if (values.is_list && !words.empty()) return "{local -a given; compset -P \"*,\"; given=(${(s.,.)IPREFIX##*=}); compadd -F given -S \"\" - " + words + "}";
  return values.files ? "{_alternative \"files:file:_files\" \"words:word:(" + words + ")\"}" : words.empty() ? " "
                                                                                                              : "(" + words + ")";
}

std::string fish_quoted(const std::string& text) { return "'" + with_escapes(text, "'\\", "\\") + "'"; }

/// The functions of a completion for fish that print words, each once.
class FishWords {
 public:
  /// The call, to stand behind -a.
  std::string call(const Values& values) {
    std::string words;
    for (const Word& one : values.words) {
      words += " " + one.word + (one.description.empty() ? "" : "\\t" + fish_quoted(one.description.substr(0, one.description.find('\n'))));
    }
    const std::size_t number = static_cast<std::size_t>(std::find(printed_.begin(), printed_.end(), words) - printed_.begin());
    if (number == printed_.size()) printed_.push_back(words);
    const std::string function = "__cartograf_words_" + std::to_string(number);
    return values.is_list ? "'(__cartograf_list " + function + ")'" : "'(" + function + ")'";
  }

  std::string definitions() const {
    std::string text;
    for (std::size_t i = 0; i < printed_.size(); ++i) {
      text += fmt::format("function __cartograf_words_{}\n  printf '%s\\n'{}\nend\n", i, printed_[i]);
    }
    return text;
  }

 private:
  std::vector<std::string> printed_;
};

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : completed_commands(app)) {
    std::string names;
    for (const CLI::Option* option : options_of(*command, false)) {
      names += names_of(*option, " ") + " ";
      if (!takes_value(*option)) continue;
      cases += fmt::format("    {0}:{1}) {2} value=1;;\n", command->get_name(), names_of(*option, ("|" + command->get_name() + ":").c_str()), bash_reply(values_of(*option)));
    }
    Values arguments;
    for (const CLI::Option* option : options_of(*command, true)) {
      const Values values = values_of(*option);
      arguments.words.insert(arguments.words.end(), values.words.begin(), values.words.end());
      arguments.files = arguments.files || values.files;
      arguments.folders = arguments.folders || values.folders;
    }
    cases += fmt::format("    {}:*) {} options='{}';;\n", command->get_name(), bash_reply(arguments), names.substr(0, names.size() - 1));
  }
  return fmt::format(R"(# Completion of cartograf for bash, written by 'cartograf generate bash'.
_cartograf() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command= words= files= options= value= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${{COMP_WORDS[i]}} != -* ]]; then command=${{COMP_WORDS[i]}}; break; fi
  done
  if [[ -z $command || $command == help ]]; then
    COMPREPLY=($(compgen -W '{} --help --version --quiet --no-progress' -- "$current"))
    return
  fi
  case $command:$previous in
{}  esac
  if [[ $current == -* && -z $value ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  # The last of a list of words with commas; those that stand there are not offered again.
  local before= word
  if [[ $current == *,* ]]; then
    before=${{current%,*}},
    for word in $words; do
      if [[ ,$before == *,"$word",* ]]; then words=" $words "; words=${{words/ "$word" / }}; fi
    done
  fi
  COMPREPLY=($(compgen -P "$before" -W "$words" -- "${{current##*,}}"))
  if [[ -z $files ]]; then return; fi
  # Names may have blanks: the word without its quotes and backslashes is looked for, and readline quotes what it puts there.
  local plain=${{current#[\"\']}} one
  plain=${{plain//\\/}}
  while IFS= read -r one; do COMPREPLY+=("$one"); done < <(compgen $files -- "$plain")
}}
complete -o filenames -F _cartograf cartograf
)",
                     command_names(app), cases);
}

std::string zsh_completion(const CLI::App& app) {
  const auto described = [](const std::string& text) { return with_escapes(text, "[]:\\", "\\"); };
  std::string commands, cases;
  for (const CLI::App* command : completed_commands(app)) {
    if (is_listed(*command)) commands += "    " + shell_quoted(command->get_name() + ":" + with_escapes(command->get_description(), ":", "\\")) + "\n";
    cases += fmt::format("        {})\n          _arguments", command->get_name());
    for (const CLI::Option* option : options_of(*command, false)) {
      const std::string names = names_of(*option, ",");
      const bool several = names.find(',') != names.npos;
      const std::string exclusive = several ? shell_quoted("(" + names_of(*option, " ") + ")") + "{" + names + "}" : names;
      const std::string value = takes_value(*option) ? ":" + described(option->get_type_name()) + ":" + zsh_action(values_of(*option)) : std::string();
      cases += " \\\n            " + (several ? exclusive : "") + shell_quoted((several ? "" : names) + "[" + described(title_of(*option)) + "]" + value);
    }
    for (const CLI::Option* option : options_of(*command, true)) {
      const char* const place = option->get_items_expected_max() > 1 ? "*:" : ":";
      cases += " \\\n            " + shell_quoted(place + described(option->get_name(true, false)) + ":" + zsh_action(values_of(*option)));
    }
    cases += "\n          ;;\n";
  }
  return fmt::format(R"(#compdef cartograf
# Completion of cartograf for zsh, written by 'cartograf generate zsh'.
_cartograf() {{
  local curcontext=$curcontext state line
  local -a commands
  commands=(
{}  )
  _arguments -C '(-h --help)'{{-h,--help}}'[print the help]' '(-V --version)'{{-V,--version}}'[print the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
        help)
          _arguments '1:command:->command'
          [[ $state == command ]] && _describe command commands
          ;;
{}      esac
      ;;
  esac
}}
_cartograf "$@"
)",
                     commands, cases);
}

std::string fish_completion(const CLI::App& app) {
  FishWords words;
  std::string text;
  for (const CLI::App* command : completed_commands(app)) {
    const std::string offer = fmt::format("-f -a {} -d {}\n", command->get_name(), fish_quoted(command->get_description()));
    if (is_listed(*command)) {
      text += "complete -c cartograf -n __fish_use_subcommand " + offer;
      text += "complete -c cartograf -n '__cartograf_is_command help' " + offer;
    }
    const std::string here = fmt::format("complete -c cartograf -n '__cartograf_is_command {}'", command->get_name());
    const auto files = [](const Values& values) { return values.files || values.folders ? " -F" : " -f"; };
    for (const CLI::Option* option : options_of(*command, false)) {
      text += here;
      for (const std::string& name : option->get_snames()) text += " -s " + name;
      for (const std::string& name : option->get_lnames()) text += " -l " + name;
      const Values values = values_of(*option);
      if (takes_value(*option)) text += std::string(" -r") + files(values) + (values.words.empty() ? std::string() : " -a " + words.call(values));
      text += " -d " + fish_quoted(title_of(*option)) + "\n";
    }
    for (const CLI::Option* option : options_of(*command, true)) {
      const Values values = values_of(*option);
      if (!values.none()) text += here + files(values) + (values.words.empty() ? std::string() : " -a " + words.call(values)) + "\n";
    }
  }
  text += "complete -c cartograf -n __fish_use_subcommand -f -a help -d 'Print the help of a command'\n";
  return R"(# Completion of cartograf for fish, written by 'cartograf generate fish'.
function __cartograf_is_command
  set -l words (commandline -opc)
  for word in $words[2..-1]
    string match -q -- '-*' $word; and continue
    test $word = $argv[1]
    return
  end
  return 1
end
# The last of a list of words with commas; those that stand there are not offered again.
function __cartograf_list
  set -l before (string match -r '^.*,' -- (commandline -ct))
  set -l given (string split , -- "$before")
  for one in (eval $argv[1])
    contains -- (string split \t -- $one)[1] $given; or echo "$before$one"
  end
end
)" + words.definitions() +
         text;
}

}  // namespace cartograf::cli
