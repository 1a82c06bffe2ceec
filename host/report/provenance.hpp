#pragma once

#include <string>
#include <vector>

#include "kernels/features/description.hpp"

namespace cartograf {

/// What a page says of how it came about, a line for each.
struct PageFact {
  std::string name, value;
};

/// The run of the command that writes a page.
struct PageRun {
  std::string command;  ///< as typed, quoted for a shell
  std::string version;  ///< of cartograf
  std::string time;     ///< UTC (utc_time())
};

std::vector<PageFact> facts_of(const PageRun& run);

/// Space, convention, families and number of columns.
std::vector<PageFact> facts_of(const FeatureDescription& features);

/// The file of a store or model, and its digest; `what`: "feature store".
PageFact fact_of_file(const std::string& what, const std::string& name, const std::string& digest);

void append(std::vector<PageFact>& facts, const std::vector<PageFact>& more);

}  // namespace cartograf
