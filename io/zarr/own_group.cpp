#include "io/zarr/own_group.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::zarr {
namespace {

/// Of the metadata of a group; those of all its arrays are in it, some 600 bytes each.
constexpr std::uint64_t kMostMetadata = std::uint64_t{64} << 20;
constexpr int kDeepest = 32;

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// A chunk of an array, "c" or "c.0.17"; in a folder of chunks "17". Programs of others name them either way.
bool is_chunk_name(std::string_view name, bool in_node) {
  if (!in_node || name == "c") return in_node || is_number(name);
  if (!name.starts_with("c.")) return false;
  name.remove_prefix(1);
  while (name.starts_with('.')) {
    name.remove_prefix(1);
    const std::size_t end = std::min(name.find('.'), name.size());
    if (!is_number(name.substr(0, end))) return false;
    name.remove_prefix(end);
  }
  return name.empty();
}

bool has_file(int folder, const char* name) {
  struct stat status {};
  return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

/// The path of something that is no part of a Zarr hierarchy; empty where all is. `is_node`: a group or an array, else a folder of chunks.
std::string stranger_in(int folder, const std::string& path, bool is_node, int depth) {
  if (depth > kDeepest) return path;
  if (is_node && !has_file(folder, kMetadataFile)) return path;
  const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return path;
  const std::unique_ptr<DIR, CloseFolder> entries(fdopendir(copy));
  if (!entries) return path;
  while (const dirent* const entry = readdir(entries.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::string inside = path.empty() ? name : path + "/" + name;
    struct stat status {};
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return inside;
    if (S_ISREG(status.st_mode)) {
      if ((is_node && name == kMetadataFile) || is_chunk_name(name, is_node)) continue;
      return inside;
    }
    if (!S_ISDIR(status.st_mode)) return inside;
    const Descriptor below(openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!below) return inside;
    const bool chunks = !has_file(below.number(), kMetadataFile) && (name == "c" || is_number(name));
    if (std::string found = stranger_in(below.number(), inside, !chunks, depth + 1); !found.empty()) return found;
  }
  return {};
}

std::optional<std::string> metadata_text(int folder) {
  const Descriptor file(openat(folder, kMetadataFile, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) > kMostMetadata) return std::nullopt;
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  text.resize(read_at(file.number(), text.data(), text.size(), 0));
  return text;
}

/// What says whose group it is: "node_type", "zarr_format" and "format" of "attributes". The rest, which may be large and deep, is not kept.
nlohmann::json what_it_is(const std::string& text) {
  std::string member;
  const auto keep = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    switch (event) {
      case nlohmann::json::parse_event_t::key:
        if (depth == 1) member = parsed.get<std::string>();
        return depth == 1 ? member == "node_type" || member == "zarr_format" || member == "attributes" : depth == 2 && parsed == "format";
      case nlohmann::json::parse_event_t::object_start: return depth == 0 || (depth == 1 && member == "attributes");
      case nlohmann::json::parse_event_t::array_start: return false;
      default: return true;
    }
  };
  return nlohmann::json::parse(text, keep, false);
}

bool is_group_of(int folder, const std::string& format) {
  const std::optional<std::string> text = metadata_text(folder);
  if (!text) return false;
  const nlohmann::json metadata = what_it_is(*text);
  if (!metadata.is_object() || metadata.value("node_type", nlohmann::json()) != "group" || metadata.value("zarr_format", nlohmann::json()) != 3) return false;
  const nlohmann::json attributes = metadata.value("attributes", nlohmann::json());
  return attributes.is_object() && attributes.value("format", nlohmann::json()) == format;
}

}  // namespace

FolderFormat group_format(std::string format) {
  const auto require_own = [format = std::move(format)](int folder, const std::string& where) {
    const std::string refused = where + ": --overwrite replaces no folder but a Zarr group that cartograf wrote; ";
    if (!is_group_of(folder, format)) throw InputError(refused + "found another folder: remove it, or choose another name");
    const std::string stranger = stranger_in(folder, {}, true, 0);
    if (!stranger.empty()) throw InputError(refused + "found one with something else in it: move " + in_quotes(stranger) + " away, or choose another name");
  };
  return {kMetadataFile, "a Zarr group", require_own};
}

}  // namespace cartograf::zarr
