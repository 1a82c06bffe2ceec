#pragma once

#include <filesystem>
#include <list>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "io/files/partial_folder.hpp"
#include "io/zarr/array_writer.hpp"

namespace cartograf::zarr {

/// Writes a Zarr v3 group: a folder with a file zarr.json and a folder for each array, which appears when it is complete (PartialFolder).
/// Its metadata are consolidated: the zarr.json of a group has those of all that is below it.
class GroupWriter {
 public:
  /// `format`: what the attribute of this name will be, by which a later run knows what it may replace. Throws as PartialFolder.
  GroupWriter(const std::filesystem::path& target, bool overwrite, const std::string& format, Packing packing);

  /// A new array, in groups as its path says; it lives as long as this. Throws InputError for a path that Zarr does not take, IoError.
  ArrayWriter& add(ArrayLayout layout);
  /// Of chunks.
  std::uint64_t bytes_written() const;

  /// Finishes all arrays, writes the attributes, and gives the group its name. Throws IoError, and as PartialFolder::commit().
  void finish(const nlohmann::json& attributes);

 private:
  void make_folder(const std::string& path);
  void write_metadata(const std::string& path, const nlohmann::json& metadata);

  Packing packing_;
  std::string format_;
  PartialFolder folder_;
  std::string where_;
  std::list<ArrayWriter> arrays_;
  std::map<std::string, nlohmann::json> groups_;  ///< by path, without the group itself
};

}  // namespace cartograf::zarr
