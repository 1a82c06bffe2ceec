#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cartograf {

/// An array with a name, as it stands in a file of arrays.
struct NamedArray {
  using Values = std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::uint8_t>>;

  std::string name;
  std::vector<std::uint64_t> shape;  ///< one or two extents, whose product is the number of values
  Values values;

  bool operator==(const NamedArray&) const = default;
};

/// An HDF5 file of named arrays, each a dataset in the root group, with a `format` name and a `description` (JSON) as root
/// attributes, and a checksum of it all. Equal content gives equal bytes.
struct ArrayFile {
  std::string format;
  std::string description;
  std::vector<NamedArray> arrays;
};

/// The `format` of models.
inline constexpr const char* kModelFileFormat = "cartograf model";

/// Throws InputError when the target exists and `overwrite` is false, IoError when it cannot be written.
void write_array_file(const std::filesystem::path& target, bool overwrite, const ArrayFile& content);

/// Throws InputError when the file is not of that format, or is damaged: its checksum is looked at.
ArrayFile read_array_file(const std::filesystem::path& file, const std::string& format);

/// The same of the bytes of such a file. `name`: what to call it in errors.
ArrayFile read_array_file(const std::string& bytes, const std::string& name, const std::string& format);

namespace hdf5 {

/// The content as bytes, between processes, and back. Throws Error for bytes that packed() does not give.
std::string packed(const ArrayFile& file);
ArrayFile unpacked_array_file(std::string_view bytes);

}  // namespace hdf5

/// Whether a file is of that format. False too where it cannot be opened: reading it says why.
bool is_array_file(const std::filesystem::path& file, const std::string& format);

/// Whether a file is one of HDF5.
bool is_hdf5_file(const std::filesystem::path& file);

/// The values of the array of that name. Throw InputError, naming `where`, when there is none of that name and type.
const std::vector<double>& doubles_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where);
const std::vector<std::int64_t>& integers_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where);
const std::vector<std::uint8_t>& bytes_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where);

}  // namespace cartograf
