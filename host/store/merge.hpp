#pragma once

#include <filesystem>
#include <vector>

#include "host/engine/execution.hpp"

namespace cartograf {

struct MergeOptions {
  bool overwrite = false;
  bool virtually = false;  ///< the store names the parts, which must stay where they are, and holds no rows; cartograf reads none such
  int threads = 0;
  Progress progress{};  ///< told of rows; may throw to stop
};

/// Makes one store of all parts of it that featurise() wrote with FeaturiseOptions::shard, in any order; memory does not grow with their
/// number of rows. Each part is compared with its checksums. Throws InputError, naming the part, for one that is missing, given twice,
/// of another store or damaged; IoError when a file cannot be read or written. Then nothing new stands under the name `target`.
void merge(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& target, const MergeOptions& options);

}  // namespace cartograf
