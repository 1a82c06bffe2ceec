#include "host/bench/measurement.hpp"

namespace cartograf {
namespace {

constexpr double kGiga = 1e9;

}  // namespace

std::optional<double> Measurement::gb_per_second() const {
  if (bytes == 0) return std::nullopt;
  return static_cast<double>(bytes) / kGiga / seconds.median;
}

std::optional<double> Measurement::limit_gb_per_second() const {
  if (bytes == 0 || !limit_seconds) return std::nullopt;
  return static_cast<double>(bytes) / kGiga / limit_seconds->median;
}

std::optional<double> Measurement::fraction() const {
  const auto reached = gb_per_second(), limit_reached = limit_gb_per_second();
  if (!reached || !limit_reached) return std::nullopt;
  return *reached / *limit_reached;
}

}  // namespace cartograf
