#pragma once

#include <string_view>

namespace cartograf {

/// The published variants of GRAF; docs/features.md says how they differ.
enum class Convention { graf_nas, zc_combine, paper };

inline constexpr Convention kConventions[] = {Convention::graf_nas, Convention::zc_combine, Convention::paper};

std::string_view to_string(Convention convention);
/// Throws InputError for anything but the names of the conventions.
Convention parse_convention(std::string_view text);

}  // namespace cartograf
