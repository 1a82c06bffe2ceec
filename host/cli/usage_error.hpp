#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace cartograf::cli {

/// What is wrong with a command line that CLI11 refused, where, and what to type, as lines for stderr. `arguments`: those behind the
/// program's name.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments);

/// The arguments as CLI11 is to take them, where it would take them otherwise than people mean them:
///   the words behind an option that takes a list (is_list()) as one, "--models rf xgb" as "--models rf,xgb", where no word behind it
///   can be an argument of the command;
///   a word in brackets, "[4, 3]", which CLI11 would part at its commas, with a mark that as_typed() takes away.
/// Throws CLI::ParseError for an option in the place of a value ("-o --overwrite"), for "-o=FILE", and for one dash where two are meant.
std::vector<std::string> prepared_words(const CLI::App& app, const std::vector<std::string>& arguments);

/// For every argument of a command: gives it the word as it was typed.
CLI::Validator as_typed();

/// The first word that is neither an option of `app` nor the name of a command, as a message; empty when there is none.
std::string unknown_first_word(const CLI::App& app, const std::vector<std::string>& arguments);

/// The command that was given; `app` itself when none was.
const CLI::App& given_command(const CLI::App& app);

}  // namespace cartograf::cli
