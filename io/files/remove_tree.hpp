#pragma once

namespace cartograf {

/// Removes a folder of another one with all that is in it, itself last; links are removed, not followed. `last`: a file of the folder that
/// goes after all others, so that what stays is still known by it; may be null. False where something stays: what may not be removed, or
/// is more than 32 folders deep.
///
/// May be called by the handler of a signal: it allocates nothing and takes no lock. What another thread adds meanwhile goes too.
bool remove_tree(int parent, const char* name, const char* last = nullptr) noexcept;

}  // namespace cartograf
