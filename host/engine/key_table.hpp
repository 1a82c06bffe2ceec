#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/notation/notation.hpp"
#include "host/space/search_space.hpp"
#include "io/files/csv_table.hpp"

namespace cartograf {

/// What must not stand twice in a table: an architecture (in a joined table two values would contradict each other), only
/// the very same graph as it is written (differently numbered nodes may have different features), or nothing.
enum class Duplicate { same_architecture,
                       same_writing,
                       none };

/// How the tables of a command are read.
struct KeyTableFormat {
  std::string key_column{};  ///< what the user calls the column of keys; empty = `net` or SearchSpace::key_column()
  Note note{};               ///< what is to be said of a table
  KeyReading reading{};      ///< what the keys are
};

/// Whether a file is a CSV for certain, since a column of it is named elsewhere, or may be a plain list of keys too.
enum class TableKind { csv,
                       csv_or_list };

/// A table whose rows are architectures: a CSV with a column `net` (or SearchSpace::key_column(), or as the user says), or a
/// plain list of one key a line. A file of another kind is refused by what it is (read_text()), a CSV without such a column
/// with the columns that it has and, where one holds keys, with its name.
/// Throws InputError with file, line and column for a malformed key and for one that stands there twice.
class KeyTable {
 public:
  static KeyTable read(const SearchSpace& space, const std::filesystem::path& file, Duplicate refused = Duplicate::same_architecture,
                       const KeyTableFormat& format = {}, TableKind kind = TableKind::csv_or_list);

  const CsvTable& csv() const { return csv_; }
  /// Position of the column of keys.
  std::size_t key_column() const { return key_column_; }
  std::size_t n_rows() const { return indices_.size(); }
  const std::vector<std::string>& keys() const { return keys_; }
  const std::vector<std::uint64_t>& indices() const { return indices_; }
  /// [n_rows x n_words], the architectures as the keys write them.
  const std::vector<std::uint64_t>& words() const { return words_; }
  /// Whether two rows write their architectures with the same words.
  bool same_writing(std::size_t row, std::size_t other) const;
  /// The first row of an architecture, or -1.
  std::int64_t row_of(std::uint64_t index) const;
  /// All rows of an architecture, ascending; none where there is no such row.
  std::vector<std::size_t> rows_of(std::uint64_t index) const;
  /// Architectures, each counted once.
  std::size_t n_architectures() const { return rows_.size(); }
  /// Architectures of several rows.
  std::size_t n_repeated() const { return repeats_.size(); }

  /// Rows whose words a row before them has, ascending.
  std::vector<std::size_t> rows_written_before() const;

  /// Throws InputError, with `advice` behind it, for the first row that repeats another.
  void refuse(Duplicate refused, const std::string& advice = {}) const;

 private:
  void add_keys(const SearchSpace& space, const KeyReading& reading);
  /// As the table writes them, read or not.
  std::vector<std::string> first_keys() const;  ///< as they are written; enough to advise by

  CsvTable csv_;
  std::size_t key_column_ = 0;
  std::size_t n_words_ = 0;
  std::vector<std::string> keys_;
  std::vector<std::uint64_t> indices_;
  std::vector<std::uint64_t> words_;
  std::unordered_map<std::uint64_t, std::size_t> rows_;                  ///< first row of an architecture
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> repeats_;  ///< all rows of those that have several
};

/// The tables of a space that a command reads. A file is opened and parsed once, also where several options name it, since
/// it may be a pipe, which gives its text to one reader and nothing to the next.
class KeyTables {
 public:
  /// The space must outlive it. Implicit, so that a caller with one table may give its space alone.
  KeyTables(const SearchSpace& space, KeyTableFormat format = {}) : space_(space), format_(std::move(format)) {}

  const SearchSpace& space() const { return space_; }
  /// Says it to the user, if there is one.
  void note(const std::string& text) const {
    if (format_.note) format_.note(text);
  }
  /// The table of a file. Throws as KeyTable::read() does. Not to be called by several threads at a time.
  std::shared_ptr<const KeyTable> read(const std::filesystem::path& file, Duplicate refused = Duplicate::same_architecture,
                                       TableKind kind = TableKind::csv_or_list) const;

 private:
  const SearchSpace& space_;
  KeyTableFormat format_;
  mutable std::map<std::filesystem::path, std::shared_ptr<const KeyTable>> tables_;  ///< a cache: no result depends on it
};

}  // namespace cartograf
