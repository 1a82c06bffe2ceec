#include "host/table/targets.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "host/notation/notation.hpp"
#include "host/store/space_of_store.hpp"
#include "host/table/target_column.hpp"
#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// The rows of a store that have the architectures of a list, in its order.
std::vector<std::uint64_t> rows_of_list(const StoreReader& store, const KeyTable& list, const std::vector<std::uint64_t>& architectures,
                                        const std::vector<std::uint64_t>& index) {
  std::unordered_map<std::uint64_t, std::uint64_t> row_of;
  for (std::size_t row = 0; row < index.size(); ++row) row_of.emplace(index[row], row);
  std::vector<std::uint64_t> rows, missing;
  for (const std::uint64_t architecture : architectures) {
    const auto found = row_of.find(architecture);
    (found == row_of.end() ? missing : rows).push_back(found == row_of.end() ? architecture : found->second);
  }
  if (missing.empty()) return rows;
  const std::string& first = list.keys()[static_cast<std::size_t>(list.row_of(missing.front()))];
  throw InputError(list.csv().name() + ": " + store.name() + " has no row for " + grouped(missing.size()) + " of " +
                   counted(architectures.size(), "architecture") + ", the first is " + first + "; featurise them too, or shorten the list");
}

std::vector<double> cost_targets(const SearchSpace& space, const std::vector<std::uint64_t>& architectures, const std::string& name) {
  std::vector<std::string> names;
  for (const WideColumn& cost : space.costs()) {
    names.push_back(cost.name);
    if (cost.name != name) continue;
    std::vector<double> targets;
    for (const std::uint64_t architecture : architectures) {
      targets.push_back(static_cast<double>(cost.evaluate(words_of(space, architecture).data())));
    }
    return targets;
  }
  throw InputError("target " + in_quotes(name) + ": without a table of targets it must be a closed-form cost of " + space.name() +
                   did_you_mean(name, names));
}

/// `rows` with the targets of their architectures, without those whose target stands for none. `writings`: of the
/// architectures (TargetColumn::of).
Population with_targets(const SearchSpace& space, const TargetColumn* column, const std::vector<std::uint64_t>& rows,
                        const std::vector<std::uint64_t>& architectures, const std::vector<std::uint64_t>& writings, const TargetOptions& options) {
  TargetColumn::Entries found;
  if (column != nullptr) {
    found = column->of(architectures, writings);
  } else {
    const std::vector<double> costs = cost_targets(space, architectures, options.column);
    for (std::size_t i = 0; i < costs.size(); ++i) {
      if (options.is_missing(costs[i])) {
        ++found.n_left_out;
      } else {
        found.entries.push_back({i, costs[i]});
      }
    }
  }
  Population population;
  population.n_left_out = found.n_left_out;
  population.notes = std::move(found.notes);
  for (const TargetColumn::Entry& entry : found.entries) {
    population.rows.push_back(rows[entry.asked]);
    population.targets.push_back(entry.target);
    if (options.repeats == Repeats::all) population.groups.push_back(architectures[entry.asked]);
  }
  require_different_targets(population.targets, options.column);
  return population;
}

/// The table of the options, if there is one. It is looked at before any list, which may be the same file: a table of
/// targets has a header for certain.
std::optional<TargetColumn> target_column(const KeyTables& tables, const TargetOptions& options) {
  if (options.table) return TargetColumn(tables, options);
  if (options.repeats != Repeats::error || options.skip_missing) {
    throw InputError("target " + in_quotes(options.column) + ": without a table of targets there are no repeats and no missing targets");
  }
  return std::nullopt;
}

/// A list may repeat what the table of targets repeats.
std::shared_ptr<const KeyTable> population_list(const KeyTables& tables, const TargetOptions& options) {
  return tables.read(*options.only, options.repeats == Repeats::error ? Duplicate::same_architecture : Duplicate::none);
}

/// The architectures of a table, each once, in its order.
std::vector<std::uint64_t> architectures_of(const KeyTable& table) {
  std::vector<std::uint64_t> architectures;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    const std::uint64_t index = table.indices()[row];
    if (table.row_of(index) == static_cast<std::int64_t>(row)) architectures.push_back(index);
  }
  return architectures;
}

