#pragma once

#include <CLI/CLI.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace cartograf::cli {

// What help, man pages and completions say of the options, each from their definitions.

/// Groups of options, in the order in which help lists them. An option belongs to that which was last begun (begin_group()).
inline constexpr const char* kInput = "Input";
inline constexpr const char* kColumns = "Columns";
inline constexpr const char* kTraining = "Training";
inline constexpr const char* kOutput = "Output";
inline constexpr const char* kMachine = "Machine";
inline constexpr const char* kGeneral = "General";

/// Groups of commands, by workflow.
inline constexpr const char* kLook = "Look";
inline constexpr const char* kFeatures = "Features";
inline constexpr const char* kJudge = "Train and judge";
inline constexpr const char* kSearch = "Search";
inline constexpr const char* kMeasure = "Measure";

/// Whether an option takes a value; a flag does not.
inline bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }
/// "-o" and "--output"; none of an argument.
std::vector<std::string> option_names(const CLI::Option& option);
/// The type of an option that takes several values with commas between them.
inline constexpr const char* kListType = "A,B,...";
inline bool is_list(const CLI::Option& option) { return option.get_type_name() == kListType; }

/// The options that are added to `command` from here on belong to this group.
void begin_group(CLI::App& command, const char* group);

/// An option as help shows it.
struct OptionText {
  const CLI::Option* option;
  std::string names;        ///< "-o, --output FILE.h5", or "SPACE" of an argument
  std::string description;  ///< with what it needs and excludes
};

struct OptionGroup {
  std::string title;
  std::vector<OptionText> options;  ///< arguments first
};

/// Those of a command, in order; groups without options are left out.
std::vector<OptionGroup> option_groups(const CLI::App& command);

struct CommandGroup {
  std::string title;
  std::vector<const CLI::App*> commands;
};

/// The commands that people see, in order.
std::vector<CommandGroup> command_groups(const CLI::App& app);

/// "cartograf features".
std::string full_name(const CLI::App& command);
/// "-o FILE.h5", "SPACE".
std::string short_form(const CLI::Option& option);
/// "cartograf features SPACE -o FILE.h5 [OPTIONS]".
std::string usage_line(const CLI::App& command);

/// Words in lines of at most `width` columns, those behind the first indented; a longer word stands alone.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width);

/// The help of a command, or of `app` itself, for the terminal or file behind a descriptor: at the terminal's width, at most 120 columns.
std::string help_text(const CLI::App& command, int descriptor);

}  // namespace cartograf::cli
