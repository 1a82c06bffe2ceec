#include "io/zarr/group_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <string_view>
#include <utility>

#include "io/files/descriptor.hpp"
#include "io/files/free_space.hpp"
#include "io/files/stream_name.hpp"
#include "io/zarr/own_group.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf::zarr {
namespace {

/// Node names of the specification, as folders: no periods alone, no reserved beginning, and not the name of a file of a group.
bool is_node_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of('.') != name.npos && !name.starts_with("__") && name != kMetadataFile && name.find('\0') == name.npos;
}

void check_path(const std::string& path, const std::string& where) {
  require_utf8(path, where + ": the name of an array");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (!is_node_name(std::string_view(path).substr(begin, end - begin))) {
      throw InputError(where + ": Zarr takes no array of the name " + in_quotes("/" + path) + "; leave it out, or write .csv");
    }
    begin = end + 1;
  }
}

nlohmann::json group_metadata(const nlohmann::json& attributes, const nlohmann::json& below) {
  return {{"zarr_format", 3},
          {"node_type", "group"},
          {"attributes", attributes},
          {"consolidated_metadata", {{"kind", "inline"}, {"must_understand", false}, {"metadata", below}}}};
}

}  // namespace

GroupWriter::GroupWriter(const std::filesystem::path& target, bool overwrite, const std::string& format, Packing packing)
    : packing_(packing), format_(format), folder_(target, overwrite, group_format(format)), where_(output_name(folder_.target())) {}

void GroupWriter::make_folder(const std::string& path) {
  if (mkdirat(folder_.descriptor(), path.c_str(), 0777) == 0) return;
  if (errno == ENAMETOOLONG) throw InputError(where_ + ": " + in_quotes("/" + path) + ": the file system takes no name as long");
  throw IoError(where_ + ": cannot make the folder " + in_quotes(path) + " in it: " + describe_errno(errno));
}

ArrayWriter& GroupWriter::add(ArrayLayout layout) {
  check_path(layout.path, where_);
  for (std::size_t end = layout.path.find('/'); end != std::string::npos; end = layout.path.find('/', end + 1)) {
    const std::string group = layout.path.substr(0, end);
    if (groups_.try_emplace(group).second) make_folder(group);
  }
  make_folder(layout.path);
  return arrays_.emplace_back(folder_.descriptor(), where_, std::move(layout), packing_);
}

std::uint64_t GroupWriter::bytes_written() const {
  return std::accumulate(arrays_.begin(), arrays_.end(), std::uint64_t{0}, [](std::uint64_t sum, const ArrayWriter& array) { return sum + array.bytes_written(); });
}

void GroupWriter::write_metadata(const std::string& path, const nlohmann::json& metadata) {
  const std::string failed = where_ + ": cannot write", name = path + "/" + kMetadataFile;
  Descriptor file(openat(folder_.descriptor(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file) throw_write_error(failed, errno);
  write_all(file.number(), metadata.dump(2) + "\n", failed);
  if (!file.close()) throw_write_error(failed, errno);
}

void GroupWriter::finish(const nlohmann::json& attributes) {
  nlohmann::json all = nlohmann::json::object();
  for (ArrayWriter& array : arrays_) {
    array.finish();
    const nlohmann::json metadata = array.metadata();
    write_metadata(array.layout().path, metadata);
    all[array.layout().path] = metadata;
  }
  for (const auto& [group, unused] : groups_) {
    nlohmann::json below = nlohmann::json::object();
    for (const ArrayWriter& array : arrays_) {
      const std::string& path = array.layout().path;
      if (path.starts_with(group + "/")) below[path.substr(group.size() + 1)] = array.metadata();
    }
    write_metadata(group, group_metadata(nlohmann::json::object(), below));
    all[group] = group_metadata(nlohmann::json::object(), nlohmann::json::object());
  }
  nlohmann::json own = attributes;
  own["format"] = format_;
  write_all(folder_.main_file(), group_metadata(own, all).dump(2) + "\n", where_ + ": cannot write");
  folder_.commit();
}

}  // namespace cartograf::zarr
