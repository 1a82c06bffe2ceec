#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace cartograf::cli {

/// What is wrong with a command line that CLI11 refused, where, and what to type, as lines for stderr. `arguments`: those behind the
/// program's name.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments);

/// The arguments with the words behind an option that takes a list (is_list()) as one, "--models rf xgb" as "--models rf,xgb", where
/// no word behind it can be an argument of the command.
std::vector<std::string> with_lists_joined(const CLI::App& app, const std::vector<std::string>& arguments);

/// The first word that is neither an option of `app` nor the name of a command, as a message; empty when there is none.
std::string unknown_first_word(const CLI::App& app, const std::vector<std::string>& arguments);

/// The command that was given; `app` itself when none was.
const CLI::App& given_command(const CLI::App& app);

}  // namespace cartograf::cli
