#include "host/predictor/kinds/target_transform.hpp"

#include <algorithm>
#include <cmath>

#include "host/predictor/kinds/standardised_regressor.hpp"
#include "host/metrics/spread.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

/// Of the targets below the ceiling: a thousand times what is added to them.
constexpr double kLeastSpan = 1e-6;

}  // namespace

const std::vector<std::string>& TargetTransform::names() {
  static const std::vector<std::string> names = {"none", "ceiling", "log"};  // in the order of Kind
  return names;
}

TargetTransform::TargetTransform(const std::string& name, std::span<const double> y) {
  const auto found = std::find(names().begin(), names().end(), name);
  CARTOGRAF_EXPECTS(found != names().end());
  map_.kind = static_cast<Kind>(found - names().begin());
  if (map_.kind == Kind::ceiling) map_.ceiling = 2 * *std::max_element(y.begin(), y.end()) - median_of({y.begin(), y.end()});
  if (map_.kind == Kind::ceiling && !(map_.ceiling - *std::min_element(y.begin(), y.end()) >= kLeastSpan)) {
    throw InputError(
        "the targets span less than 1e-6, which the transform 'ceiling' cannot tell apart, as it adds 1e-9 to them; "
        "multiply them, or take transform=none");
  }
  const auto n = static_cast<double>(y.size());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double t = unscaled(y[i]);
    if (!std::isfinite(t)) {
      throw InputError("the target of training row " + std::to_string(i + 1) + ": expected one that the transform '" + name +
                       "' makes a number of" + (map_.kind == Kind::log ? ", above 0" : "") + "; found " + shortest(y[i]));
    }
    sum += t;
  }
  map_.mean = sum / n;
  for (const double value : y) squares += (unscaled(value) - map_.mean) * (unscaled(value) - map_.mean);
  map_.deviation = std::sqrt(squares / n);
  if (map_.deviation > 0 && std::isfinite(map_.deviation)) return;
  throw InputError("the targets' standard deviation after the transform '" + name + "' is " + shortest(map_.deviation) +
                   ", with which 64-bit floats cannot compute");
}

TargetTransform::TargetTransform(const std::vector<NamedArray>& arrays, const std::string& where) {
  map_.ceiling = number_of(arrays, "target_ceiling", where);
  map_.mean = number_of(arrays, "target_mean", where);
  map_.deviation = number_of(arrays, "target_deviation", where);
  const double kind = number_of(arrays, "target_transform", where);
  if (!(map_.deviation > 0)) throw InputError(where + ": the model is damaged: /target_deviation is " + shortest(map_.deviation));
  if (kind != 0 && kind != 1 && kind != 2) throw InputError(where + ": the model is damaged: /target_transform is " + shortest(kind));
  map_.kind = static_cast<Kind>(static_cast<int>(kind));
}

double TargetTransform::unscaled(double y) const {
  switch (map_.kind) {
    case Kind::none: return y;
    case Kind::ceiling: return -std::log(map_.ceiling - y + 1e-9);
    case Kind::log: return std::log(y);
  }
  return y;
}

double TargetTransform::forward(double y) const { return (unscaled(y) - map_.mean) / map_.deviation; }

std::vector<double> TargetTransform::forward(std::span<const double> y) const {
  std::vector<double> scores;
  for (const double value : y) scores.push_back(forward(value));
  return scores;
}

std::vector<NamedArray> TargetTransform::arrays() const {
  return {number_array("target_transform", static_cast<double>(map_.kind)), number_array("target_ceiling", map_.ceiling),
          number_array("target_mean", map_.mean), number_array("target_deviation", map_.deviation)};
}

}  // namespace cartograf
