#include "host/predictor/kinds/tree_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kLargest = 1'000'000'000;  // XGBoost has 32-bit integers

void positive(const Parameters& p, const std::string& name) {
  const auto value = static_cast<float>(p.positive(name));
  if (value == 0 || std::isinf(value)) p.refuse(name, "a number above 0 that fits float32");
}
void share(const Parameters& p, const std::string& name) { share_of(p, name); }
/// XGBoost keeps them as float32.
void at_least_zero(const Parameters& p, const std::string& name) {
  if (p.number(name, 0) > static_cast<double>(std::numeric_limits<float>::max())) p.refuse(name, "a number that fits float32");
}
template <std::uint64_t smallest>
void whole(const Parameters& p, const std::string& name) {
  if (p.whole(name, smallest) > kLargest) p.refuse(name, "a whole number of at most " + std::to_string(kLargest));
}
void tree_method(const Parameters& p, const std::string& name) { p.choice(name, {"hist", "approx", "exact"}); }
void grow_policy(const Parameters& p, const std::string& name) { p.choice(name, {"depthwise", "lossguide"}); }

struct TreeParameter {
  const char* name;
  const char* help;
  void (*check)(const Parameters&, const std::string& name);
};

constexpr TreeParameter kParameters[] = {
    {"rounds", "boosting rounds", whole<1>},
    {"trees", "trees, each on rows drawn with replacement", whole<1>},
    {"estimators", "trees at most", whole<1>},
    {"learning_rate", "factor on each tree", positive},
    {"max_depth", "of a tree; 0 = no limit", whole<0>},
    {"min_samples_leaf", "training rows in a leaf at least", whole<1>},
    {"max_features", "share of the columns, drawn for each split", share},
    {"min_child_weight", "training rows in a leaf at least", at_least_zero},
    {"subsample", "share of the rows for a tree", share},
    {"colsample_bytree", "share of the columns for a tree", share},
    {"colsample_bylevel", "share of those for a depth", share},
    {"colsample_bynode", "share of those for a split", share},
    {"num_parallel_tree", "trees of a round", whole<1>},
    {"lambda", "L2 penalty on leaves", at_least_zero},
    {"alpha", "L1 penalty on leaves", at_least_zero},
    {"gamma", "loss reduction that a split needs", at_least_zero},
    {"max_leaves", "of a tree; 0 = no limit", whole<0>},
    {"max_bin", "histogram bins of a column", whole<2>},
    {"tree_method", "hist, approx or exact", tree_method},
    {"grow_policy", "depthwise or lossguide", grow_policy},
};

const TreeParameter& tree_parameter(const std::string& name) {
  return *std::find_if(std::begin(kParameters), std::end(kParameters), [&](const TreeParameter& p) { return p.name == name; });
}

/// XGBoost's exact splits know neither unlimited depth nor limits on leaves nor columns for a split.
void adapt_to_exact(const Parameters& parameters, Device device, BoosterParameters& result) {
  if (device.backend == Backend::cuda) parameters.refuse("tree_method", "hist or approx on a GPU");
  for (auto& [name, value] : result.values) {
    if (name == "max_depth" && parameters.whole(name, 0) == 0) value = std::to_string(kLargest);
    if (name == "colsample_bynode" && parameters.number(name, 0) != 1) parameters.refuse(name, "1 with tree_method exact");
    if (name == "max_leaves" && parameters.whole(name, 0) != 0) parameters.refuse(name, "0 with tree_method exact");
    if (name == "grow_policy" && value != "depthwise") parameters.refuse(name, "depthwise with tree_method exact");
  }
}

}  // namespace

std::vector<ParameterInfo> tree_parameters(const ParameterDefaults& defaults) {
  std::vector<ParameterInfo> infos;
  for (const auto& [name, value] : defaults) infos.push_back({name, value, tree_parameter(name).help});
  return infos;
}

BoosterParameters xgboost_parameters(const Parameters& parameters, Device device) {
  BoosterParameters result;
  result.values = {{"booster", "gbtree"}};
  for (const auto& [name, value] : parameters.values()) {
    const TreeParameter& parameter = tree_parameter(name);
    parameter.check(parameters, name);
    if (name != "rounds") result.values.emplace_back(name, value);
  }
  if (parameters.text("tree_method") == "exact") adapt_to_exact(parameters, device, result);
  return result;
}

CartOptions cart_options(const Parameters& parameters) {
  for (const char* name : {"max_depth", "min_samples_leaf", "max_features"}) tree_parameter(name).check(parameters, name);
  return {parameters.whole("max_depth", 0), parameters.whole("min_samples_leaf", 1), parameters.positive("max_features")};
}

std::uint64_t tree_number(const Parameters& parameters, const std::string& name) {
  whole<1>(parameters, name);
  return parameters.whole(name, 1);
}

double share_of(const Parameters& parameters, const std::string& name) {
  const double share = parameters.positive(name);
  if (share > 1) parameters.refuse(name, "a number above 0 and at most 1");
  return share;
}

}  // namespace cartograf
