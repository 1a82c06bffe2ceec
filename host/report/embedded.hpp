#pragma once

#include <string_view>

/// Files that are part of the library, byte by byte as they were when it was built.
namespace cartograf::embedded {

std::string_view plotly_script();
std::string_view plotly_license();
std::string_view page_style();
std::string_view page_errors_script();
std::string_view page_swarm_script();
std::string_view page_tabs_script();
std::string_view page_script();

}  // namespace cartograf::embedded
