#pragma once

#include <cstdint>
#include <string>

#include "host/cli/command.hpp"
#include "host/model/targets.hpp"

namespace cartograf::cli {

/// The options of the commands that train: targets and population, the predictor's seed, where it runs.
struct TargetArguments {
  std::string table, column, only;

  void add_to(CLI::App& command);
  TargetOptions options() const;
};

struct TrainingArguments {
  CommonOptions common;
  DeviceOption device;
  std::uint64_t model_seed = 42;

  void add_to(CLI::App& command);
};

}  // namespace cartograf::cli
