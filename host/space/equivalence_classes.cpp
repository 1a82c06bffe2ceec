#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>
#include <utility>

#include "host/space/equivalence.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

/// Rows that a thread takes at a time.
constexpr std::uint64_t kBlock = 1024;

std::uint64_t hash_of(const std::string& bytes) {
  std::uint64_t hash = bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t part = 0;
    std::memcpy(&part, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    hash = (hash ^ part) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

template <class Body>
void for_blocks(std::uint64_t n, int threads, Body&& body) {
  const auto n_blocks = static_cast<std::int64_t>((n + kBlock - 1) / kBlock);
  parallel_for(n_blocks, threads, [&](std::int64_t block) {
    const std::uint64_t first = static_cast<std::uint64_t>(block) * kBlock;
    body(first, std::min(first + kBlock, n));
  });
}

/// Sorts the rows by a hash of their forms, and compares the forms themselves inside a hash: they are computed a second
/// time rather than kept, which for a million architectures would take a hundred bytes each.
class ClassFinder {
 public:
  ClassFinder(const EdgeGraph& graph, Equivalence equivalence, const ArchitectureSource& source, std::uint64_t n_rows,
              int threads)
      : graph_(graph), equivalence_(equivalence), source_(source), threads_(threads), rows_(n_rows), classes_(n_rows) {}

  std::vector<std::uint64_t> find() {
    for_blocks(rows_.size(), threads_, [&](std::uint64_t first, std::uint64_t last) {
      for (std::uint64_t row = first; row < last; ++row) rows_[row] = {hash_of(form(row)), row};
    });
    std::sort(rows_.begin(), rows_.end(), [&](const HashedRow& a, const HashedRow& b) {
      return std::tuple(a.first, name(a.second)) < std::tuple(b.first, name(b.second));
    });
    for_blocks(rows_.size(), threads_, [&](std::uint64_t first, std::uint64_t last) {
      for (std::uint64_t at = first; at < last; ++at) {
        if (at == 0 || rows_[at - 1].first != rows_[at].first) settle_group(at);
      }
    });
    return std::move(classes_);
  }

 private:
  using HashedRow = std::pair<std::uint64_t, std::uint64_t>;

  /// What a row is called in the result.
  std::uint64_t name(std::uint64_t row) const {
    return source_.packed == nullptr && source_.indices != nullptr ? source_.indices[row] : source_.first + row;
  }

  std::string form(std::uint64_t row) const {
    std::array<std::uint64_t, kMaxWords> words;
    source_.words_of_row(row, words.data());
    return canonical_form(graph_, words.data(), equivalence_);
  }

  /// The rows from `first` on that share its hash, ordered by name: almost always one class.
  void settle_group(std::uint64_t first) {
    std::uint64_t last = first + 1;
    while (last < rows_.size() && rows_[last].first == rows_[first].first) ++last;
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (std::uint64_t at = first; at < last; ++at) {
      const std::uint64_t row = rows_[at].second;
      std::string text = last - first > 1 ? form(row) : std::string();
      auto known = std::find_if(found.begin(), found.end(), [&](const auto& entry) { return entry.first == text; });
      if (known == found.end()) known = found.insert(found.end(), {std::move(text), name(row)});
      classes_[row] = known->second;
    }
  }

  const EdgeGraph& graph_;
  Equivalence equivalence_;
  const ArchitectureSource& source_;
  int threads_;
  std::vector<HashedRow> rows_;
  std::vector<std::uint64_t> classes_;
};

}  // namespace

std::vector<std::uint64_t> equivalence_classes(const EdgeGraph& graph, Equivalence equivalence, const ArchitectureSource& source,
                                               std::uint64_t n_rows, int threads) {
  return ClassFinder(graph, equivalence, source, n_rows, threads).find();
}

}  // namespace cartograf