std::vector<std::uint64_t> population_of(const KeyTables& tables, const TargetColumn* column, const TargetOptions& options) {
  if (options.only) return architectures_of(*population_list(tables, options));
  const SearchSpace& space = tables.space();
  std::vector<std::uint64_t> architectures;
  if (column != nullptr) {
    architectures = architectures_of(column->table());
    std::sort(architectures.begin(), architectures.end());
    return architectures;
  }
  require_numbered(space, "a population of all architectures");
  if (space.size() > kMaxPopulation) {
    throw InputError(space.name() + ": a population has at most " + std::to_string(kMaxPopulation) + " architectures, the space has " +
                     std::to_string(space.size()) + "; give --only with a list of the architectures to use");
  }
  for (std::uint64_t index = 0; index < space.size(); ++index) architectures.push_back(index);
  return architectures;
}

/// The words of some rows of a store as their keys write them; empty where the store has no keys, or where no architecture
/// is there twice, so that nobody needs them.
std::vector<std::uint64_t> writings_in(const StoreReader& store, const SearchSpace& space, const std::vector<std::uint64_t>& rows,
                                       const std::vector<std::uint64_t>& architectures) {
  const std::unordered_set<std::uint64_t> distinct(architectures.begin(), architectures.end());
  if (distinct.size() == architectures.size() || store.schema().key_width == 0) return {};
  const std::vector<std::string> keys = store.read_keys(0, store.schema().n_rows);
  std::vector<std::uint64_t> words;
  for (const std::uint64_t row : rows) {
    const EncodedKey encoded = read_key(space, keys[row]);
    words.insert(words.end(), encoded.words.begin(), encoded.words.end());
  }
  return words;
}

}  // namespace

std::size_t n_architectures(const Population& population) {
  if (population.groups.empty()) return population.rows.size();
  return std::unordered_set<std::uint64_t>(population.groups.begin(), population.groups.end()).size();
}

void require_different_targets(const std::vector<double>& targets, const std::string& target) {
  const auto [smallest, largest] = std::minmax_element(targets.begin(), targets.end());
  if (targets.size() >= 2 && *smallest != *largest) return;
  throw InputError("target " + in_quotes(target) + ": expected at least two different values, found " +
                   (targets.size() < 2 ? counted(targets.size(), "architecture") : "the same for all"));
}

Repeats parse_repeats(const std::string& text) {
  constexpr std::pair<const char*, Repeats> names[] = {
      {"error", Repeats::error}, {"mean", Repeats::mean}, {"median", Repeats::median}, {"first", Repeats::first}, {"all", Repeats::all}};
  for (const auto& [name, repeats] : names) {
    if (text == name) return repeats;
  }
  throw InputError("--repeats: expected error, mean, median, first or all, found " + in_quotes(text));
}

Population join_targets(const StoreReader& store, const KeyTables& tables, const TargetOptions& options) {
  const std::optional<TargetColumn> column = target_column(tables, options);
  const std::vector<std::uint64_t> index = indices_of_rows(store, tables.space(), 0, store.schema().n_rows);
  std::vector<std::uint64_t> rows;
  if (options.only) {
    const std::shared_ptr<const KeyTable> list = population_list(tables, options);
    rows = rows_of_list(store, *list, architectures_of(*list), index);
  } else {
    rows.resize(index.size());
    std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  }
  std::vector<std::uint64_t> architectures;
  for (const std::uint64_t row : rows) architectures.push_back(index[row]);
  std::vector<std::uint64_t> writings;
  if (options.repeats == Repeats::all) writings = writings_in(store, tables.space(), rows, architectures);
  return with_targets(tables.space(), column ? &*column : nullptr, rows, architectures, writings, options);
}

std::vector<std::uint64_t> asked_architectures(const KeyTables& tables, const TargetOptions& options) {
  const std::optional<TargetColumn> column = target_column(tables, options);
  return population_of(tables, column ? &*column : nullptr, options);
}

Population join_targets(const KeyTables& tables, const TargetOptions& options) {
  const std::optional<TargetColumn> column = target_column(tables, options);
  const TargetColumn* const table = column ? &*column : nullptr;
  const std::vector<std::uint64_t> architectures = population_of(tables, table, options);
  return with_targets(tables.space(), table, architectures, architectures, {}, options);
}

}  // namespace cartograf
