#pragma once

#include <vector>

#include "host/reproduce/reproduce.hpp"
#include "host/report/chart_page.hpp"

namespace cartograf {

/// A reproduced table beside the published one, and what its evaluations show.
ChartPage reproduction_page(const Reproduction& result, std::vector<PageFact> provenance);

}  // namespace cartograf
