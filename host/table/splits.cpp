#include "host/table/splits.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>
#include <random>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

std::uint64_t unsigned_field(const CsvTable& csv, const CsvField& field) {
  const std::optional<std::uint64_t> value = parse_number<std::uint64_t>(field.text);
  if (!value) throw InputError(csv.where(field) + ": expected a whole number, found " + in_quotes(field.text));
  return *value;
}

std::vector<std::uint64_t> row_list(const CsvTable& csv, const CsvField& field, std::uint64_t n) {
  std::vector<std::uint64_t> rows;
  std::unordered_set<std::uint64_t> seen;
  const std::string_view text = field.text;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != text.npos) {
    CsvField place = field;
    place.column += at + (field.quoted ? 1 : 0);
    const std::string_view word = text.substr(at, text.find(' ', at) - at);
    const std::optional<std::uint64_t> row = parse_number<std::uint64_t>(word);
    const std::string found = in_quotes(word);
    if (!row || *row >= n) {
      throw InputError(csv.where(place) + ": expected the position of a row, 0 to " + std::to_string(n - 1) + ", found " + found);
    }
    if (!seen.insert(*row).second) throw InputError(csv.where(place) + ": row " + found + " stands there twice");
    rows.push_back(*row);
    at += word.size();
  }
  return rows;
}

/// Rows of one group on both sides would measure a predictor on what it was trained on.
void refuse_parted_group(const Split& split, const std::vector<std::uint64_t>& groups, const std::string& place) {
  std::vector<bool> in_training(groups.size());
  std::unordered_map<std::uint64_t, std::uint64_t> trained;  // group -> a row of it
  for (const std::uint64_t row : split.train_rows) {
    in_training[row] = true;
    trained.emplace(groups[row], row);
  }
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const auto found = trained.find(groups[row]);
    if (in_training[row] || found == trained.end()) continue;
    throw InputError(place + ": the rows " + std::to_string(found->second) + " and " + std::to_string(row) +
                     " are of one architecture; expected both among those to train on, or neither");
  }
}

}  // namespace

std::vector<std::uint64_t> numpy_permutation(std::uint32_t seed, std::uint64_t n) {
  std::vector<std::uint64_t> permutation(n);
  std::iota(permutation.begin(), permutation.end(), std::uint64_t{0});
  std::mt19937 twister(seed);
  for (std::uint64_t i = n; i-- > 1;) {
    const std::uint64_t mask = std::bit_ceil(i + 1) - 1;
    std::uint64_t j = twister() & mask;
    while (j > i) j = twister() & mask;
    std::swap(permutation[i], permutation[j]);
  }
  return permutation;
}

Split draw_split(std::uint64_t seed, std::uint64_t train_size, std::uint64_t n) {
  if (seed > UINT32_MAX) throw InputError("seed " + std::to_string(seed) + ": expected a number below 2^32");
  if (train_size < 1 || train_size > n) {
    throw InputError("train size " + std::to_string(train_size) + ": expected " + number_between(1, static_cast<std::int64_t>(n)) + ", the architectures there are");
  }
  const std::vector<std::uint64_t> permutation = numpy_permutation(static_cast<std::uint32_t>(seed), n);
  return {seed, {permutation.end() - static_cast<std::ptrdiff_t>(train_size), permutation.end()}, train_size};
}

Split draw_split(std::uint64_t seed, std::uint64_t train_size, std::uint64_t n, const std::vector<std::uint64_t>& groups) {
  if (groups.empty()) return draw_split(seed, train_size, n);
  std::unordered_map<std::uint64_t, std::size_t> place_of;
  std::vector<std::vector<std::uint64_t>> rows;  // [groups]
  for (std::uint64_t row = 0; row < n; ++row) {
    const auto [place, is_new] = place_of.emplace(groups[row], rows.size());
    if (is_new) rows.emplace_back();
    rows[place->second].push_back(row);
  }
  Split split{seed, {}, train_size};
  for (const std::uint64_t group : draw_split(seed, train_size, rows.size()).train_rows) {
    split.train_rows.insert(split.train_rows.end(), rows[group].begin(), rows[group].end());
  }
  return split;
}

std::vector<Split> read_splits(const std::filesystem::path& file, std::uint64_t n, const std::vector<std::uint64_t>& groups, const Note& note) {
  const CsvTable csv = CsvTable::read(file, note);
  const std::size_t seeds = csv.column("data_seed"), sizes = csv.column("train_size"), rows = csv.column("train_row_indices");
  std::vector<Split> splits;
  for (std::size_t row = 0; row < csv.n_rows(); ++row) {
    splits.push_back({unsigned_field(csv, csv.at(row, seeds)), row_list(csv, csv.at(row, rows), n), 0});
    if (splits.back().train_rows.empty()) throw InputError(csv.where(csv.at(row, rows)) + ": expected at least one row to train on, found none");
    const std::uint64_t size = unsigned_field(csv, csv.at(row, sizes));
    if (splits.back().train_rows.size() != size) {
      throw InputError(csv.where(csv.at(row, rows)) + ": expected " + std::to_string(size) + " rows as train_size says, found " +
                       std::to_string(splits.back().train_rows.size()));
    }
    splits.back().train_size = size;
    if (!groups.empty()) refuse_parted_group(splits.back(), groups, csv.where(csv.at(row, rows)));
  }
  return splits;
}

}  // namespace cartograf
