#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "host/report/chart_page.hpp"

namespace cartograf {

/// The parts of a page as HTML. What page.js draws of a part goes to the end of `charts`; its figure has the position there
/// in `data-chart`. `operations`: for the chips of features. Each throws InputError when lengths do not fit together, or
/// when there is nothing to show.
std::string part_html(const LineChart& chart, const OpNames& operations, nlohmann::ordered_json& charts);
std::string part_html(const ScatterChart& chart, const OpNames& operations, nlohmann::ordered_json& charts);
std::string part_html(const BarChart& chart, const OpNames& operations, nlohmann::ordered_json& charts);
std::string part_html(const HeatMap& chart, const OpNames& operations, nlohmann::ordered_json& charts);
std::string part_html(const SwarmChart& chart, const OpNames& operations, nlohmann::ordered_json& charts);
std::string part_html(const PageTable& table, const OpNames& operations, nlohmann::ordered_json& charts);

}  // namespace cartograf
