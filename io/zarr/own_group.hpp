#pragma once

#include <string>

#include "io/files/partial_folder.hpp"

namespace cartograf::zarr {

inline constexpr const char* kMetadataFile = "zarr.json";

/// Of a Zarr v3 group whose attribute `format` is this one. A folder may be replaced when it is such a group and has nothing in it but
/// groups, arrays and their chunks: what else lies there is somebody's.
FolderFormat group_format(std::string format);

}  // namespace cartograf::zarr
