#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/engine/key_table.hpp"
#include "host/table/targets.hpp"

namespace cartograf {

/// The targets of a table for some architectures: numbers, missing values and repeats as the options say.
class TargetColumn {
 public:
  /// Opens the table. Throws InputError for one without the column, and for repeats that the options do not allow.
  TargetColumn(const KeyTables& tables, const TargetOptions& options);

  const KeyTable& table() const { return *table_; }

  /// A row of the population with its target. `asked`: its place among the architectures asked for.
  struct Entry {
    std::size_t asked = 0;
    double target = 0;
  };
  struct Entries {
    std::vector<Entry> entries;      ///< in the order of what was asked for
    std::uint64_t n_left_out = 0;    ///< architectures whose target stands for none
    std::vector<std::string> notes;  ///< what became of missing values and repeats
  };

  /// One target for each of the architectures, or none; with Repeats::all each row of the table that is its own.
  /// `writings`: [architectures x words] as they are written, where one of them is asked for several times in different
  /// writings: a row of the table then belongs to the one that is written as it is. May be empty. Throws InputError for
  /// the first bad line of those rows, and for architectures without a target (how many, and the first).
  Entries of(std::span<const std::uint64_t> architectures, std::span<const std::uint64_t> writings = {}) const;

 private:
  class Reader;

  /// Repeats among the rows that have a target alone.
  void refuse_repeated_targets() const;

  const KeyTables& tables_;
  const TargetOptions& options_;
  std::shared_ptr<const KeyTable> table_;
  std::size_t column_ = 0;
};

}  // namespace cartograf
