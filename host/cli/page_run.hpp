#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "host/report/provenance.hpp"

namespace cartograf::cli {

/// Keeps the words of the command for the pages that it writes. Called once, by main.
void keep_command_line(int argc, char** argv);

/// The time of SOURCE_DATE_EPOCH, which stands for that of now where files are to be the same bytes (reproducible-builds.org);
/// nothing where it is not set. Throws InputError when it is no number of seconds.
std::optional<std::time_t> source_date();

/// What a page says of this run. Throws as above.
PageRun page_run();

/// Throws what a page of this name would throw before anything is computed: InputError for a name of another ending, a file that
/// exists without `overwrite`, and a time as above.
void check_page(const std::string& html, bool overwrite);

/// The table of the targets; empty = a cost of the space.
PageFact fact_of_target(const std::string& column, const std::string& table);

}  // namespace cartograf::cli
