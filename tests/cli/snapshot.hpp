#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace testing_cli {

/// All that is in a folder: relative name -> kind, size and a hash of the content. Two are equal when nothing was added,
/// removed or changed between them.
using Snapshot = std::map<std::string, std::string>;

Snapshot snapshot(const std::filesystem::path& folder);

}  // namespace testing_cli
