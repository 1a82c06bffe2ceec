#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace cartograf::cli {

// Scripts that complete a line of a shell: commands, options, and what options take, as far as that is known without a file.

std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);

}  // namespace cartograf::cli
