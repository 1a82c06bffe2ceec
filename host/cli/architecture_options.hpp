#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/engine/architectures.hpp"

namespace cartograf::cli {

/// `--unique` and `--equivalence`: of architectures that are the same network, one.
class UniqueOptions {
 public:
  /// `help`: of `--unique`.
  CLI::Option* add_to(CLI::App& command, const std::string& help);
  /// Nothing without `--unique`.
  std::optional<Equivalence> of(const SearchSpace& space) const;

 private:
  bool unique_ = false;
  std::string equivalence_;
};

/// Which architectures of a space; all when nothing is given. The options are the same in all commands that take them:
/// `--range`, `--sample` and its seed, `--keys`, `--adjacency-in`, `--max`, `--min`, `--where`, `--reachable-only`, and keys as arguments.
class ArchitectureOptions {
 public:
  /// What a command offers beside a range and a sample.
  struct Offer {
    bool lists = false;      ///< keys and tensors
    bool arguments = false;  ///< keys behind the space; only with lists
    bool where = false;      ///< conditions
    bool reachable = false;
    const char* seed = "--seed";
  };

  void add_to(CLI::App& command, const Offer& offer);

  /// Whether single architectures are named, by `--keys` or as arguments.
  bool names_keys() const { return !keys_.empty() || !given_keys_.empty(); }
  /// The first of the options that was given; empty when none was.
  std::string given() const;
  /// Files that are read; empty names for none.
  std::vector<std::string> files() const { return {keys_, adjacency_in_}; }
  Architectures of(const SearchSpace& space) const;
  /// Those that pass their filter, as a list without one. Throws InputError, with what left out how many, when none does.
  Architectures passing(const SearchSpace& space, int threads) const;
  /// How this and other tables of the command are read.
  KeyTableFormat table_format() const { return tables_.format(); }
  /// Throws InputError when `--index` or `--prune` was given and no table of keys is read. `other_tables`: whether the command
  /// reads some beside `--keys`.
  void require_keys_to_read(bool other_tables = false) const;

 private:
  Architectures chosen(const SearchSpace& space) const;

  TableArguments tables_;
  std::string range_text_, keys_, adjacency_in_, repeats_ = "error";
  std::uint64_t n_sample_ = 0, seed_ = 0;
  std::vector<std::string> given_keys_, at_most_, at_least_, where_;
  bool reachable_only_ = false;
  bool has_lists_ = false;  ///< Offer::lists
};

}  // namespace cartograf::cli
