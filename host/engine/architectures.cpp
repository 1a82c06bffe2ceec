#include "host/engine/architectures.hpp"

#include <set>
#include <unordered_set>

#include "host/engine/key_table.hpp"
#include "io/tensor_file.hpp"
#include "kernels/algorithms/sequences.hpp"

namespace cartograf {

Architectures architecture_range(const SearchSpace& space, std::uint64_t begin, std::uint64_t end) {
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
  if (n == 0 || n > space.size()) {
    throw InputError("sample of " + std::to_string(n) + ": expected a number from 1 to " + std::to_string(space.size()) +
                     ", the size of " + space.name());
  }
  Architectures architectures;
  architectures.n = n;
  architectures.listed = true;
  architectures.seed = seed;
  architectures.indices.resize(n);
  sample(space.size(), seed, 0, n, architectures.indices.data(), {});
  return architectures;
}

namespace {

/// The rows of `architectures` for which `kept(row)` holds.
template <class Kept>
Architectures filtered(const SearchSpace& space, const Architectures& architectures, Kept kept) {
  Architectures result;
  result.listed = true;
  result.seed = architectures.seed;
  const auto n_words = static_cast<std::ptrdiff_t>(space.codec().n_words());
  for (std::uint64_t row = 0; row < architectures.n; ++row) {
    if (!kept(row)) continue;
    result.indices.push_back(architectures.index(row));
    if (!architectures.keys.empty()) result.keys.push_back(architectures.keys[row]);
    if (architectures.words.empty()) continue;
    const auto begin = architectures.words.begin() + static_cast<std::ptrdiff_t>(row) * n_words;
    result.words.insert(result.words.end(), begin, begin + n_words);
  }
  result.n = result.indices.size();
  return result;
}

EdgeGraph graph_of(const SearchSpace& space) {
  EdgeGraph graph = edge_graph(space, space.roles());
  if (space.terminals().empty()) return graph;
  std::set<std::uint8_t> inputs, outputs;
  for (const auto& [input, output] : space.terminals()) {
    inputs.insert(static_cast<std::uint8_t>(input));
    outputs.insert(static_cast<std::uint8_t>(output));
  }
  graph.inputs = {inputs.begin(), inputs.end()};
  graph.outputs = {outputs.begin(), outputs.end()};
  return graph;
}

ArchitectureSource source_of(const SearchSpace& space, const Architectures& architectures) {
  ArchitectureSource source;
  source.codec = space.codec();
  source.first = architectures.first;
  if (architectures.listed) source.indices = architectures.indices.data();
  return source;
}

}  // namespace

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

Architectures only_unique(const SearchSpace& space, const Architectures& architectures, Equivalence equivalence, int threads) {
  if (architectures.n > kMaxCompared) {
    throw InputError(space.name() + ": at most " + std::to_string(kMaxCompared) + " architectures can be compared with each other, found " +
                     std::to_string(architectures.n) + "; choose a range or a sample");
  }
  ClassTable classes{std::string(to_string(equivalence)), {}, {}};
  for (std::uint64_t row = 0; row < architectures.n; ++row) classes.index.push_back(architectures.index(row));
  if (space.cell().kind == CellKind::nodes && equivalence == Equivalence::labelled) {
    classes.representative = classes.index;  // the architectures of such a space are isomorphism classes already
  } else {
    classes.representative = equivalence_classes(graph_of(space), equivalence, source_of(space, architectures), architectures.n, threads);
  }
  std::unordered_set<std::uint64_t> kept;  // keys may write one architecture in two ways
  Architectures unique = filtered(space, architectures, [&](std::uint64_t row) {
    return classes.index[row] == classes.representative[row] && kept.insert(classes.index[row]).second;
  });
  unique.classes = std::move(classes);
  return unique;
}

namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text;
  for (const std::uint64_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return "[" + text + "]";
}

/// The shape of one architecture behind the first dimension: whether it is that of words, or of a matrix.
bool holds_words(const SearchSpace& space, const IntegerTensor& tensor) {
  const std::vector<std::uint64_t> words = {static_cast<std::uint64_t>(space.codec().n_words())};
  const std::vector<std::uint64_t> found = {tensor.shape.empty() ? tensor.shape.end() : tensor.shape.begin() + 1, tensor.shape.end()};
  if (found == words) return true;
  if (!found.empty() && found == space.matrix_shape()) return false;
  const std::string matrix = space.matrix_shape().empty() ? "" : ", or operation ids [N x " + shape_text(space.matrix_shape()).substr(1);
  throw InputError(tensor.where + ": expected packed words [N x " + std::to_string(words[0]) + "]" + matrix + ", found " + shape_text(tensor.shape));
}

}  // namespace

Architectures architecture_tensor(const SearchSpace& space, const std::filesystem::path& file) {
  const IntegerTensor tensor = read_integer_tensor(file);
  const bool words = holds_words(space, tensor);
  Architectures architectures;
  architectures.listed = true;
  architectures.n = tensor.shape[0];
  if (architectures.n == 0) throw InputError(tensor.where + ": expected at least one architecture, found none");
  const std::size_t size = tensor.values.size() / architectures.n;
  for (std::uint64_t row = 0; row < architectures.n; ++row) {
    const auto values = std::span(tensor.values).subspan(row * size, size);
    try {
      const EncodedKey encoded =
          space.encode_words(words ? std::vector<std::uint64_t>(values.begin(), values.end()) : space.words_of_matrix(values));
      architectures.indices.push_back(encoded.index);
      architectures.words.insert(architectures.words.end(), encoded.words.begin(), encoded.words.end());
    } catch (const InputError& error) {
      throw InputError(tensor.where + ": architecture " + std::to_string(row) + ": " + error.what());
    }
  }
  return architectures;
}

Architectures architecture_keys(const SearchSpace& space, const std::filesystem::path& file) {
  const KeyTable table = KeyTable::read(space, file, Duplicate::same_writing);
  Architectures architectures;
  architectures.n = table.indices().size();
  architectures.listed = true;
  architectures.indices = table.indices();
  architectures.keys = table.keys();
  architectures.words = table.words();
  return architectures;
}

}  // namespace cartograf
