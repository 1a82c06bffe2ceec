#pragma once

// Private to io/: the only place where HDF5 is named.
#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/failure.hpp"

namespace cartograf::hdf5 {

/// An HDF5 identifier, closed once.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  /// Closes now and says whether it worked; nothing happens when already closed.
  bool reset() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id < 0 || close_(id) >= 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Version of the HDF5 library in use.
std::string library_version();

/// The variable of the environment that lets HDF5 load filters: 1. A file says which filters it needs, and HDF5 would run the code
/// of whatever library of that number is in the folder that HDF5_PLUGIN_PATH names.
inline constexpr const char* kPluginsVariable = "CARTOGRAF_HDF5_PLUGINS";
bool plugins_asked_for();

/// To be called before any other HDF5 function, in every thread that calls them. Stops HDF5 from printing its error stack,
/// as the library never prints; keeps it from tidying up at exit, where HDF5 1.10 crashes over a file whose closing has
/// failed (a full disk); and from loading plugins, unless plugins_asked_for().
void prepare();

/// How files of ours are written: in HDF5's format of this version.
Handle file_access(const std::string& where, H5F_libver_t version = H5F_LIBVER_V18);

/// A new file of HDF5's format of version 1.8, or 1.10, without time stamps. Throws IoError naming `where`.
Handle create_file(const std::filesystem::path& path, const std::string& where, H5F_libver_t version = H5F_LIBVER_V18);

/// Opens a file that is ours to change it. Throws IoError naming `where`.
Handle open_to_change(const std::filesystem::path& path, const std::string& where);

/// Opens a file for reading. `kind`: what it should be, for errors. Throws InputError when there is none or it is no HDF5
/// file, and what cannot_read() throws when it cannot be opened.
Handle open_file(const std::filesystem::path& path, const std::string& kind);

/// The extents of a dataset; empty for a scalar.
std::vector<hsize_t> extent_of(hid_t dataset);

/// Whether there is something of that path, such as "wide/params", in an open file.
bool exists(hid_t file, const std::string& path);
/// Opens a dataset for reading. Throws InputError, naming `where`, when there is none of that path, and what cannot_read()
/// throws when it cannot be opened.
Handle open_dataset(hid_t file, const std::string& path, const std::string& where);

void write_attribute(hid_t object, const std::string& name, std::int64_t value);
void write_attribute(hid_t object, const std::string& name, std::uint64_t value);
/// Opens an attribute. Throws InputError naming `where` when there is none.
Handle open_attribute(hid_t object, const std::string& name, const std::string& where);
/// Throws InputError naming `where` when the attribute is missing or of another type.
std::int64_t read_integer_attribute(hid_t object, const std::string& name, const std::string& where);
std::uint64_t read_unsigned_attribute(hid_t object, const std::string& name, const std::string& where);

inline void check(herr_t status, const std::string& where, const char* what) {
  if (status < 0) fail(where, what);
}
inline Handle checked(hid_t id, Handle::Close close, const std::string& where, const char* what) {
  if (id < 0) fail(where, what);
  return {id, close};
}

}  // namespace cartograf::hdf5
