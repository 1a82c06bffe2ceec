#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/engine/execution.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

struct VerifyOptions {
  std::uint64_t n_rows = 1000;  ///< recomputed, chosen at random; all where there are no more
  std::uint64_t seed = 0;       ///< of the choice
  Execution execution{};        ///< progress is told of rows read, then of rows recomputed
};

struct Verification {
  std::string content_digest;                 ///< of the rows; empty in files of predictions
  bool says_content_digest = false;           ///< the store says it too
  std::vector<std::string> without_checksum;  ///< paths of datasets
  std::uint64_t n_recomputed = 0;
};

/// Compares a store with all its checksums, and rows of it with what this program computes of their architectures: features, wide columns and
/// divisors, exactly. Throws InputError for the first difference, which names the row, the key and the column, and says
/// what was expected and found.
Verification verify(const StoreReader& store, const VerifyOptions& options);

}  // namespace cartograf
