#include "kernels/base/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace cartograf {
namespace {

/// Levenshtein distance, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Whether one is the beginning of the other, and more than a few letters: accuracy and acc.
bool begins_the_other(std::string_view a, std::string_view b) {
  constexpr std::size_t fewest = 3;
  return std::min(a.size(), b.size()) >= fewest && (a.starts_with(b) || b.starts_with(a));
}

}  // namespace

std::string enumerated(const std::vector<std::string>& names, std::string_view last_word) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? last_word : ", ";
    text += names[i];
  }
  return text;
}

std::vector<std::string> nearest_names(std::string_view found, const std::vector<std::string>& candidates) {
  struct Near {
    std::size_t distance;
    std::string name;
    bool begins;
    auto operator<=>(const Near&) const = default;
  };
  std::vector<Near> ranked;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(found, candidate);
    const bool begins = begins_the_other(found, candidate);
    if (equal_but_for_case(found, candidate)) {
      ranked.push_back({0, candidate, begins});
    } else if (begins || distance <= std::max<std::size_t>(2, candidate.size() / 2)) {
      ranked.push_back({distance, candidate, begins});
    }
  }
  std::sort(ranked.begin(), ranked.end());
  if (!ranked.empty()) {
    // Beside one that differs in case alone no other is meant.
    const std::size_t nearest = ranked.front().distance, most = nearest == 0 ? 0 : nearest + 1;
    std::erase_if(ranked, [&](const Near& one) { return one.distance > most && (nearest == 0 || !one.begins); });
  }
  if (ranked.size() > 3) ranked.resize(3);
  std::vector<std::string> names;
  for (Near& one : ranked) names.push_back(std::move(one.name));
  return names;
}

std::string nearest_advice(std::string_view found, const std::vector<std::string>& candidates) {
  const std::vector<std::string> near = nearest_names(found, candidates);
  return near.empty() ? std::string() : "; did you mean " + enumerated(near, " or ") + "?";
}

std::string did_you_mean(std::string_view found, const std::vector<std::string>& candidates) {
  if (candidates.empty()) return "; there are none";
  const std::string advice = nearest_advice(found, candidates);
  return advice.empty() ? "; there are " + enumerated(candidates, ", ") : advice;
}

}  // namespace cartograf
