#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cartograf {

/// The best of a stream of architectures, of those with the same fingerprint only the best, of equally good ones the first.
class BestDistinct {
 public:
  struct Rank {
    double value;
    std::uint64_t index;

    /// The best one first, of equal ones that of the smaller index.
    bool operator<(const Rank& other) const { return value != other.value ? value > other.value : index < other.index; }
  };

  explicit BestDistinct(std::uint64_t capacity) : capacity_(capacity) {}

  /// print(): the fingerprint of the candidate, asked for when it is among the best. `known`: fingerprints that are left out.
  template <class Print>
  void add(const Rank& rank, const std::unordered_set<std::string>& known, Print print) {
    if (best_.size() == capacity_ && !(rank < best_.rbegin()->first)) return;
    std::string text = print();
    if (known.contains(text)) return;
    const auto [place, is_new] = ranks_.emplace(text, rank);
    if (!is_new) {
      if (!(rank.value > place->second.value)) return;
      best_.erase(place->second);
      place->second = rank;
    }
    best_.emplace(rank, std::move(text));
    if (best_.size() <= capacity_) return;
    ranks_.erase(best_.rbegin()->second);
    best_.erase(std::prev(best_.end()));
  }

  /// With their fingerprints.
  const std::map<Rank, std::string>& best() const { return best_; }

 private:
  std::uint64_t capacity_;
  std::map<Rank, std::string> best_;
  std::unordered_map<std::string, Rank> ranks_;  ///< of best_
};

}  // namespace cartograf
