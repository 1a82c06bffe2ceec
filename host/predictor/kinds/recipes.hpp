#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "host/predictor/registry.hpp"
#include "host/family/family.hpp"

namespace cartograf {

/// One of the ways among which `auto` chooses: a predictor on some columns.
struct Recipe {
  std::string name;  ///< as users read it, such as "ridge on op_count"
  PredictorSpec predictor;
  std::vector<std::size_t> columns;  ///< ascending
  bool for_few_values = false;       ///< only where at most half of the targets are distinct
};

/// The recipes for a set of columns; the first is the default.
struct RecipeList {
  std::vector<Recipe> recipes;
  std::vector<std::string> notes;  ///< which recipes were left out, for which missing families
};

/// The list of docs/predictors.md for a space whose architectures may lack edges or not (lacks_edges()), and for these columns,
/// given by their families ([columns], empty for none).
/// Without columns of a family that the lists are made for: gp, ridge and rf on all columns.
RecipeList recipes_for(bool lacks_edges, std::span<const std::string> column_families);

/// The families of a space that the recipes for it need; empty = the default ones.
std::vector<std::string> families_of_recipes(const SearchSpace& space, Convention convention);

}  // namespace cartograf
