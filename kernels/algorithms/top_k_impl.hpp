#pragma once

#include <thrust/copy.h>
#include <thrust/find.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/memory.h>
#include <thrust/merge.h>
#include <thrust/sort.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/algorithms/top_k.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf::algorithms {

/// A total order of scores that are numbers: the better one first, of equal ones that of the smaller index.
struct Better {
  Direction direction;
  CARTOGRAF_HD bool operator()(const Scored& a, const Scored& b) const {
    if (a.score == b.score) return a.index < b.index;
    return direction == Direction::maximize ? a.score > b.score : a.score < b.score;
  }
};

struct IsNan {
  CARTOGRAF_HD bool operator()(const Scored& scored) const { return scored.score != scored.score; }
};

/// What may belong to the best: all while there are fewer than k, then what beats the worst of them. NaN passes, so that
/// it is found among the few that pass.
struct MayBeAmongBest {
  Better better;
  bool full;
  Scored worst;
  CARTOGRAF_HD bool operator()(const Scored& scored) const { return !full || better(scored, worst) || IsNan{}(scored); }
};

struct ScoredAt {
  const float* scores;
  const std::uint64_t* indices;  ///< null: first + i
  std::uint64_t first;
  CARTOGRAF_HD Scored operator()(std::uint64_t i) const { return {indices != nullptr ? indices[i] : first + i, scores[i]}; }
};

/// The algorithm of TopK. A batch is filtered by the worst of the best (stream compaction), what passes is sorted and
/// merged. `Backend`: policy(), the execution policy, and Vector<T>, in memory that it can reach.
template <class Backend>
class BestOf {
 public:
  BestOf(Backend backend, std::uint64_t k, Direction direction) : backend_(backend), k_(k), better_{direction} {}

  /// scores and indices: in the backend's memory.
  void add(const ScoredAt& batch, std::uint64_t n) {
    if (k_ == 0 || n == 0) return;
    if (passed_.size() < n) passed_.resize(n);
    const auto candidates = thrust::make_transform_iterator(thrust::counting_iterator<std::uint64_t>(0), batch);
    const bool full = best_.size() == k_;
    Scored* const passed = raw(passed_);
    Scored* end = thrust::copy_if(backend_.policy(), candidates, candidates + static_cast<std::int64_t>(n), passed,
                                  MayBeAmongBest{better_, full, worst_});
    if (end == passed) return;
    refuse_nan(passed, end);
    thrust::sort(backend_.policy(), passed, end, better_);
    end = passed + std::min<std::uint64_t>(k_, static_cast<std::uint64_t>(end - passed));
    merged_.resize(best_.size() + static_cast<std::size_t>(end - passed));
    thrust::merge(backend_.policy(), raw(best_), raw(best_) + best_.size(), passed, end, raw(merged_), better_);
    if (merged_.size() > k_) merged_.resize(k_);
    best_.swap(merged_);
    worst_ = best_.back();
  }

  std::vector<Scored> best() const {
    std::vector<Scored> result(best_.size());
    thrust::copy(best_.begin(), best_.end(), result.begin());
    return result;
  }

 private:
  using Vector = typename Backend::template Vector<Scored>;
  static Scored* raw(Vector& vector) { return thrust::raw_pointer_cast(vector.data()); }

  void refuse_nan(Scored* begin, Scored* end) {
    const Scored* found = thrust::find_if(backend_.policy(), begin, end, IsNan{});
    if (found == end) return;
    const Scored nan = passed_[static_cast<std::size_t>(found - begin)];
    throw Error("the score of architecture " + std::to_string(nan.index) + " is not a number");
  }

  Backend backend_;
  std::uint64_t k_;
  Better better_;
  Vector best_, passed_, merged_;
  Scored worst_{};  ///< the last of best_
};

}  // namespace cartograf::algorithms
