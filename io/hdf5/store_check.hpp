#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "io/hdf5/store_reader.hpp"

namespace cartograf {

struct StoreCheck {
  std::string content_digest;                 ///< of the rows as they are; empty where there is nothing but which architectures they are
  std::vector<std::string> without_checksum;  ///< paths of datasets that have none, or one of another form
};

/// Reads all rows of a store, and compares them with all its checksums. Throws InputError, naming the file and the dataset, for the first
/// that is wrong. `passed`: told how many rows were read.
StoreCheck check_store(const StoreReader& store, int threads, const std::function<void(std::uint64_t)>& passed = {});

}  // namespace cartograf
