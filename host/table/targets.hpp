#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/key_table.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// The rows of a store that take part, in order, with their target values. Of a whole space: the indices of architectures.
struct Population {
  std::vector<std::uint64_t> rows;
  std::vector<double> targets;   ///< the same length; no NaN
  std::uint64_t n_left_out = 0;  ///< architectures whose target is TargetOptions::missing
};

struct TargetOptions {
  std::optional<std::filesystem::path> table;  ///< CSV with `net` and the target; without it a closed-form cost of the space
  std::string column;                          ///< of the table, or name of the cost
  std::optional<std::filesystem::path> only;   ///< list of keys: the population, in its order; without it all rows
  std::optional<double> missing{};             ///< architectures with this target are left out: it stands for none
};

/// Joins a store with targets, by architecture and not by spelling of the key. Throws InputError when a key is malformed
/// or stands twice, when an architecture of the population has no row in the store or no target (says how many, and the
/// first), and when the target is not a number or the same for all. `tables`: those of the store's space, in which the
/// tables of the options then are.
Population join_targets(const StoreReader& store, const KeyTables& tables, const TargetOptions& options);

/// Throws InputError, naming the target, unless two of the values are different.
void require_different_targets(const std::vector<double>& targets, const std::string& target);

/// A population without a list or a table is a whole space of at most this many architectures.
inline constexpr std::uint64_t kMaxPopulation = std::uint64_t{1} << 26;

/// The same without a store: the population is the list of keys, else the table's architectures in the order of the
/// space, else the whole space. Throws InputError also for a space that is too large for that.
Population join_targets(const KeyTables& tables, const TargetOptions& options);

}  // namespace cartograf
