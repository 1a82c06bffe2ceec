#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace cartograf {

/// Uniform numbers that are the same everywhere, which those of std::uniform_int_distribution are not.
class UniformNumbers {
 public:
  explicit UniformNumbers(std::uint64_t seed) : random_(seed) {}
  /// From 0 to limit - 1.
  std::uint64_t below(std::uint64_t limit);

 private:
  std::mt19937_64 random_;
};

/// Numbers the architectures of a space that has too many for 64 bits, in the order in which they are met, so that all that
/// works by an index works for such a space too. A number means nothing outside of the process. Safe to call from many
/// threads at once.
class MetArchitectures {
 public:
  /// The table of a space: the same for all that have its definition, so that their numbers agree. It lives as long as the
  /// process, as numbers do.
  static MetArchitectures& of(const std::string& definition, std::size_t n_words);

  explicit MetArchitectures(std::size_t n_words);
  MetArchitectures(const MetArchitectures&) = delete;
  MetArchitectures& operator=(const MetArchitectures&) = delete;

  /// words: [n_words] -> its number, a new one when it was not met before.
  std::uint64_t number_of(std::span<const std::uint64_t> words);
  /// Numbers of `n` different architectures. `draw` gives the words of one at random, or nothing to be asked again; the same
  /// seed gives the same architectures everywhere, and a smaller sample is the beginning of a larger one.
  std::vector<std::uint64_t> sample(std::uint64_t n, std::uint64_t seed,
                                    const std::function<std::optional<std::vector<std::uint64_t>>(UniformNumbers&)>& draw);
  std::uint64_t size() const;
  /// [size() x n_words]. They stay where they are, however many are met later.
  std::span<const std::uint64_t> words() const;

 private:
  struct Hash {
    const MetArchitectures* met;
    std::size_t operator()(std::uint64_t number) const;
  };
  struct Equal {
    const MetArchitectures* met;
    bool operator()(std::uint64_t a, std::uint64_t b) const;
  };
  std::span<const std::uint64_t> words_of(std::uint64_t number) const;
  void make_room();

  mutable std::mutex mutex_;
  std::size_t n_words_;
  std::uint64_t size_ = 0, capacity_ = 0;
  /// The words stand in the last; readers may still hold the others, each half as large as the next.
  std::vector<std::unique_ptr<std::uint64_t[]>> blocks_;
  std::unordered_set<std::uint64_t, Hash, Equal> numbers_;
};

}  // namespace cartograf
