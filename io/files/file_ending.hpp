#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace cartograf {

/// Stands among endings for a name without one.
inline constexpr std::string_view kNoEnding{};

/// Throws InputError unless the name of an output ends in one of `endings` (".csv"), so that no file is called what it is not.
/// Streams (is_stream()) have no ending and are taken. `what`: what is written, such as "a feature store is an HDF5 file"; `advice`:
/// what else may be done. Either may be empty.
void require_ending(const std::filesystem::path& target, std::initializer_list<std::string_view> endings, const std::string& what = {},
                    const std::string& advice = {});

}  // namespace cartograf
