#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cartograf {

/// "a, b or c", with `last_word` " or ", before the last; empty of none.
std::string enumerated(const std::vector<std::string>& names, std::string_view last_word);

/// The candidates nearest to `found` by edit distance, at most three, none that shares nothing with it and none that is farther by more
/// than one letter than the nearest; one that begins the other is near, and one that differs in case alone is the only one.
std::vector<std::string> nearest_names(std::string_view found, const std::vector<std::string>& candidates);

/// "; did you mean a, b or c?"; empty with nothing near.
std::string nearest_advice(std::string_view found, const std::vector<std::string>& candidates);

/// The same, or with nothing near "; there are a, b, c".
std::string did_you_mean(std::string_view found, const std::vector<std::string>& candidates);

}  // namespace cartograf
