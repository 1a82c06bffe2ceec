#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/table/targets.hpp"

namespace cartograf::cli {

/// Says on stderr how many architectures and rows have no target, and what became of repeats.
void say_left_out(const TargetOptions& targets, const Population& population);

/// The options of the commands that train: targets and population, the predictor's seed, where it runs.
struct TargetArguments {
  TableArguments tables;
  std::string table, column, only, repeats = "error";
  std::vector<std::string> missing;

  void add_to(CLI::App& command);
  TargetOptions options() const;
  /// Throws InputError when `--key-column`, `--index` or `--prune` was given and no table of keys is read. `other_tables`: whether the
  /// command reads some beside its own.
  void require_keys_to_read(bool other_tables) const;
};

/// What is said of a table in the place of the rows.
inline constexpr const char* kWhereTablesGo = "; tables of targets go behind --targets, lists of architectures behind --only";

struct TrainingArguments {
  CommonOptions common;
  DeviceOption device;
  std::uint64_t model_seed = 42;

  void add_to(CLI::App& command);
};

}  // namespace cartograf::cli
