#include "host/cli/feature_options.hpp"

#include <algorithm>

#include "host/predictor/kinds/recipes.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::cli {

void FeatureArguments::add_to(CLI::App& command, bool also_stores, bool dtypes) {
  begin_group(command, kColumns);
  const std::string of_space = also_stores ? "of a space: " : "";
  command.add_option("--convention", convention, of_space + "graf_nas, zc_combine or paper (default: graf_nas)")->type_name("graf_nas|zc_combine|paper");
  command.add_option("--families", families, of_space + "feature families, or groups of one (signal:lin) (default: those of the papers)")
      ->type_name(kListType)
      ->delimiter(',')
      ->allow_extra_args(false);
  if (!dtypes) return;
  command.add_option("--dtype", dtype, of_space + "float32, int8 (numerators; see /divisor) or float64 (default: float32, for real columns float64)")
      ->type_name("float32|int8|float64");
}

void FeatureArguments::refuse_for_store(const std::string& rows) const {
  if (convention.empty() && dtype.empty() && families.empty()) return;
  throw InputError(rows + ": --convention, --families and --dtype are for a search space; a store has its features already");
}

FeatureSet FeatureArguments::of(const SearchSpace& space, const std::vector<std::string>& models) const {
  const Convention chosen = convention.empty() ? Convention::graf_nas : parse_convention(convention);
  const bool of_recipes = families.empty() && std::find(models.begin(), models.end(), "auto") != models.end();
  return select_features(space, chosen, of_recipes ? families_of_recipes(space, chosen) : families);
}

Dtype FeatureArguments::dtype_of(const FeatureSet& features) const { return dtype.empty() ? natural_dtype(features) : parse_dtype(dtype); }

}  // namespace cartograf::cli
