#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "host/cli/command.hpp"
#include "host/engine/architectures.hpp"

namespace cartograf::cli {

/// The indices A, B of `--range A:B`; those of the whole space when it was not given.
inline std::pair<std::uint64_t, std::uint64_t> index_range(const SearchSpace& space, const std::string& range_text) {
  return range_text.empty() ? std::pair(std::uint64_t{0}, space.size()) : parse_interval("--range", range_text);
}

/// `--range`, `--sample` and `--seed`: which architectures of a space; all when neither is given.
struct ArchitectureOptions {
  std::string range_text;
  std::uint64_t n_sample = 0, seed = 0;
  CLI::Option* range = nullptr;   ///< for commands that have other ways to choose
  CLI::Option* sample = nullptr;

  void add_to(CLI::App& command) {
    range = command.add_option("--range", range_text, "architectures A:B by index, B excluded");
    sample = command.add_option("--sample", n_sample, "this many architectures at random, none twice")->check(whole_number(1));
    command.add_option("--seed", seed, "seed of the sample (default: 0)")->check(whole_number())->needs(sample);
    range->excludes(sample);
  }

  bool given() const { return !range_text.empty() || n_sample > 0; }

  Architectures of(const SearchSpace& space) const {
    if (n_sample > 0) return architecture_sample(space, n_sample, seed);
    const auto [begin, end] = index_range(space, range_text);
    return architecture_range(space, begin, end);
  }
};

}  // namespace cartograf::cli
