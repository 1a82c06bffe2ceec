#include "host/table/column_selection.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "io/files/csv_table.hpp"
#include "io/files/glob.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr std::string_view kFamilyPrefix = "family:";

/// A selector and, when it stands in a file, where.
struct Selector {
  std::string text;
  std::string where;
};

std::vector<Selector> selectors_of_file(const std::string& file) {
  const CsvTable list = CsvTable::parse_list(read_text(file), input_name(file), "selector");
  if (list.n_rows() == 0) throw InputError(file + ": expected names of columns, one a line, found none");
  std::vector<Selector> selectors;
  for (std::size_t row = 0; row < list.n_rows(); ++row) {
    const CsvField field = list.at(row, 0);
    selectors.push_back({field.text, file + ":" + std::to_string(field.line) + ": "});
  }
  return selectors;
}

std::vector<Selector> all_selectors(const std::vector<std::string>& texts) {
  std::vector<Selector> all;
  for (const std::string& text : texts) {
    if (!text.starts_with('@')) {
      all.push_back({text, ""});
      continue;
    }
    const std::vector<Selector> listed = selectors_of_file(text.substr(1));
    all.insert(all.end(), listed.begin(), listed.end());
  }
  return all;
}

bool takes_out(const std::string& selector) { return selector.starts_with('!'); }

/// What to compare a selector with: a column that is called exactly so is meant, although names may hold brackets, which
/// mean something in a glob.
class Matcher {
 public:
  Matcher(const std::vector<SelectableColumn>& columns, const std::string& selector) : selector_(selector) {
    by_family_ = selector.starts_with(kFamilyPrefix);
    is_name_ = std::any_of(columns.begin(), columns.end(), [&](const auto& column) { return column.name == selector; });
  }
  bool chooses(const SelectableColumn& column) const {
    if (is_name_) return column.name == selector_;
    if (!by_family_) return matches_glob(selector_, column.name);
    return !column.family.empty() && matches_glob(selector_.substr(kFamilyPrefix.size()), column.family);
  }
  bool by_family() const { return by_family_; }

 private:
  std::string selector_;
  bool by_family_ = false, is_name_ = false;
};

[[noreturn]] void refuse(const Selector& selector, bool by_family, const std::vector<SelectableColumn>& columns) {
  std::vector<std::string> candidates;
  for (const SelectableColumn& column : columns) {
    const std::string& name = by_family ? column.family : column.name;
    if (std::find(candidates.begin(), candidates.end(), name) == candidates.end() && !name.empty()) candidates.push_back(name);
  }
  const std::string found = by_family ? selector.text.substr(kFamilyPrefix.size()) : selector.text;
  const bool is_family = !by_family && std::any_of(columns.begin(), columns.end(), [&](const SelectableColumn& column) { return column.family == found; });
  // All names of columns would be too many to print.
  throw InputError(selector.where + (by_family ? "no column is of a family that is called or matches " : "no column is called or matches ") +
                   in_quotes(found) + (is_family ? "; did you mean " + std::string(kFamilyPrefix) + found + "?" : by_family ? did_you_mean(found, candidates)
                                                                                                                            : nearest_advice(found, candidates)));
}

std::vector<std::size_t> positions(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

bool asks_for_families(const Selector& selector) {
  return selector.text.substr(takes_out(selector.text) ? 1 : 0).starts_with(kFamilyPrefix);
}

/// In the order of the selectors.
std::vector<std::size_t> listed(const std::vector<SelectableColumn>& columns, const std::vector<Selector>& selectors) {
  std::vector<std::size_t> chosen;
  if (!selectors.empty() && takes_out(selectors.front().text)) chosen = positions(columns.size());
  for (Selector selector : selectors) {
    const bool out = takes_out(selector.text);
    if (out) selector.text.erase(0, 1);
    const Matcher matcher(columns, selector.text);
    std::vector<std::size_t> matching = positions(columns.size());
    std::erase_if(matching, [&](std::size_t i) { return !matcher.chooses(columns[i]); });
    if (matching.empty()) refuse(selector, matcher.by_family(), columns);
    if (out) {
      std::erase_if(chosen, [&](std::size_t i) { return std::binary_search(matching.begin(), matching.end(), i); });
    } else {
      chosen.insert(chosen.end(), matching.begin(), matching.end());
    }
  }
  return chosen;
}

}  // namespace

