#include "host/engine/architectures.hpp"

#include <algorithm>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include "host/notation/spaces_of_keys.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

Architectures architecture_range(const SearchSpace& space, std::uint64_t begin, std::uint64_t end) {
  require_numbered(space, "all architectures, or a range of them");
  if (begin >= end || end > space.size()) {
    throw InputError("range " + std::to_string(begin) + ":" + std::to_string(end) + ": expected A:B with 0 <= A < B <= " +
                     std::to_string(space.size()) + ", the size of " + space.name());
  }
  Architectures architectures;
  architectures.first = begin;
  architectures.n = end - begin;
  return architectures;
}

Architectures architecture_sample(const SearchSpace& space, std::uint64_t n, std::uint64_t seed) {
  if (n == 0 || (space.numbered() && n > space.size())) {
    throw InputError("sample of " + std::to_string(n) + ": expected " +
                     (space.numbered() ? number_between(1, static_cast<std::int64_t>(space.size())) + ", the size of " + space.name() : "a number from 1 on"));
  }
  Architectures architectures;
  architectures.n = n;
  architectures.listed = true;
  architectures.seed = seed;
  architectures.indices = space.sample(n, seed);
  return architectures;
}

namespace {

/// Appends row `row` of `architectures` to a list of their sort.
void append_row(const SearchSpace& space, const Architectures& architectures, std::uint64_t row, Architectures& list) {
  list.indices.push_back(architectures.index(row));
  if (!architectures.keys.empty()) list.keys.push_back(architectures.keys[row]);
  ++list.n;
  if (architectures.words.empty()) return;
  const auto n_words = static_cast<std::ptrdiff_t>(space.codec().n_words());
  const auto begin = architectures.words.begin() + static_cast<std::ptrdiff_t>(row) * n_words;
  list.words.insert(list.words.end(), begin, begin + n_words);
}

/// The rows of `architectures` for which `kept(row)` holds.
template <class Kept>
Architectures filtered(const SearchSpace& space, const Architectures& architectures, Kept kept) {
  Architectures result = none_of(architectures);
  for (std::uint64_t row = 0; row < architectures.n; ++row) {
    if (kept(row)) append_row(space, architectures, row, result);
  }
  return result;
}

ArchitectureSource source_of(const SearchSpace& space, const Architectures& architectures) {
  ArchitectureSource source;
  source.codec = space.codec();
  source.first = architectures.first;
  if (architectures.listed) source.indices = architectures.indices.data();
  if (!architectures.words.empty()) source.packed = architectures.words.data();
  return source;
}

}  // namespace

std::size_t key_width(const SearchSpace& space, const Architectures& architectures) {
  std::size_t width = architectures.keys.empty() ? space.key_width() : std::max<std::size_t>(architectures.least_key_width, 1);
  for (const std::string& key : architectures.keys) width = std::max(width, key.size());
  return width;
}

Architectures none_of(const Architectures& architectures) {
  Architectures list;
  list.listed = true;
  list.seed = architectures.seed;
  return list;
}

void append_passing(const SearchSpace& space, const Architectures& architectures, std::uint64_t first, std::uint64_t n, int threads,
                    Architectures& passed) {
  const ArchitectureSource source = source_of(space, architectures).behind(first);
  const std::size_t all_met = architectures.filter.n_conditions();
  passed.left_out.resize(all_met);
  std::vector<std::size_t> unmet(n);
  for_row_blocks(n, threads, [&](std::uint64_t begin, std::uint64_t end) {
    std::uint64_t words[kMaxWords];
    for (std::uint64_t i = begin; i < end; ++i) {
      source.words_of_row(i, words);
      unmet[i] = architectures.filter.first_unmet(architectures.index(first + i), words);
    }
  });
  for (std::uint64_t i = 0; i < n; ++i) {
    if (unmet[i] == all_met) {
      append_row(space, architectures, first + i, passed);
    } else {
      ++passed.left_out[unmet[i]];
    }
  }
}

std::string none_passes(const SearchSpace& space, const Architectures& asked, const std::vector<std::uint64_t>& left_out) {
  const std::vector<std::string> names = asked.filter.names();
  std::vector<std::string> parts;
  std::uint64_t rest = asked.n;
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    if (left_out[i] == 0) continue;
    rest -= left_out[i];
    parts.push_back(names[i] + " leaves out " + (rest == 0 ? parts.empty() ? "all of them" : "the other " + grouped(left_out[i]) : grouped(left_out[i])));
  }
  return space.name() + ": no architecture meets the conditions: of " + counted(asked.n, "architecture") + " " + enumerated(parts, ", and ");
}

Architectures some_of(const SearchSpace& space, const Architectures& architectures, std::uint64_t first, std::uint64_t n) {
  CARTOGRAF_EXPECTS(architectures.filter.empty() && first + n <= architectures.n);
  Architectures some;
  some.n = n;
  some.first = architectures.first + first;
  some.listed = architectures.listed;
  some.seed = architectures.seed;
  some.classes = architectures.classes;
  if (!architectures.keys.empty()) some.least_key_width = key_width(space, architectures);
  const auto part = [](const auto& values, std::uint64_t begin, std::uint64_t count) {
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::decay_t<decltype(values)>(from, from + static_cast<std::ptrdiff_t>(count));
  };
  const auto n_words = static_cast<std::uint64_t>(space.codec().n_words());
  if (architectures.listed) some.indices = part(architectures.indices, first, n);
  if (!architectures.keys.empty()) some.keys = part(architectures.keys, first, n);
  if (!architectures.words.empty()) some.words = part(architectures.words, first * n_words, n * n_words);
  return some;
}

