#pragma once

#include <nlohmann/json.hpp>

#include "host/report/chart_page.hpp"

namespace cartograf {

// What page.js draws from. Each throws InputError when the chart cannot be drawn; numbers that are not finite are null.
nlohmann::ordered_json to_json(const LineChart& chart);
nlohmann::ordered_json to_json(const ScatterChart& chart);
nlohmann::ordered_json to_json(const BarChart& chart);
nlohmann::ordered_json to_json(const HeatMap& chart);

}  // namespace cartograf
