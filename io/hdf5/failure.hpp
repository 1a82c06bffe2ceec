#pragma once

// Private to io/: what HDF5 says of a call that has failed, told to a user. Each function speaks of the last one.
#include <hdf5.h>

#include <string>

namespace cartograf::hdf5 {

/// What HDF5 says went wrong, innermost first: the system's own words when a read or a write failed ("No space left on
/// device"), else HDF5's.
std::string last_error();

/// Throws IoError, or DiskFull (io/files), "<where>: cannot <what>: <HDF5's reason>", with what to do where file locks are not to be had.
[[noreturn]] void fail(const std::string& where, const std::string& what);

/// After a file could not be opened or read. Throws IoError when the system refuses, another program has the file open for
/// writing, or its file system has no locks; InputError when a newer HDF5 wrote it, or it is truncated or damaged.
/// `what`: "the file", or empty where `where` itself names what could not be read.
[[noreturn]] void cannot_read(const std::string& where, const std::string& what = "");

/// After a dataset could not be read. As cannot_read(); InputError also when it takes a filter that is not there.
[[noreturn]] void cannot_read_dataset(hid_t dataset, const std::string& where);

}  // namespace cartograf::hdf5
