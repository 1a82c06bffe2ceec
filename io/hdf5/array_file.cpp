#include "io/hdf5/array_file.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <type_traits>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/reading_child.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/hdf5/texts.hpp"
#include "io/hdf5/whole_chunks.hpp"
#include "io/files/partial_file.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {

using hdf5::check;
using hdf5::checked;
using hdf5::Handle;

namespace {

template <class T>
hid_t file_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64LE;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_STD_I64LE;
  return H5T_STD_U8LE;
}

template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
  return H5T_NATIVE_UINT8;
}

/// Of what a reader must find again: names, shapes, numbers, description.
std::string digest_of(const ArrayFile& content) {
  Digest digest;
  const auto add_text = [&](const std::string& text) { digest.update(text.c_str(), text.size() + 1); };
  add_text(content.format);
  add_text(content.description);
  for (const NamedArray& array : content.arrays) {
    add_text(array.name);
    digest.update(array.shape.data(), array.shape.size() * sizeof(std::uint64_t));
    std::visit([&](const auto& values) { digest.update(values.data(), values.size() * sizeof(values[0])); }, array.values);
  }
  return digest.text();
}

void write_array(hid_t file, const NamedArray& array, const std::string& where) {
  const std::vector<hsize_t> shape(array.shape.begin(), array.shape.end());
  const Handle space = checked(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, where, "create a dataspace");
  const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
  std::visit(
      [&]<class T>(const std::vector<T>& values) {
        const Handle dataset = checked(H5Dcreate2(file, array.name.c_str(), file_type<T>(), space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                                       H5Dclose, where, ("create /" + array.name).c_str());
        if (values.empty()) return;
        check(H5Dwrite(dataset.get(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), where, ("write /" + array.name).c_str());
      },
      array.values);
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

NamedArray read_array(hid_t file, const std::string& name, const std::string& where) {
  const std::string what = where + ": /" + name;
  const Handle dataset = hdf5::open_dataset(file, name, where);
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  const std::vector<hsize_t> shape = hdf5::extent_of(dataset.get());
  if (shape.size() != 1 && shape.size() != 2) throw InputError(what + ": expected 1 or 2 dimensions, found " + std::to_string(shape.size()));
  NamedArray array{name, {shape.begin(), shape.end()}, {}};
  hdf5::require_whole_chunks(dataset.get(), what);
  const auto read = [&]<class T>(T) {
    std::vector<T> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
    if (!values.empty() && H5Dread(dataset.get(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
      hdf5::cannot_read_dataset(dataset.get(), what);
    }
    array.values = std::move(values);
  };
  const H5T_class_t kind = H5Tget_class(type.get());
  const std::size_t size = H5Tget_size(type.get());
  if (kind == H5T_FLOAT && size == sizeof(double)) {
    read(double{});
  } else if (kind == H5T_INTEGER && size == sizeof(std::int64_t)) {
    read(std::int64_t{});
  } else if (kind == H5T_INTEGER && size == 1) {
    read(std::uint8_t{});
  } else {
    throw InputError(what + ": expected float64, int64 or uint8, found another type");
  }
  return array;
}

template <class T>
const std::vector<T>& values_of(const std::vector<NamedArray>& arrays, std::string_view name, const char* type, const std::string& where) {
  for (const NamedArray& array : arrays) {
    if (array.name != name) continue;
    if (const auto* values = std::get_if<std::vector<T>>(&array.values)) return *values;
  }
  throw InputError(where + ": expected an array /" + std::string(name) + " of " + type + ", found none");
}

}  // namespace

void write_array_file(const std::filesystem::path& target, bool overwrite, const ArrayFile& content) {
  const std::string where = printable_line(target.string());
  PartialFile partial(target, overwrite);
  hdf5::prepare();
  Handle file = hdf5::create_file(partial.path(), where);
  for (const NamedArray& array : content.arrays) write_array(file.get(), array, where);
  hdf5::write_attribute(file.get(), "format", content.format);
  hdf5::write_attribute(file.get(), "description", content.description);
  // HDF5 lists the arrays by name, so that is the order in which a reader gets them.
  ArrayFile sorted = content;
  std::sort(sorted.arrays.begin(), sorted.arrays.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  hdf5::write_attribute(file.get(), "digest", digest_of(sorted));
  if (!file.reset()) hdf5::fail(where, "close");
  partial.commit();
}

namespace {

/// What people call a file of a format.
std::string kind_of(const std::string& format) {
  if (format == kModelFileFormat) return "a model of cartograf";
  if (format == store_format::kName) return "a feature store";
  return "a file of format " + in_quotes(format);
}

ArrayFile content_of(const Handle& file, const std::string& where, const std::string& format) {
  if (H5Aexists(file.get(), "format") <= 0) throw InputError(where + ": expected " + kind_of(format) + ", found another HDF5 file");
  ArrayFile content;
  content.format = hdf5::read_text_attribute(file.get(), "format", where);
  if (content.format != format) throw InputError(where + ": expected " + kind_of(format) + ", found " + kind_of(content.format));
  content.description = hdf5::read_text_attribute(file.get(), "description", where);
  std::vector<std::string> names;
  if (H5Literate(file.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names) < 0) hdf5::cannot_read(where, "the file");
  for (const std::string& name : names) content.arrays.push_back(read_array(file.get(), name, where));
  if (digest_of(content) != hdf5::read_text_attribute(file.get(), "digest", where)) {
    throw InputError(where + ": the file is damaged: its checksum is wrong");
  }
  return content;
}

Handle open_image(const std::string& bytes, const std::string& name) {
  hdf5::prepare();
  // HDF5's own driver for files in memory, on a copy that it frees: H5LTopen_file_image of 1.10 leaks its record of the image.
  constexpr std::size_t increment = 1 << 16;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  void* const image = const_cast<char*>(bytes.data());
  if (H5Pset_fapl_core(access.get(), increment, 0) < 0 || H5Pset_file_image(access.get(), image, bytes.size()) < 0) hdf5::cannot_read(name, "the file");
  // The driver refuses the name of a file that exists; below /dev/null there can be none.
  const hid_t file = H5Fopen("/dev/null/image", H5F_ACC_RDONLY, access.get());
  if (file < 0) throw InputError(name + ": the file is truncated or damaged: " + hdf5::last_error());
  return {file, H5Fclose};
}

bool has_values_of_its_shape(const NamedArray& array) {
  if (array.shape.empty() || array.shape.size() > 2) return false;
  const std::uint64_t n = std::visit([](const auto& values) { return values.size(); }, array.values);
  const std::uint64_t n_rows = array.shape.front(), n_columns = array.shape.size() == 2 ? array.shape.back() : 1;
  if (n_rows == 0 || n_columns == 0) return n == 0;
  return n / n_rows == n_columns && n % n_rows == 0;
}

ArrayFile read_in_child(const std::string& name, std::uint64_t size, const std::function<ArrayFile()>& read) {
  return hdf5::unpacked_array_file(hdf5::answer_of_child(name, size, [&] { return hdf5::packed(read()); }));
}

}  // namespace

std::string hdf5::packed(const ArrayFile& file) {
  Packer out;
  out.put(file.format);
  out.put(file.description);
  out.put(std::uint64_t{file.arrays.size()});
  for (const NamedArray& array : file.arrays) {
    out.put(array.name);
    out.put(array.shape);
    out.put(static_cast<std::uint8_t>(array.values.index()));
    std::visit([&](const auto& values) { out.put(values); }, array.values);
  }
  return out.take();
}

ArrayFile hdf5::unpacked_array_file(std::string_view bytes) {
  Unpacker in(bytes);
  ArrayFile file;
  in.get(file.format);
  in.get(file.description);
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    NamedArray& array = file.arrays.emplace_back();
    in.get(array.name);
    in.get(array.shape);
    switch (in.next<std::uint8_t>()) {
      case 0: array.values = in.next<std::vector<double>>(); break;
      case 1: array.values = in.next<std::vector<std::int64_t>>(); break;
      case 2: array.values = in.next<std::vector<std::uint8_t>>(); break;
      default: Unpacker::fail();
    }
    if (!has_values_of_its_shape(array)) Unpacker::fail();
  }
  in.end();
  return file;
}

ArrayFile read_array_file(const std::filesystem::path& path, const std::string& format) {
  return read_in_child(input_name(path), hdf5::size_of_file(path), [&] { return content_of(hdf5::open_file(path, kind_of(format)), input_name(path), format); });
}

ArrayFile read_array_file(const std::string& bytes, const std::string& name, const std::string& format) {
  return read_in_child(name, bytes.size(), [&] { return content_of(open_image(bytes, name), name, format); });
}

bool is_array_file(const std::filesystem::path& path, const std::string& format) {
  try {
    return hdf5::answer_of_child(input_name(path), hdf5::size_of_file(path), [&] {
             const Handle file = hdf5::open_file(path, kind_of(format));
             return H5Aexists(file.get(), "format") > 0 ? hdf5::read_text_attribute(file.get(), "format", input_name(path)) : std::string();
           }) == format;
  } catch (const Error&) {
    return false;
  }
}

// The superblock stands at the beginning, or behind a user block of 512, 1,024, 2,048, ... bytes.
bool is_hdf5_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  for (std::streamoff at = 0;; at = at == 0 ? 512 : 2 * at) {
    char begin[8] = {};
    if (!file.seekg(at) || !file.read(begin, sizeof begin)) return false;
    if (is_hdf5({begin, sizeof begin})) return true;
  }
}

const std::vector<double>& doubles_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where) {
  return values_of<double>(arrays, name, "float64", where);
}
const std::vector<std::int64_t>& integers_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where) {
  return values_of<std::int64_t>(arrays, name, "int64", where);
}
const std::vector<std::uint8_t>& bytes_of(const std::vector<NamedArray>& arrays, std::string_view name, const std::string& where) {
  return values_of<std::uint8_t>(arrays, name, "uint8", where);
}

}  // namespace cartograf
