#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/store_schema.hpp"
#include "kernels/features/plan.hpp"

namespace cartograf {

/// The published variants of GRAF; docs/features.md says how they differ.
enum class Convention { graf_nas, zc_combine };

std::string_view to_string(Convention convention);
/// Throws InputError for anything but the names of the conventions.
Convention parse_convention(std::string_view text);

/// A closed-form cost that is linear in the operation counts: constant + sum over ops of per_op * count.
/// A plain count (parameters, floating-point operations), not millions.
struct CostColumn {
  std::string name;
  std::int64_t constant = 0;
  std::vector<std::int64_t> per_op;  ///< [n_ops]

  bool operator==(const CostColumn&) const = default;
};

/// What to compute for each architecture: the small-integer columns of /features, as a plan for the kernels together
/// with their names, and the wide columns.
struct FeatureSet {
  Convention convention = Convention::graf_nas;
  std::vector<std::string> families;   ///< as selected, in the order of the columns
  FeaturePlan plan;
  std::vector<FeatureColumn> columns;  ///< of `plan`
  std::vector<CostColumn> costs;       ///< written to /wide/NAME
};

}  // namespace cartograf
