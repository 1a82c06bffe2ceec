#pragma once

#include <string_view>

#include <cartograf/types.hpp>

namespace cartograf {

inline constexpr Convention kConventions[] = {Convention::graf_nas, Convention::zc_combine, Convention::paper};

std::string_view to_string(Convention convention);
/// Throws InputError for anything but the names of the conventions.
Convention parse_convention(std::string_view text);

}  // namespace cartograf
