#include "host/predictor/kinds/recipes.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "host/table/column_selection.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

/// Columns by their families.
struct Features {
  std::string name;
  std::vector<std::string> families;       ///< that must be there
  std::vector<std::string> if_there = {};  ///< that not every space or convention has
};

/// A recipe without its columns.
struct Plan {
  Features features;
  PredictorSpec predictor;
  std::string settings = "";  ///< as its name has them
  bool for_few_values = false;
};

const Features kSignal = {"signal", {"signal"}, {"signal_strided"}};
const Features kCounts = {"op_count", {"op_count"}};
const Features kPositions = {"op_count + op_on_position", {"op_count", "op_on_position"}};
const Features kGraf = {"GRAF", {"op_count", "node_degree"}, {"min_path_len", "max_op_on_path"}};
const Features kSignalAndCounts = {"signal + op_count", {"signal", "op_count"}};
const Features kSignalAndGraf = {"signal + GRAF", {"signal", "op_count", "node_degree"}, {"min_path_len", "max_op_on_path"}};

/// For targets that add up over operations and their places, such as latencies.
const std::vector<Plan> kAdditive = {
    {kPositions, {"gp", {{"transform", "none"}}}, " transform=none"},
    {kCounts, {"ridge"}},
    {kCounts, {"ridge", {{"rounding", "targets"}}}, " rounding=targets", true},
};

std::vector<Plan> with_additive(std::vector<Plan> plans) {
  plans.insert(plans.end(), kAdditive.begin(), kAdditive.end());
  return plans;
}

Plan best_on_signal(const std::string& noise) {
  return {kSignal, {"best", {{"noise", noise}}}, " noise=" + noise};
}

const std::vector<Plan>& plans_with_signal() {
  static const std::vector<Plan> plans = with_additive({best_on_signal("0.05"), best_on_signal("0.01")});
  return plans;
}

/// For architectures that lack edges, as those of DARTS: there are many columns, of which only some say much.
const std::vector<Plan>& plans_with_lacking_edges() {
  static const std::vector<Plan> plans = with_additive({{kSignalAndCounts, {"gp"}}, {kSignalAndGraf, {"gp"}}, {kGraf, {"gp"}}});
  return plans;
}

bool contains(std::span<const std::string> names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::vector<std::size_t> columns_of(const Features& features, std::span<const std::string> column_families) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < column_families.size(); ++i) {
    if (contains(features.families, column_families[i]) || contains(features.if_there, column_families[i])) columns.push_back(i);
  }
  return columns;
}

Recipe recipe_of(const Plan& plan, std::vector<std::size_t> columns) {
  return {plan.predictor.name + plan.settings + " on " + plan.features.name, plan.predictor, std::move(columns), plan.for_few_values};
}

RecipeList on_all_columns(std::size_t n_columns) {
  std::vector<std::size_t> all(n_columns);
  std::iota(all.begin(), all.end(), std::size_t{0});
  RecipeList list;
  for (const char* predictor : {"gp", "ridge", "rf"}) list.recipes.push_back(recipe_of({{"all columns", {}}, {predictor}}, all));
  return list;
}

}  // namespace

RecipeList recipes_for(bool lacks_edges, std::span<const std::string> column_families) {
  const bool signal = contains(column_families, "signal");
  const bool graf = contains(column_families, "op_count") && contains(column_families, "node_degree");
  if (!signal && !(lacks_edges && graf)) {
    RecipeList list = on_all_columns(column_families.size());
    list.notes.push_back(
        "auto: there are no columns of the family signal, which is best where a space has it; it chooses among gp, ridge and rf on "
        "all columns");
    return list;
  }
  RecipeList list;
  std::map<std::string, std::vector<std::string>> left_out;  // by the family that is missing
  for (const Plan& plan : lacks_edges ? plans_with_lacking_edges() : plans_with_signal()) {
    const auto missing = std::find_if(plan.features.families.begin(), plan.features.families.end(),
                                      [&](const std::string& family) { return !contains(column_families, family); });
    Recipe recipe = recipe_of(plan, columns_of(plan.features, column_families));
    if (missing == plan.features.families.end()) {
      list.recipes.push_back(std::move(recipe));
    } else {
      left_out[*missing].push_back(recipe.name);
    }
  }
  const bool none = list.recipes.empty();
  if (none) list = on_all_columns(column_families.size());
  for (const auto& [family, names] : left_out) {
    list.notes.push_back("auto: " + enumerated(names, " and ") + (names.size() == 1 ? " is" : " are") + " left out: there are no columns of the family " + family);
  }
  if (none) list.notes.push_back("auto: nothing of its list is left; it chooses among gp, ridge and rf on all columns");
  return list;
}

std::vector<std::string> families_of_recipes(const SearchSpace& space, Convention convention) {
  std::vector<std::string> known;
  for (const Family& family : families_of(space, convention)) known.push_back(family.name);
  if (!contains(known, "signal")) return {};
  std::vector<std::string> families;
  for (const Plan& plan : lacks_edges(space) ? plans_with_lacking_edges() : plans_with_signal()) {
    for (const auto* some : {&plan.features.families, &plan.features.if_there}) {
      for (const std::string& family : *some) {
        if (contains(known, family) && !contains(families, family)) families.push_back(family);
      }
    }
  }
  return families;
}

}  // namespace cartograf
