#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/architecture_filter.hpp"
#include "host/engine/key_table.hpp"
#include "host/space/equivalence.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

/// Which architectures of a space, in which order: a range of indices, or a list, and which of them are left out.
struct Architectures {
  std::uint64_t first = 0;
  std::uint64_t n = 0;
  std::vector<std::uint64_t> indices;  ///< [n] when `listed`
  bool listed = false;
  std::vector<std::string> keys;      ///< [n] as the user wrote them, else empty
  std::size_t least_key_width = 0;    ///< of some of a list, whose keys take as much room as those of all
  std::vector<std::uint64_t> words;   ///< [n x n_words] as keys or tensors write them, else empty
  std::optional<std::uint64_t> seed;  ///< of the sample
  std::optional<ClassTable> classes;  ///< when these stand for others
  ArchitectureFilter filter{};        ///< what does not pass is left out as the architectures are read (FeatureStream::for_each)
  /// Of a list of what passed a filter: how many were left out by each of its conditions, the first that they do not meet.
  std::vector<std::uint64_t> left_out{};

  std::uint64_t index(std::uint64_t row) const { return listed ? indices[row] : first + row; }
};

/// Bytes of the longest key, as it is written out.
std::size_t key_width(const SearchSpace& space, const Architectures& architectures);

/// An empty list of the sort of `architectures`: with keys or words where these have them.
Architectures none_of(const Architectures& architectures);
/// Architectures that are filtered at a time, so that memory stays small and progress is told.
inline constexpr std::uint64_t kFilteredAtOnce = std::uint64_t{1} << 16;

/// Appends to such a list those of the architectures [first, first + n) that pass their filter, in their order, and counts
/// the others in its `left_out`.
void append_passing(const SearchSpace& space, const Architectures& architectures, std::uint64_t first, std::uint64_t n, int threads,
                    Architectures& passed);
/// Says what left no architecture of those asked for: "no architecture meets the conditions: ...". left_out: as an empty
/// list of what passed has it.
std::string none_passes(const SearchSpace& space, const Architectures& asked, const std::vector<std::uint64_t>& left_out);
/// Architectures [first, first + n) of them, with the classes and the seed of all; without a filter.
Architectures some_of(const SearchSpace& space, const Architectures& architectures, std::uint64_t first, std::uint64_t n);
/// Takes the first n off a list.
void drop_first(const SearchSpace& space, std::uint64_t n, Architectures& list);
/// All that pass the filter, as a list without one. Memory grows with their number.
Architectures all_passing(const SearchSpace& space, Architectures architectures, int threads);

/// Architectures [begin, end). Throws InputError when the range is empty or leaves the space.
Architectures architecture_range(const SearchSpace& space, std::uint64_t begin, std::uint64_t end);

/// `n` different architectures at random, the same for the same seed everywhere; a smaller sample is the beginning of a
/// larger one. Throws InputError when n is 0 or larger than the space.
Architectures architecture_sample(const SearchSpace& space, std::uint64_t n, std::uint64_t seed);

/// Those of `architectures` without dead operations (docs/features.md, "Reachability"), in their order. Throws InputError
/// for a space that does not define it, and when none is left.
Architectures only_reachable(const SearchSpace& space, const Architectures& architectures);

/// Architectures that only_unique() compares at most: memory and time grow with their number.
inline constexpr std::uint64_t kMaxCompared = std::uint64_t{1} << 26;

/// One of each class of equivalent architectures, the one of the smallest index, in the order of `architectures`; with
/// the classes of all. Throws InputError for a space whose operations are not on edges,
/// and for more than kMaxCompared architectures.
Architectures only_unique(const SearchSpace& space, const Architectures& architectures, Equivalence equivalence, int threads);

/// The keys of a file, in its order: a CSV with a column `net`, or one key a line. Keys that are the same network in another
/// writing are kept, and counted in a note. Throws InputError with file, line and column for a key that is malformed or
/// stands there twice; with `repeats_allowed` such a key is taken once, and counted.
Architectures architecture_keys(const SearchSpace& space, const std::filesystem::path& file, const KeyTableFormat& format = {},
                                bool repeats_allowed = false);

/// The architectures of some keys, in their order. Throws InputError for a key that is malformed.
Architectures architecture_list(const SearchSpace& space, const std::vector<std::string>& keys, const KeyReading& reading = {});

}  // namespace cartograf
