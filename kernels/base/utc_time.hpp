#pragma once

#include <ctime>
#include <string>

namespace cartograf {

/// "2026-11-29T17:51:00Z" (ISO 8601).
std::string utc_time(std::time_t time);

}  // namespace cartograf
