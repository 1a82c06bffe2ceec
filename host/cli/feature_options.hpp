#pragma once

#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/family/family.hpp"

namespace cartograf::cli {

/// `--convention`, `--families` and `--dtype`: which features of a space, as what numbers.
struct FeatureArguments {
  std::string convention, dtype;
  std::vector<std::string> families;

  /// `also_stores`: whether the command takes a store in place of the space, which these are not for.
  void add_to(CLI::App& command, bool also_stores, bool dtypes = true);
  /// Throws InputError when any was given: `rows` is a store.
  void refuse_for_store(const std::string& rows) const;

  /// `models`: for which the features are; without `--families` those that `auto` chooses among, where it is one of them.
  FeatureSet of(const SearchSpace& space, const std::vector<std::string>& models = {}) const;
  Dtype dtype_of(const FeatureSet& features) const;
};

}  // namespace cartograf::cli
