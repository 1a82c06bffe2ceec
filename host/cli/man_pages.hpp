#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace cartograf::cli {

/// The manual page of a command, cartograf-COMMAND(1), or of `app` itself, cartograf(1), in the macros of man(7).
std::string man_page(const CLI::App& command);

}  // namespace cartograf::cli
