#include "host/predictor/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

Parameters::Parameters(std::string predictor, const std::vector<ParameterInfo>& known, const ParameterValues& overrides)
    : predictor_(std::move(predictor)) {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : known) {
    names.push_back(parameter.name);
    values_.emplace_back(parameter.name, parameter.default_value);
  }
  std::set<std::string> given;
  for (const auto& [name, value] : overrides) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      throw InputError("predictor " + predictor_ + ": unknown parameter " + in_quotes(name) + did_you_mean(name, names));
    }
    if (!given.insert(name).second) throw InputError("predictor " + predictor_ + ": parameter " + name + " is given twice");
    values_[static_cast<std::size_t>(found - names.begin())].second = value;
  }
}

const std::string& Parameters::text(const std::string& name) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const auto& value) { return value.first == name; });
  if (found == values_.end()) throw Error("predictor " + predictor_ + " has no parameter " + name);
  return found->second;
}

void Parameters::refuse(const std::string& name, const std::string& expected) const {
  throw InputError("predictor " + predictor_ + ": parameter " + name + ": expected " + expected + ", found " + in_quotes(text(name)));
}

const std::string& Parameters::choice(const std::string& name, const std::vector<std::string>& choices) const {
  const std::string& value = text(name);
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
  refuse(name, enumerated(choices, " or "));
}

double Parameters::finite(const std::string& name, const std::string& expected) const {
  const std::optional<double> number = parse_number<double>(text(name));
  if (!number || !std::isfinite(*number)) refuse(name, expected);
  return *number;
}

double Parameters::number(const std::string& name, double smallest) const {
  const std::string expected = "a number of at least " + shortest(smallest);
  const double value = finite(name, expected);
  if (value < smallest) refuse(name, expected);
  return value;
}

double Parameters::positive(const std::string& name) const {
  const std::string expected = "a number above 0";
  const double value = finite(name, expected);
  if (value <= 0) refuse(name, expected);
  return value;
}

std::uint64_t Parameters::whole(const std::string& name, std::uint64_t smallest) const {
  const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(text(name));
  if (!number || *number < smallest) refuse(name, "a whole number of at least " + std::to_string(smallest));
  return *number;
}

}  // namespace cartograf