std::vector<std::size_t> select_columns(const std::vector<SelectableColumn>& columns, const std::vector<std::string>& selectors) {
  std::vector<std::size_t> chosen = listed(columns, all_selectors(selectors));
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

std::vector<std::size_t> select_columns_as_listed(const std::vector<std::string>& names, const std::function<std::vector<std::string>()>& families,
                                                  const std::vector<std::string>& selectors) {
  const std::vector<Selector> all = all_selectors(selectors);  // once: a file of them may be a pipe
  const bool by_family = std::any_of(all.begin(), all.end(), asks_for_families);
  std::vector<SelectableColumn> columns;
  for (const std::string& name : names) columns.push_back({name, {}});
  const auto add_families = [&] {
    const std::vector<std::string> family_of = families();
    for (std::size_t i = 0; i < names.size(); ++i) columns[i].family = family_of[i];
  };
  if (by_family) add_families();
  try {
    return listed(columns, all);
  } catch (const InputError&) {
    if (by_family) throw;
  }
  try {
    add_families();              // the name may be one of a family
  } catch (const InputError&) {  // of a space that is not known here
  }
  return listed(columns, all);
}

std::string selector_of(const std::string& column_name) {
  if (!takes_out(column_name)) return column_name;  // a column of just that name goes before all else that it might mean
  std::string glob;
  for (const char c : column_name) {
    if (std::string_view("!*?[]\\").find(c) != std::string_view::npos) glob += '\\';
    glob += c;
  }
  return glob;
}

std::vector<std::size_t> select_columns(const FeatureMatrix& matrix, const std::vector<std::string>& selectors) {
  std::vector<SelectableColumn> columns;
  for (std::size_t i = 0; i < matrix.features.columns.size(); ++i) {
    columns.push_back({matrix.features.columns[i].name, matrix.features.column_families.empty() ? "" : matrix.features.column_families[i]});
  }
  return select_columns(columns, selectors);
}

FeatureMatrix with_columns(const DescribedRows& all, const std::vector<std::size_t>& columns) {
  std::vector<std::uint64_t> rows(all.view.n_rows);
  std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  return gathered(all, rows, columns);
}

bool lacks_edges(const SearchSpace& space) { return space.cell().kind == CellKind::edges && !space.complete(); }

FeatureDescription description_of_columns(const FeatureDescription& all, const std::vector<std::size_t>& columns) {
  FeatureDescription result = all;
  result.columns.clear();
  result.column_families.clear();
  result.preparation = {};
  const std::unordered_set<std::string> joined(all.preparation.joined.begin(), all.preparation.joined.end());
  const std::unordered_set<std::string> logarithms(all.preparation.logarithms.begin(), all.preparation.logarithms.end());
  for (const std::size_t column : columns) {
    const std::string& name = all.columns.at(column).name;
    result.columns.push_back(all.columns[column]);
    if (!all.column_families.empty()) result.column_families.push_back(all.column_families.at(column));
    if (joined.contains(name)) result.preparation.joined.push_back(name);
    if (logarithms.contains(name)) result.preparation.logarithms.push_back(name);
  }
  if (!result.preparation.joined.empty()) result.preparation.missing_values = all.preparation.missing_values;
  return result;
}

FeatureMatrix gathered(const DescribedRows& all, const std::vector<std::uint64_t>& rows, const std::vector<std::size_t>& columns) {
  FeatureMatrix result;
  result.features = description_of_columns(all.features, columns);
  result.n_rows = rows.size();
  if (!all.row_divisors.empty()) {
    for (const std::uint64_t row : rows) result.row_divisors.push_back(all.row_divisors[row]);
  }
  const std::size_t size = size_of(all.view.dtype), row_size = all.view.row_size();
  const bool whole_rows = columns == positions(all.features.columns.size());
  result.data.resize(rows.size() * columns.size() * size);
  std::byte* out = result.data.data();
  for (const std::uint64_t row : rows) {
    const std::byte* in = all.view.row(row);
    if (whole_rows) {
      std::memcpy(out, in, row_size);
      out += row_size;
      continue;
    }
    for (const std::size_t column : columns) {
      std::memcpy(out, in + column * size, size);
      out += size;
    }
  }
  return result;
}

std::vector<std::string> column_families(const SearchSpace& space, Convention convention, const std::vector<std::string>& families,
                                         const std::vector<FeatureColumn>& columns) {
  std::unordered_map<std::string, std::string> family_of;
  for (const Family& family : families_of(space, convention)) {
    const auto is_chosen = [&](const std::string& name) { return name == family.name || name.starts_with(family.name + ":"); };
    if (std::none_of(families.begin(), families.end(), is_chosen)) continue;
    for (const ColumnBlockPointer& block : family.blocks()) {
      for (const FeatureColumn& column : block->columns()) family_of.emplace(column.name, family.name);
    }
  }
  std::vector<std::string> result;
  for (const FeatureColumn& column : columns) {
    const auto found = family_of.find(column.name);
    result.push_back(found == family_of.end() ? "" : found->second);
  }
  return result;
}

std::vector<std::string> split_selectors(const std::string& option, const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') ++depth;
    if ((c == ')' || c == ']') && depth > 0) --depth;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); })) {
    throw InputError(option + ": expected names of columns, separated by commas, found " + in_quotes(text));
  }
  return parts;
}

}  // namespace cartograf
