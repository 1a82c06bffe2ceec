#include "host/model/predictors/target_transform.hpp"

#include <algorithm>
#include <cmath>

#include "host/model/predictors/standardised.hpp"
#include "io/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

const std::vector<std::string>& TargetTransform::names() {
  static const std::vector<std::string> names = {"none", "ceiling", "log"};  // in the order of Kind
  return names;
}

TargetTransform::TargetTransform(const std::string& name, std::span<const double> y)
    : kind_(static_cast<Kind>(std::find(names().begin(), names().end(), name) - names().begin())) {
  CARTOGRAF_EXPECTS(static_cast<std::size_t>(kind_) < names().size());
  if (kind_ == Kind::ceiling) ceiling_ = 2 * *std::max_element(y.begin(), y.end()) - median_of({y.begin(), y.end()});
  const auto n = static_cast<double>(y.size());
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double t = unscaled(y[i]);
    if (!std::isfinite(t)) {
      throw InputError("the target of training row " + std::to_string(i + 1) + ": expected one that the transform '" + name +
                       "' makes a number of" + (kind_ == Kind::log ? ", above 0" : "") + "; found " + shortest(y[i]));
    }
    sum += t;
  }
  mean_ = sum / n;
  for (const double value : y) squares += (unscaled(value) - mean_) * (unscaled(value) - mean_);
  deviation_ = std::sqrt(squares / n);
  if (deviation_ > 0 && std::isfinite(deviation_)) return;
  throw InputError("the targets' standard deviation after the transform '" + name + "' is " + shortest(deviation_) +
                   ", with which 64-bit floats cannot compute");
}

TargetTransform::TargetTransform(const std::vector<NamedArray>& arrays, const std::string& where)
    : ceiling_(number_of(arrays, "target_ceiling", where)),
      mean_(number_of(arrays, "target_mean", where)),
      deviation_(number_of(arrays, "target_deviation", where)) {
  const double kind = number_of(arrays, "target_transform", where);
  if (!(deviation_ > 0)) throw InputError(where + ": the model is damaged: /target_deviation is " + shortest(deviation_));
  if (kind != 0 && kind != 1 && kind != 2) throw InputError(where + ": the model is damaged: /target_transform is " + shortest(kind));
  kind_ = static_cast<Kind>(static_cast<int>(kind));
}

double TargetTransform::unscaled(double y) const {
  switch (kind_) {
    case Kind::none: return y;
    case Kind::ceiling: return -std::log(ceiling_ - y + 1e-9);
    case Kind::log: return std::log(y);
  }
  return y;
}

double TargetTransform::forward(double y) const { return (unscaled(y) - mean_) / deviation_; }

std::vector<double> TargetTransform::forward(std::span<const double> y) const {
  std::vector<double> scores;
  for (const double value : y) scores.push_back(forward(value));
  return scores;
}

double TargetTransform::back(double score) const {
  const double t = score * deviation_ + mean_;
  switch (kind_) {
    case Kind::none: return t;
    case Kind::ceiling: return ceiling_ - std::exp(-t);
    case Kind::log: return std::exp(t);
  }
  return t;
}

std::vector<NamedArray> TargetTransform::arrays() const {
  return {number_array("target_transform", static_cast<double>(kind_)), number_array("target_ceiling", ceiling_),
          number_array("target_mean", mean_), number_array("target_deviation", deviation_)};
}

}  // namespace cartograf
