#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/space/search_space.hpp"
#include "io/store_reader.hpp"

namespace cartograf {

/// The rows of a store that take part, in order, with their target values.
struct Population {
  std::vector<std::uint64_t> store_rows;
  std::vector<double> targets;  ///< the same length; no NaN
};

struct TargetOptions {
  std::optional<std::filesystem::path> table;  ///< CSV with `net` and the target; without it a closed-form cost of the space
  std::string column;                          ///< of the table, or name of the cost
  std::optional<std::filesystem::path> only;   ///< list of keys: the population, in its order; without it all rows
};

/// Joins a store with targets, by architecture and not by spelling of the key. Throws InputError when a key is malformed
/// or stands twice, when an architecture of the population has no row in the store or no target (says how many, and the
/// first), and when the target is not a number or the same for all.
Population join_targets(const StoreReader& store, const SearchSpace& space, const TargetOptions& options);

}  // namespace cartograf
