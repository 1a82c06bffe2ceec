#include "host/table/targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "kernels/base/suggest.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

/// Counts what is missing and remembers the first, so that one message tells of all.
class Missing {
 public:
  void add(const std::string& key) {
    if (count_++ == 0) first_ = key;
  }
  /// Throws "<where>: <what> for N of M architectures, the first is K; <advice>" if anything was added.
  void check(const std::string& where, const std::string& what, std::size_t total, const std::string& advice) const {
    if (count_ == 0) return;
    throw InputError(where + ": " + what + " for " + std::to_string(count_) + " of " + std::to_string(total) +
                     " architectures, the first is " + first_ + "; " + advice);
  }

 private:
  std::size_t count_ = 0;
  std::string first_;
};

std::vector<std::uint64_t> rows_of_list(const StoreReader& store, const KeyTable& list, const std::vector<std::uint64_t>& index) {
  std::unordered_map<std::uint64_t, std::uint64_t> row_of;
  for (std::size_t row = 0; row < index.size(); ++row) row_of.emplace(index[row], row);
  std::vector<std::uint64_t> rows;
  Missing missing;
  for (std::size_t i = 0; i < list.n_rows(); ++i) {
    const auto found = row_of.find(list.indices()[i]);
    if (found == row_of.end()) {
      missing.add(list.keys()[i]);
    } else {
      rows.push_back(found->second);
    }
  }
  missing.check(list.csv().name(), store.name() + " has no row", list.n_rows(), "featurise them too, or shorten the list");
  return rows;
}

/// Predictors are trained on float32.
double float_target(const CsvTable& csv, std::size_t row, std::size_t column) {
  const double target = csv.number(row, column);
  if (std::abs(target) > std::numeric_limits<float>::max()) {
    throw InputError(csv.where(csv.at(row, column)) + ": expected a number that fits float32, found " + csv.at(row, column).text);
  }
  return target;
}

std::vector<double> table_targets(const SearchSpace& space, const KeyTable& table, const std::vector<std::uint64_t>& architectures,
                                  const std::string& name) {
  const std::size_t column = table.csv().column(name);
  std::vector<double> targets;
  Missing missing;
  for (const std::uint64_t architecture : architectures) {
    const std::int64_t row = table.row_of(architecture);
    const double target = row < 0 ? std::nan("") : float_target(table.csv(), static_cast<std::size_t>(row), column);
    if (std::isnan(target)) missing.add(space.key(architecture));
    targets.push_back(target);
  }
  missing.check(table.csv().name(), "no '" + name + "'", architectures.size(),
                "give --only with a list of the architectures to use");
  return targets;
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
  throw InputError("target '" + name + "': without a table of targets it must be a closed-form cost of " + space.name() +
                   did_you_mean(name, names));
}

/// `rows` with the targets of their architectures, without those whose target stands for none.
Population with_targets(const KeyTables& tables, const std::vector<std::uint64_t>& rows, const std::vector<std::uint64_t>& architectures,
                        const TargetOptions& options) {
  const SearchSpace& space = tables.space();
  const std::vector<double> targets = options.table ? table_targets(space, *tables.read(*options.table), architectures, options.column)
                                                    : cost_targets(space, architectures, options.column);
  Population population;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (options.missing && targets[i] == *options.missing) {
      ++population.n_left_out;
      continue;
    }
    population.rows.push_back(rows[i]);
    population.targets.push_back(targets[i]);
  }
  require_different_targets(population.targets, options.column);
  return population;
}

std::vector<std::uint64_t> population_of(const KeyTables& tables, const TargetOptions& options) {
  if (options.only) return tables.read(*options.only)->indices();
  const SearchSpace& space = tables.space();
  std::vector<std::uint64_t> architectures;
  if (options.table) {
    architectures = tables.read(*options.table)->indices();
    std::sort(architectures.begin(), architectures.end());
    return architectures;
  }
  if (space.size() > kMaxPopulation) {
    throw InputError(space.name() + ": a population has at most " + std::to_string(kMaxPopulation) + " architectures, the space has " +
                     std::to_string(space.size()) + "; give --only with a list of the architectures to use");
  }
  for (std::uint64_t index = 0; index < space.size(); ++index) architectures.push_back(index);
  return architectures;
}

}  // namespace

void require_different_targets(const std::vector<double>& targets, const std::string& target) {
  const auto [smallest, largest] = std::minmax_element(targets.begin(), targets.end());
  if (targets.size() >= 2 && *smallest != *largest) return;
  throw InputError("target '" + target + "': expected at least two different values, found " +
                   (targets.size() < 2 ? std::to_string(targets.size()) + " architectures" : "the same for all"));
}

Population join_targets(const StoreReader& store, const KeyTables& tables, const TargetOptions& options) {
  const std::vector<std::uint64_t> index = store.read_index(0, store.schema().n_rows);
  std::vector<std::uint64_t> rows;
  if (options.only) {
    rows = rows_of_list(store, *tables.read(*options.only), index);
  } else {
    for (std::uint64_t row = 0; row < index.size(); ++row) rows.push_back(row);
  }
  std::vector<std::uint64_t> architectures;
  for (const std::uint64_t row : rows) architectures.push_back(index[row]);
  return with_targets(tables, rows, architectures, options);
}

Population join_targets(const KeyTables& tables, const TargetOptions& options) {
  const std::vector<std::uint64_t> architectures = population_of(tables, options);
  return with_targets(tables, architectures, architectures, options);
}

}  // namespace cartograf
