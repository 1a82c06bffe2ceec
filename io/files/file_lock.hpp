#pragma once

#include <string>

namespace cartograf {

enum class Lock { taken,
                  held_by_another,
                  unknown };  ///< the file system has none

/// Takes the lock of a whole open file, which ends with its open file description: with the process that holds it, however that ends. Not
/// flock(): HDF5 takes that on the files that it writes.
Lock try_lock(int descriptor);

/// Keeps a lock that try_lock() took only far behind the end of the file: it keeps others off as before, but not a library that locks bytes
/// while it reads or writes them, as MPI-IO does.
void keep_lock_far_away(int descriptor);

/// Whether a name in a folder is that of an open file, and no link.
bool is_named(int descriptor, int folder, const std::string& name);

}  // namespace cartograf
