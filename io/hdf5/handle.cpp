#include "io/hdf5/handle.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "kernels/base/utf8.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::hdf5 {
namespace {

herr_t keep_innermost(unsigned, const H5E_error2_t* error, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty() && error->desc != nullptr) kept = error->desc;
  return 0;
}

/// "file write failed: ..., errno = 28, error message = 'No space left on device', ..." -> what is between the quotes.
std::string system_message(const std::string& description) {
  constexpr std::string_view marker = "error message = '";
  const auto begin = description.find(marker);
  if (begin == std::string::npos) return description;
  const auto end = description.find('\'', begin + marker.size());
  return description.substr(begin + marker.size(), end - begin - marker.size());
}

Handle open_attribute(hid_t object, const std::string& name, const std::string& where) {
  const hid_t id = H5Aexists(object, name.c_str()) > 0 ? H5Aopen(object, name.c_str(), H5P_DEFAULT) : H5I_INVALID_HID;
  if (id < 0) throw InputError(where + ": expected an attribute '" + name + "', found none");
  return {id, H5Aclose};
}

void write_strings(hid_t object, const std::string& name, hid_t space, const std::string* values, std::size_t n) {
  std::size_t width = 1;
  for (std::size_t i = 0; i < n; ++i) width = std::max(width, values[i].size());
  std::vector<char> text(width * n, '\0');
  for (std::size_t i = 0; i < n; ++i) std::memcpy(&text[i * width], values[i].data(), values[i].size());
  const Handle type = string_type(width);
  const Handle attribute =
      checked(H5Acreate2(object, name.c_str(), type.get(), space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name, "create");
  check(H5Awrite(attribute.get(), type.get(), text.data()), name, "write");
}

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
  if (H5Aread(attribute.get(), memory_type, value) < 0) fail(where, "read attribute '" + name + "'");
}

}  // namespace

std::string last_error() {
  std::string description;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &description);
  return description.empty() ? "HDF5 gives no reason" : system_message(description);
}

void prepare() {
  [[maybe_unused]] static const herr_t once = H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void fail(const std::string& where, const std::string& what) { throw IoError(where + ": cannot " + what + ": " + last_error()); }

Handle create_file(const std::filesystem::path& path, const std::string& where) {
  const Handle access = checked(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, where, "create a property list");
  // 1.8 is the oldest format with attributes above 64 KiB; every HDF5 in use reads it.
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), where, "set the format version");
  const Handle creation = checked(H5Pcreate(H5P_FILE_CREATE), H5Pclose, where, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
  return checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose, where, "create");
}

Handle open_file(const std::filesystem::path& path, const std::string& kind) {
  const std::string where = path.string();
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw InputError(where + ": no such file");
  if (std::filesystem::is_directory(path, ignored)) throw InputError(where + ": expected " + kind + ", found a folder");
  if (!std::filesystem::is_regular_file(path, ignored)) {  // HDF5 would wait at a pipe for ever
    throw InputError(where + ": expected " + kind + ", found a device or a pipe");
  }
  prepare();
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 < 0) throw IoError(where + ": cannot open: " + last_error());
  if (is_hdf5 == 0) throw InputError(where + ": expected " + kind + " (HDF5), found another kind of file");
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) throw InputError(where + ": the file is truncated or damaged: " + last_error());
  return {id, H5Fclose};
}

Handle string_type(std::size_t size) {
  Handle type = checked(H5Tcopy(H5T_C_S1), H5Tclose, "string type", "copy");
  check(H5Tset_size(type.get(), size), "string type", "set the size");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "string type", "set UTF-8");
  check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "string type", "set the padding");
  return type;
}

void write_attribute(hid_t object, const std::string& name, const std::string& value) {
  const Handle space = checked(H5Screate(H5S_SCALAR), H5Sclose, name, "create a dataspace");
  write_strings(object, name, space.get(), &value, 1);
}

void write_attribute(hid_t object, const std::string& name, const std::string* values, std::size_t n) {
  const hsize_t extent = n;
  const Handle space = checked(H5Screate_simple(1, &extent, nullptr), H5Sclose, name, "create a dataspace");
  write_strings(object, name, space.get(), values, n);
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
  write_integer(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void write_attribute(hid_t object, const std::string& name, std::uint64_t value) {
  write_integer(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

std::string read_string_attribute(hid_t object, const std::string& name, const std::string& where) {
  const Handle attribute = open_attribute(object, name, where);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) > 0 ||
      H5Sget_simple_extent_npoints(space.get()) != 1) {
    throw InputError(where + ": attribute '" + name + "': expected one fixed-length text, found another type");
  }
  std::string value(H5Tget_size(type.get()), '\0');
  if (H5Aread(attribute.get(), type.get(), value.data()) < 0) fail(where, "read attribute '" + name + "'");
  value.resize(std::strlen(value.c_str()));
  require_utf8(value, where + ": attribute '" + name + "'");
  return value;
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
