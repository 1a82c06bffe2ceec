#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/notation/notation.hpp"
#include "io/files/text_input.hpp"

namespace cartograf {

/// What of a table is taken, and how it is read.
struct ImportOptions {
  std::vector<std::string> datasets;  ///< of a file that has several; empty = all
  bool times = false;                 ///< also the seconds that the scores of NASLib took
  std::string key_column;             ///< of a CSV; empty = `net`
  KeyReading reading;                 ///< what the keys are
  Note note;                          ///< what is to be said of a file
};

/// A table as others write it: keys and numbers as their texts, and where each row stands.
class SourceTable {
 public:
  struct Row {
    std::string key;
    std::string where;                ///< "file:line:column", or "file: /a/b", for messages
    std::vector<std::string> values;  ///< numbers; nothing where one is missing. May be shorter than columns()
  };

  /// form: what the file is, for people.
  explicit SourceTable(std::string form) : form_(std::move(form)) {}

  const std::string& form() const { return form_; }
  /// The built-in spaces that the file can be of, as far as it says so; empty = any.
  const std::vector<std::string>& spaces() const { return spaces_; }
  void set_spaces(std::vector<std::string> spaces) { spaces_ = std::move(spaces); }
  /// The names of the columns: "dataset.name" where they are of several datasets, else "name".
  std::vector<std::string> columns() const;
  const std::vector<Row>& rows() const { return rows_; }

  /// Position of a column, which is added where there is none of this name. dataset: nothing where the file has none.
  std::size_t column(const std::string& name, const std::string& dataset = {});
  /// A new row, whatever rows there are.
  std::size_t add_row(std::string key, std::string where);
  /// The row that has this text as its key; a new one where there is none.
  std::size_t row_of(const std::string& key, const std::string& where);
  /// Throws InputError when the row has another text there. where: the place of this value.
  void set(std::size_t row, std::size_t column, const std::string& text, const std::string& where);

 private:
  std::string form_;
  std::vector<std::string> spaces_;
  std::vector<std::pair<std::string, std::string>> columns_;  ///< dataset, name
  std::vector<Row> rows_;
  std::map<std::pair<std::string, std::string>, std::size_t> column_of_;
  std::unordered_map<std::string, std::size_t> row_of_;
};

/// The datasets that a file has, of which some are asked for.
class Datasets {
 public:
  explicit Datasets(const std::vector<std::string>& asked) : asked_(asked) {}

  /// Notes that the file has it; whether it is asked for.
  bool take(const std::string& dataset);
  /// Throws InputError for one that is asked for and that the file does not have. file: what to call it.
  void require_asked(const std::string& file) const;

 private:
  const std::vector<std::string>& asked_;
  std::vector<std::string> found_;
};

}  // namespace cartograf
