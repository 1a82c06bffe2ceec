#include "host/engine/architectures.hpp"

#include "host/engine/key_table.hpp"
#include "kernels/algorithms/random_permutation.hpp"

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
  const RandomPermutation permutation(space.size(), seed);
  Architectures architectures;
  architectures.n = n;
  architectures.listed = true;
  architectures.seed = seed;
  architectures.indices.reserve(n);
  for (std::uint64_t i = 0; i < n; ++i) architectures.indices.push_back(permutation(i));
  return architectures;
}

Architectures only_reachable(const SearchSpace& space, const Architectures& architectures) {
  if (!space.has_reachability()) throw InputError(space.name() + ": has no zero operation, so that reachability is not defined");
  Architectures kept;
  kept.listed = true;
  kept.seed = architectures.seed;
  const Codec codec = space.codec();
  const auto n_words = static_cast<std::size_t>(codec.n_words());
  std::vector<std::uint64_t> words(n_words);
  for (std::uint64_t row = 0; row < architectures.n; ++row) {
    codec.decode(architectures.index(row), words.data());
    if (!space.reachable(words.data())) continue;
    kept.indices.push_back(architectures.index(row));
    if (architectures.keys.empty()) continue;
    kept.keys.push_back(architectures.keys[row]);
    const auto begin = architectures.words.begin() + static_cast<std::ptrdiff_t>(row * n_words);
    kept.words.insert(kept.words.end(), begin, begin + static_cast<std::ptrdiff_t>(n_words));
  }
  kept.n = kept.indices.size();
  if (kept.n == 0) throw InputError(space.name() + ": none of the " + std::to_string(architectures.n) + " architectures is reachable");
  return kept;
}

Architectures architecture_keys(const SearchSpace& space, const std::filesystem::path& file) {
  KeyTable table = KeyTable::read(space, file);
  Architectures architectures;
  architectures.n = table.indices().size();
  architectures.listed = true;
  architectures.indices = table.indices();
  architectures.keys = table.keys();
  architectures.words = table.words();
  return architectures;
}

}  // namespace cartograf
