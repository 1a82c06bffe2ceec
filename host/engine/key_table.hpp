#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/space/search_space.hpp"
#include "io/files/csv_table.hpp"

namespace cartograf {

/// What must not stand twice in a table: an architecture (in a table of targets two values would contradict each other),
/// or only the very same graph as it is written (differently numbered nodes may have different features).
enum class Duplicate { same_architecture,
                       same_writing };

/// A table whose rows are architectures: a CSV with a column `net` (or SearchSpace::key_column()), or a plain list of one
/// key a line.
/// Throws InputError with file, line and column for a malformed key and for one that stands there twice.
class KeyTable {
 public:
  static KeyTable read(const SearchSpace& space, const std::filesystem::path& file, Duplicate refused = Duplicate::same_architecture);

  const CsvTable& csv() const { return csv_; }
  /// Position of the column of keys.
  std::size_t key_column() const { return key_column_; }
  std::size_t n_rows() const { return indices_.size(); }
  const std::vector<std::string>& keys() const { return keys_; }
  const std::vector<std::uint64_t>& indices() const { return indices_; }
  /// [n_rows x n_words], the architectures as the keys write them.
  const std::vector<std::uint64_t>& words() const { return words_; }
  /// The first row of an architecture, or -1.
  std::int64_t row_of(std::uint64_t index) const;

 private:
  void add_keys(const SearchSpace& space, Duplicate refused);

  CsvTable csv_;
  std::size_t key_column_ = 0;
  std::vector<std::string> keys_;
  std::vector<std::uint64_t> indices_;
  std::vector<std::uint64_t> words_;
  std::unordered_map<std::uint64_t, std::size_t> rows_;  ///< first row of an architecture
};

/// The tables of a space that a command reads. A file is opened and parsed once, also where several options name it, since
/// it may be a pipe, which gives its text to one reader and nothing to the next.
class KeyTables {
 public:
  /// The space must outlive it. Implicit, so that a caller with one table may give its space alone.
  KeyTables(const SearchSpace& space) : space_(space) {}

  const SearchSpace& space() const { return space_; }
  /// The table of a file. Throws as KeyTable::read() does. Not to be called by several threads at a time.
  std::shared_ptr<const KeyTable> read(const std::filesystem::path& file) const;

 private:
  const SearchSpace& space_;
  mutable std::map<std::filesystem::path, std::shared_ptr<const KeyTable>> tables_;  ///< a cache: no result depends on it
};

}  // namespace cartograf
