#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/algorithms/execution_place.hpp"

namespace cartograf {

/// An architecture and its score.
struct Scored {
  std::uint64_t index = 0;
  float score = 0;

  bool operator==(const Scored&) const = default;
};

/// Which scores are the better ones.
enum class Direction { maximize,
                       minimize };

/// The k best of any number of scores that come batch after batch. Equal scores (0 and -0 are equal) are ordered by index,
/// the smaller one first; so the result depends neither on the batches nor on the place, as long as no index comes twice.
/// Memory is of the order of k + the largest batch. A score that is not a number has no place in an order: add() throws.
class TopK {
 public:
  /// Throws DeviceError when the device cannot be used.
  TopK(std::uint64_t k, Direction direction, ExecutionPlace place);
  ~TopK();

  /// Scores [n] of first, first + 1, ..., in the memory of the place. Throws Error that names the index of a NaN.
  void add(const float* scores, std::uint64_t first, std::uint64_t n);
  /// Scores [indices], in the memory of the place; the indices are in host memory.
  void add(const float* scores, std::span<const std::uint64_t> indices);

  /// The best so far, the best one first; fewer than k when there were no more.
  std::vector<Scored> best() const;

  struct Implementation;

 private:
  std::unique_ptr<Implementation> implementation_;
};

/// What a backend implements.
struct TopK::Implementation {
  virtual ~Implementation() = default;
  virtual void add(const float* scores, std::uint64_t first, std::uint64_t n) = 0;
  virtual void add(const float* scores, std::span<const std::uint64_t> indices) = 0;
  virtual std::vector<Scored> best() const = 0;
};

}  // namespace cartograf
