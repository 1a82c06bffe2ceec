#pragma once

// Private to io/hdf5.
#include <hdf5.h>

namespace cartograf::hdf5 {

/// The registered number of Zstandard among HDF5's filters. Its one value is the level.
inline constexpr H5Z_filter_t kZstdFilter = 32015;

/// Makes HDF5 know the filter in this process, so that no plugin is needed.
void register_zstd();

}  // namespace cartograf::hdf5
