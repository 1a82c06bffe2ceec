#include "io/hdf5/handle.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <vector>

#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/memory.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::hdf5 {
namespace {

void write_integer(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type, const void* value) {
  const Handle space = checked(H5Screate(H5S_SCALAR), H5Sclose, name, "create a dataspace");
  const Handle attribute =
      checked(H5Acreate2(object, name.c_str(), file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name, "create");
  check(H5Awrite(attribute.get(), memory_type, value), name, "write");
}

void read_integer(hid_t object, const std::string& name, const std::string& where, hid_t memory_type, void* value) {
  const Handle attribute = open_attribute(object, name, where);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  if (H5Tget_class(type.get()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.get()) != 1) {
    throw InputError(where + ": attribute '" + name + "': expected one integer, found another type");
  }
  if (H5Aread(attribute.get(), memory_type, value) < 0) cannot_read(where + ": attribute '" + name + "'");
}

}  // namespace

bool plugins_asked_for() {
  const char* const asked = std::getenv(kPluginsVariable);
  return asked != nullptr && std::string_view(asked) == "1";
}

std::string library_version() {
  unsigned major = 0, minor = 0, release = 0;
  check(H5get_libversion(&major, &minor, &release), "HDF5", "tell its version");
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

void prepare() {
  [[maybe_unused]] static const herr_t once = H5dont_atexit();
  [[maybe_unused]] static const herr_t plugins = plugins_asked_for() ? 0 : H5PLset_loading_state(0);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  register_zstd();
}

Handle file_access(const std::string& where, H5F_libver_t version) {
  Handle access = checked(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, where, "create a property list");
  // 1.8 is the oldest format with attributes above 64 KiB; every HDF5 in use reads it.
  check(H5Pset_libver_bounds(access.get(), version, version), where, "set the format version");
  return access;
}

Handle create_file(const std::filesystem::path& path, const std::string& where, H5F_libver_t version) {
  constexpr std::uint64_t least = std::uint64_t{32} << 20;  // where HDF5 gets no memory for a file, it crashes
  if (address_space_left() < least) throw IoError(where + ": cannot create: too little address space is left for HDF5; 'ulimit -v' says how much there may be");
  const Handle access = file_access(where, version);
  // Chunks go behind all that is there, and are not collected into larger blocks: the journal of a store says where they lie.
  check(H5Pset_small_data_block_size(access.get(), 0), where, "set the block size");
  const Handle creation = checked(H5Pcreate(H5P_FILE_CREATE), H5Pclose, where, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
  return checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose, where, "create");
}

Handle open_to_change(const std::filesystem::path& path, const std::string& where) {
  return checked(H5Fopen(path.c_str(), H5F_ACC_RDWR, file_access(where).get()), H5Fclose, where, "open");
}

Handle open_file(const std::filesystem::path& path, const std::string& kind) {
  const std::string where = printable_line(path.string());
  if (input_descriptor(path)) throw InputError(input_name(path) + ": expected " + kind + ", found a stream; " + kHdf5NeedsName);
  require_existing(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw InputError(where + ": expected " + kind + ", found a folder");
  if (!std::filesystem::is_regular_file(path, ignored)) {  // HDF5 would wait at a pipe for ever
    throw InputError(where + ": expected " + kind + ", found a device or a pipe");
  }
  prepare();
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 < 0) throw IoError(where + ": cannot open: " + last_error());
  if (is_hdf5 == 0) throw InputError(where + ": expected " + kind + " (HDF5), found another kind of file");
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) cannot_read(where, "the file");
  return {id, H5Fclose};
}

std::vector<hsize_t> extent_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> extent(rank > 0 ? static_cast<std::size_t>(rank) : 0);
  if (rank > 0) H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  return extent;
}

