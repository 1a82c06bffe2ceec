#pragma once

#include <string>
#include <vector>

#include "host/report/provenance.hpp"

namespace cartograf::cli {

/// Keeps the words of the command for the pages that it writes. Called once, by main.
void keep_command_line(int argc, char** argv);

/// What a page says of this run. Throws InputError where SOURCE_DATE_EPOCH, which stands for the time where pages are to be the
/// same bytes (reproducible-builds.org), is no number of seconds.
PageRun page_run();

/// Throws what a page of this name would throw before anything is computed: InputError for a name of another ending, a file that
/// exists without `overwrite`, and a time as above.
void check_page(const std::string& html, bool overwrite);

/// The table of the targets; empty = a cost of the space.
PageFact fact_of_target(const std::string& column, const std::string& table);

}  // namespace cartograf::cli
