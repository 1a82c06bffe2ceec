#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cartograf {

/// A parameter of a predictor, as `cartograf predictors` and the docs list it.
struct ParameterInfo {
  std::string name;
  std::string default_value;
  std::string help;
};

/// Names and values as a user gives them.
using ParameterValues = std::vector<std::pair<std::string, std::string>>;

/// The parameters of one predictor, every one with a value. All getters throw InputError that names predictor, parameter,
/// what was expected and what was found.
class Parameters {
 public:
  /// The defaults with `overrides` in place. Throws InputError for a parameter that the predictor does not have (with the
  /// nearest), and for one given twice.
  Parameters(std::string predictor, const std::vector<ParameterInfo>& known, const ParameterValues& overrides);

  const std::string& predictor() const { return predictor_; }
  const ParameterValues& values() const { return values_; }

  const std::string& text(const std::string& name) const;
  /// One of `choices`.
  const std::string& choice(const std::string& name, const std::vector<std::string>& choices) const;
  /// A finite number of at least `smallest`.
  double number(const std::string& name, double smallest) const;
  /// A finite number above zero.
  double positive(const std::string& name) const;
  std::uint64_t whole(const std::string& name, std::uint64_t smallest) const;
  /// Throws what the getters throw.
  [[noreturn]] void refuse(const std::string& name, const std::string& expected) const;

 private:
  double finite(const std::string& name, const std::string& expected) const;

  std::string predictor_;
  ParameterValues values_;
};

}  // namespace cartograf
