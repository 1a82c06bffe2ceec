#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "host/report/chart_page.hpp"

namespace cartograf {

// What page.js draws from. Each throws InputError when the chart cannot be drawn; numbers that are not finite are null.
nlohmann::ordered_json to_json(const LineChart& chart);
nlohmann::ordered_json to_json(const ScatterChart& chart);
nlohmann::ordered_json to_json(const SwarmChart& chart);

/// The panels of a line chart, in the order of their first lines; one without a name where there are none.
std::vector<std::string> panels_of(const LineChart& chart);

/// The ranges of the axes that a scatter chart shows: [low, high] each.
struct ScatterView {
  std::array<double, 2> x{}, y{};
  std::vector<std::uint64_t> beyond;  ///< [series] points that are drawn, but lie outside
};

/// Within Tukey's fences (1.5 quartile distances beyond the quartiles; Exploratory Data Analysis, 1977) of all points, and no
/// wider than these; of less than 100 points all.
ScatterView view_of(const ScatterChart& chart);

/// [low, high] of the axis of a swarm: from the 3rd to the 97th percentile of the row where these are widest, with 0.
std::array<double, 2> range_of(const SwarmChart& chart);

/// Throws InputError that names the chart unless `found` is the expected number of `what`.
void require_length(const std::string& chart, const std::string& what, std::size_t expected, std::size_t found);
/// Throws InputError that names the chart where there is no `what`.
void require_something(const std::string& chart, std::size_t count, const std::string& what);

}  // namespace cartograf
