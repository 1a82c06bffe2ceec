#pragma once

#include <algorithm>
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
  std::vector<double> targets;          ///< the same length; no NaN
  std::uint64_t n_left_out = 0;         ///< architectures whose target is TargetOptions::missing
  std::vector<std::uint64_t> groups{};  ///< with Repeats::all the architecture of each row: those of one stay on one side of a split; else empty
  std::vector<std::string> notes{};     ///< what a user should know: rows that were left out, repeats
};

/// Its architectures, each counted once.
std::size_t n_architectures(const Population& population);

/// What is made of several rows of one architecture in a table of targets: several trainings, or one network written in two
/// ways.
enum class Repeats { error,   ///< they are refused
                     mean,    ///< one target: the mean of them
                     median,  ///< of an even number the mean of the two in the middle
                     first,   ///< in the order of the file
                     all };   ///< each is a row of the population

/// "error", "mean", "median", "first" or "all". Throws InputError for any other text.
Repeats parse_repeats(const std::string& text);

struct TargetOptions {
  std::optional<std::filesystem::path> table;  ///< CSV with `net` and the target; without it a closed-form cost of the space
  std::string column;                          ///< of the table, or name of the cost
  std::optional<std::filesystem::path> only;   ///< list of keys: the population, in its order; without it all rows
  std::vector<double> missing{};               ///< architectures with one of these targets are left out: they stand for none
  bool skip_missing = false;                   ///< rows without a target (CsvTable::is_missing) are left out, not refused
  Repeats repeats = Repeats::error;

  /// Whether a target stands for none.
  bool is_missing(double target) const { return std::find(missing.begin(), missing.end(), target) != missing.end(); }
};

/// Joins a store with targets, by architecture and not by spelling of the key. With Repeats::all, rows of a store that write
/// one architecture differently take the rows of the table that are written as they are. Throws InputError when a key is
/// malformed, or stands twice and the options do not say what is made of it, when an architecture of the population has no row in the store or no target (says how many, and the
/// first), and when the target is not a number or the same for all. `tables`: those of the store's space, in which the
/// tables of the options then are.
Population join_targets(const StoreReader& store, const KeyTables& tables, const TargetOptions& options);

/// Throws InputError, naming the target, unless two of the values are different.
void require_different_targets(const std::vector<double>& targets, const std::string& target);

/// A population without a list or a table is a whole space of at most this many architectures.
inline constexpr std::uint64_t kMaxPopulation = std::uint64_t{1} << 26;

/// The architectures of a space that a population is chosen from, with or without targets: those of the list, else of the table in
/// the order of the space, else the whole space. Throws InputError also for a space that is too large for that.
std::vector<std::uint64_t> asked_architectures(const KeyTables& tables, const TargetOptions& options);

/// The same without a store: the population is the list of keys, else the table's architectures in the order of the
/// space, else the whole space. Throws InputError also for a space that is too large for that.
Population join_targets(const KeyTables& tables, const TargetOptions& options);

}  // namespace cartograf
