#include "host/cli/predictor_options.hpp"

#include <algorithm>
#include <optional>

#include "host/predictor/model.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {
namespace {

struct Setting {
  std::string predictor;  ///< empty = all
  std::string key, value;
};

Setting parse_setting(const std::string& text, const std::vector<std::string>& predictors) {
  const std::size_t equals = text.find('=');
  const std::string left = text.substr(0, equals);
  const std::size_t dot = left.find('.');
  Setting setting;
  if (dot != std::string::npos) setting.predictor = left.substr(0, dot);
  setting.key = dot == std::string::npos ? left : left.substr(dot + 1);
  if (equals != std::string::npos) setting.value = text.substr(equals + 1);
  if (equals == std::string::npos || setting.key.empty() || setting.value.empty() || dot == 0) {
    throw InputError("--param: expected KEY=VALUE or PREDICTOR.KEY=VALUE, found " + in_quotes(text));
  }
  if (dot != std::string::npos && std::find(predictors.begin(), predictors.end(), setting.predictor) == predictors.end()) {
    throw InputError("--param " + in_quotes(text) + ": " + in_quotes(setting.predictor) + " is none of the predictors used here" +
                     did_you_mean(setting.predictor, predictors));
  }
  return setting;
}

}  // namespace

void ParameterArguments::add_to(CLI::App& command) {
  begin_group(command, kTraining);
  command.add_option("--param", texts, "a parameter (see 'cartograf predictors'), of all predictors or of one; may be repeated")
      ->type_name("[PREDICTOR.]KEY=VALUE")
      ->allow_extra_args(false);
}

std::vector<PredictorSpec> ParameterArguments::specs(const std::vector<std::string>& predictors) const {
  std::vector<Setting> settings;
  for (const std::string& text : texts) settings.push_back(parse_setting(text, predictors));
  std::vector<PredictorSpec> specs;
  for (const std::string& predictor : predictors) {
    PredictorSpec spec{predictor, {}};
    const auto has_its_own = [&](const std::string& key) {
      return std::any_of(settings.begin(), settings.end(), [&](const Setting& s) { return s.predictor == predictor && s.key == key; });
    };
    for (const Setting& setting : settings) {
      if (setting.predictor == predictor || (setting.predictor.empty() && !has_its_own(setting.key))) {
        spec.parameters.emplace_back(setting.key, setting.value);
      }
    }
    parameters_of(spec);
    specs.push_back(std::move(spec));
  }
  return specs;
}

std::string why_cpu(const std::vector<std::string>& predictors) {
  for (const std::string& predictor : predictors) {
    if (!predictor_kind(predictor).on_gpu) return "predictor " + predictor + " runs on the CPU only";
  }
  return {};
}

std::string why_cpu(const StoredModel& model) {
  const std::optional<std::string> predictor = model.predictor_in_hdf5();
  return predictor ? why_cpu(std::vector<std::string>{*predictor}) : std::string();
}

}  // namespace cartograf::cli