void drop_first(const SearchSpace& space, std::uint64_t n, Architectures& list) {
  const auto erase = [](auto& values, std::uint64_t count) {
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
  };
  erase(list.indices, n);
  if (!list.keys.empty()) erase(list.keys, n);
  if (!list.words.empty()) erase(list.words, n * static_cast<unsigned>(space.codec().n_words()));
  list.n -= n;
}

Architectures all_passing(const SearchSpace& space, Architectures architectures, int threads) {
  if (architectures.filter.empty()) return architectures;
  Architectures passed = none_of(architectures);
  for (std::uint64_t first = 0; first < architectures.n; first += kFilteredAtOnce) {
    append_passing(space, architectures, first, std::min(kFilteredAtOnce, architectures.n - first), threads, passed);
  }
  return passed;
}

Architectures only_reachable(const SearchSpace& space, const Architectures& architectures) {
  if (!space.has_reachability()) throw InputError(space.name() + ": has no zero operation, so that reachability is not defined");
  const ArchitectureSource source = source_of(space, architectures);
  std::vector<std::uint64_t> words(static_cast<std::size_t>(source.codec.n_words()));
  Architectures kept = filtered(space, architectures, [&](std::uint64_t row) {
    source.words_of_row(row, words.data());
    return space.reachable(words.data());
  });
  if (kept.n == 0) throw InputError(space.name() + ": none of the " + std::to_string(architectures.n) + " architectures is reachable");
  return kept;
}

namespace {

/// The smallest index of each row's class. index: [n]; class_row: [n] the row that stands for the class.
std::vector<std::uint64_t> smallest_indices(const std::vector<std::uint64_t>& index, const std::vector<std::uint64_t>& class_row) {
  std::unordered_map<std::uint64_t, std::uint64_t> smallest;
  for (std::size_t row = 0; row < index.size(); ++row) {
    const auto [known, first] = smallest.emplace(class_row[row], index[row]);
    if (!first) known->second = std::min(known->second, index[row]);
  }
  std::vector<std::uint64_t> of_rows;
  for (const std::uint64_t row : class_row) of_rows.push_back(smallest.at(row));
  return of_rows;
}

}  // namespace

Architectures only_unique(const SearchSpace& space, const Architectures& architectures, Equivalence equivalence, int threads) {
  if (architectures.n > kMaxCompared) {
    throw InputError(space.name() + ": at most " + std::to_string(kMaxCompared) + " architectures can be compared with each other, found " +
                     std::to_string(architectures.n) + "; choose a range or a sample");
  }
  ClassTable classes{std::string(to_string(equivalence)), {}, {}};
  for (std::uint64_t row = 0; row < architectures.n; ++row) classes.index.push_back(architectures.index(row));
  if (space.cell().kind != CellKind::edges && equivalence == Equivalence::labelled) {
    classes.representative = classes.index;  // graphs are isomorphism classes already, chains of layers are all different
  } else {
    classes.representative = equivalence_classes(edge_graph(space, space.roles()), equivalence, source_of(space, architectures), architectures.n, threads);
    if (!architectures.words.empty()) classes.representative = smallest_indices(classes.index, classes.representative);
  }
  std::unordered_set<std::uint64_t> kept;  // keys may write one architecture in two ways
  Architectures unique = filtered(space, architectures, [&](std::uint64_t row) {
    return classes.index[row] == classes.representative[row] && kept.insert(classes.index[row]).second;
  });
  if (space.numbered()) unique.classes = std::move(classes);  // which are told by indices
  return unique;
}

Architectures architecture_keys(const SearchSpace& space, const std::filesystem::path& file, const KeyTableFormat& format, bool repeats_allowed) {
  const KeyTable table = KeyTable::read(space, file, Duplicate::none, format);
  if (!repeats_allowed) table.refuse(Duplicate::same_writing, format.note ? "; --repeats first takes each key once" : "");
  const std::vector<std::size_t> again = table.rows_written_before();
  const std::string& name = table.csv().name();
  const std::size_t n_keys = table.n_rows() - again.size();
  if (format.note && !again.empty()) {
    format.note(name + ": " + std::to_string(again.size()) + " of its " + std::to_string(table.n_rows()) + " keys " + (again.size() == 1 ? "stands" : "stand") + " there before; each is taken once");
  }
  if (format.note && n_keys > table.n_architectures()) {
    const std::size_t n_again = n_keys - table.n_architectures();
    format.note(name + ": its " + std::to_string(n_keys) + " keys are " + std::to_string(table.n_architectures()) + (table.n_architectures() == 1 ? " network: " : " networks: ") +
                std::to_string(n_again) + (n_again == 1 ? " key writes" : " keys write") + " one again, in another way");
  }
  Architectures all;
  all.n = table.n_rows();
  all.listed = true;
  all.indices = table.indices();
  all.keys = table.keys();
  all.words = table.words();
  if (again.empty()) return all;
  return filtered(space, all, [&](std::uint64_t row) { return !std::binary_search(again.begin(), again.end(), row); });
}

Architectures architecture_list(const SearchSpace& space, const std::vector<std::string>& keys, const KeyReading& reading) {
  Architectures all;
  all.n = keys.size();
  all.listed = true;
  all.keys = keys;
  for (const std::string& key : keys) {
    try {
      const EncodedKey encoded = read_key(space, key, reading);
      all.indices.push_back(encoded.index);
      all.words.insert(all.words.end(), encoded.words.begin(), encoded.words.end());
    } catch (const KeyError& error) {
      throw InputError("key " + in_quotes(key) + " of " + space.name() + ": byte " + std::to_string(error.position()) + ": " + error.what() +
                       advice_on_keys(space, {key}, reading));
    }
  }
  return all;
}

}  // namespace cartograf