bool exists(hid_t file, const std::string& path) {
  const auto slash = path.find('/');
  if (slash != std::string::npos && H5Lexists(file, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  return H5Lexists(file, path.c_str(), H5P_DEFAULT) > 0;
}

namespace {

std::string file_name_of(hid_t object) {
  const ssize_t size = H5Fget_name(object, nullptr, 0);
  std::string name(size > 0 ? static_cast<std::size_t>(size) + 1 : 1, '\0');
  H5Fget_name(object, name.data(), name.size());
  return name;
}

[[noreturn]] void refuse_other_file(const std::string& path, const std::string& where) {
  throw InputError(where + ": /" + path + ": expected values in this file, found a reference to another file");
}

/// A dataset may stand in another file, by a link or by where its values are. A file from somebody else would have files opened and read
/// that it does not bring along.
void refuse_links_to_other_files(hid_t file, const std::string& path, const std::string& where) {
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    H5L_info_t link{};
    if (H5Lget_info(file, path.substr(0, end).c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_EXTERNAL) refuse_other_file(path, where);
    if (end == path.npos) return;
  }
}

void refuse_values_in_other_files(hid_t file, hid_t dataset, const std::string& path, const std::string& where) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL) {
    throw InputError(where + ": /" + path + ": expected values in this file, found a virtual dataset, whose values are in others; 'cartograf merge' without --virtual puts them into one file");
  }
  if (H5Pget_external_count(creation.get()) > 0 || file_name_of(dataset) != file_name_of(file)) refuse_other_file(path, where);
}

/// A dataset says how many values it has; those that were never written take no place, which some may be.
void require_plausible_size(hid_t file, hid_t dataset, const std::string& path, const std::string& where) {
  constexpr std::uint64_t most_compressed = 1032;  // bytes of a byte of deflate
  const Handle type(H5Dget_type(dataset), H5Tclose), creation(H5Dget_create_plist(dataset), H5Pclose);
  hsize_t file_size = 0;
  if (H5Fget_filesize(file, &file_size) < 0) cannot_read(where, "the file");
  const std::uint64_t written = H5Pget_nfilters(creation.get()) > 0 ? file_size * most_compressed : H5Dget_storage_size(dataset);
  // Values that nobody wrote have no place in the file; few datasets are without any.
  const std::uint64_t most_not_written = std::uint64_t{written > 0 ? 256U : 16U} << 20;
  std::uint64_t possible = (written + most_not_written) / std::max<std::uint64_t>(H5Tget_size(type.get()), 1);
  for (const hsize_t n : extent_of(dataset)) {
    if (n == 0) return;
    possible /= n;
  }
  if (possible == 0) throw InputError(where + ": /" + path + ": declares more values than a file of " + std::to_string(file_size) + " bytes can hold");
}

}  // namespace

Handle open_dataset(hid_t file, const std::string& path, const std::string& where) {
  refuse_links_to_other_files(file, path, where);
  if (!exists(file, path)) throw InputError(where + ": expected a dataset /" + path + ", found none");
  const htri_t there = H5Oexists_by_name(file, path.c_str(), H5P_DEFAULT);
  if (there < 0 && last_error().find("link class") != std::string::npos) refuse_other_file(path, where);  // behind a link in this file
  if (there == 0) {
    throw InputError(where + ": expected a dataset /" + path + ", found a link to what is not there");
  }
  Handle object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object) cannot_read(where + ": /" + path);
  if (H5Iget_type(object.get()) != H5I_DATASET) throw InputError(where + ": expected a dataset /" + path + ", found a group or a type");
  refuse_values_in_other_files(file, object.get(), path, where);
  require_plausible_size(file, object.get(), path, where);
  return object;
}

Handle open_attribute(hid_t object, const std::string& name, const std::string& where) {
  if (H5Aexists(object, name.c_str()) <= 0) throw InputError(where + ": expected an attribute '" + name + "', found none");
  const hid_t id = H5Aopen(object, name.c_str(), H5P_DEFAULT);
  if (id < 0) cannot_read(where + ": attribute '" + name + "'");
  return {id, H5Aclose};
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
  write_integer(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void write_attribute(hid_t object, const std::string& name, std::uint64_t value) {
  write_integer(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

std::int64_t read_integer_attribute(hid_t object, const std::string& name, const std::string& where) {
  std::int64_t value = 0;
  read_integer(object, name, where, H5T_NATIVE_INT64, &value);
  return value;
}

std::uint64_t read_unsigned_attribute(hid_t object, const std::string& name, const std::string& where) {
  std::uint64_t value = 0;
  read_integer(object, name, where, H5T_NATIVE_UINT64, &value);
  return value;
}

}  // namespace cartograf::hdf5
