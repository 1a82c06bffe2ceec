#pragma once

#include <cstdint>
#include <string_view>

/// Names of the file format that writer and reader share (docs/file_format.md).
namespace cartograf::store_format {

inline constexpr std::string_view kName = "cartograf-features";
inline constexpr std::int64_t kVersion = 2;

}  // namespace cartograf::store_format
