#include "host/import/source_table.hpp"

#include <algorithm>

#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {

std::vector<std::string> SourceTable::columns() const {
  const bool several = std::any_of(columns_.begin(), columns_.end(), [&](const auto& column) { return column.first != columns_.front().first; });
  std::vector<std::string> names;
  for (const auto& [dataset, name] : columns_) names.push_back(several && !dataset.empty() ? dataset + "." + name : name);
  return names;
}

std::size_t SourceTable::column(const std::string& name, const std::string& dataset) {
  const auto [found, is_new] = column_of_.try_emplace({dataset, name}, columns_.size());
  if (is_new) columns_.emplace_back(dataset, name);
  return found->second;
}

std::size_t SourceTable::add_row(std::string key, std::string where) {
  rows_.push_back({std::move(key), std::move(where), {}});
  return rows_.size() - 1;
}

std::size_t SourceTable::row_of(const std::string& key, const std::string& where) {
  const auto [found, is_new] = row_of_.emplace(key, rows_.size());
  return is_new ? add_row(key, where) : found->second;
}

void SourceTable::set(std::size_t row, std::size_t column, const std::string& text, const std::string& where) {
  std::vector<std::string>& values = rows_[row].values;
  if (values.size() <= column) values.resize(column + 1);
  std::string& value = values[column];
  if (!value.empty() && value != text) {
    throw InputError(where + ": " + in_quotes(columns_[column].second) + " of the architecture " + in_quotes(rows_[row].key) + " stands there already, as " +
                     in_quotes(value) + ", and now as " + in_quotes(text));
  }
  value = text;
}

bool Datasets::take(const std::string& dataset) {
  // They come one after the other, so that the last is mostly the one.
  if ((found_.empty() || found_.back() != dataset) && std::find(found_.begin(), found_.end(), dataset) == found_.end()) found_.push_back(dataset);
  return asked_.empty() || std::find(asked_.begin(), asked_.end(), dataset) != asked_.end();
}

void Datasets::require_asked(const std::string& file) const {
  for (const std::string& dataset : asked_) {
    if (std::find(found_.begin(), found_.end(), dataset) != found_.end()) continue;
    const bool named = !found_.empty() && !found_.front().empty();
    throw InputError(file + ": no dataset " + in_quotes(dataset) + "; found " + (named ? listed(found_) : std::string("none that has a name")));
  }
}

}  // namespace cartograf
