#include "io/hdf5/texts.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/base/error.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf::hdf5 {
namespace {

/// Texts side by side, each padded with zero bytes to the same width.
struct PaddedTexts {
  std::size_t width = 1;
  std::vector<char> bytes;

  explicit PaddedTexts(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) width = std::max(width, text.size());
    bytes.resize(width * texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) std::memcpy(&bytes[i * width], texts[i].data(), texts[i].size());
  }
};

std::vector<std::string> cut(const std::vector<char>& text, std::size_t width) {
  std::vector<std::string> strings(width == 0 ? 0 : text.size() / width);
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const char* begin = text.data() + i * width;
    strings[i].assign(begin, strnlen(begin, width));
  }
  return strings;
}

/// Texts that HDF5 allocated for a read of variable lengths.
class VariableTexts {
 public:
  VariableTexts(hid_t type, hid_t space, std::size_t n) : type_(type), space_(space), texts_(n, nullptr) {}
  ~VariableTexts() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, static_cast<void*>(texts_.data())); }
  VariableTexts(const VariableTexts&) = delete;
  VariableTexts& operator=(const VariableTexts&) = delete;

  void* room() { return static_cast<void*>(texts_.data()); }
  std::vector<std::string> strings() const {
    std::vector<std::string> strings;
    strings.reserve(texts_.size());
    for (const char* text : texts_) strings.emplace_back(text == nullptr ? "" : text);
    return strings;
  }

 private:
  hid_t type_, space_;
  std::vector<char*> texts_;
};

/// The type in memory of fixed-length texts: HDF5 takes the padding of the file off.
Handle padded_with_zeros(hid_t file_type, const std::string& where) {
  Handle type = checked(H5Tcopy(file_type), H5Tclose, where, "copy a type");
  check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), where, "set the padding");
  return type;
}

void write_padded(hid_t object, const std::string& name, hid_t space, const std::vector<std::string>& values) {
  const PaddedTexts texts(values);
  const Handle type = string_type(texts.width);
  const Handle attribute = checked(H5Acreate2(object, name.c_str(), type.get(), space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name, "create");
  check(H5Awrite(attribute.get(), type.get(), texts.bytes.data()), name, "write");
}

}  // namespace

Handle string_type(std::size_t size) {
  Handle type = checked(H5Tcopy(H5T_C_S1), H5Tclose, "string type", "copy");
  check(H5Tset_size(type.get(), size), "string type", "set the size");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "string type", "set UTF-8");
  check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "string type", "set the padding");
  return type;
}

Handle character_type() {
  Handle type = checked(H5Tcopy(H5T_C_S1), H5Tclose, "character type", "copy");
  check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "character type", "set the padding");
  return type;
}

void write_attribute(hid_t object, const std::string& name, const std::string& value) {
  const Handle space = checked(H5Screate(H5S_SCALAR), H5Sclose, name, "create a dataspace");
  write_padded(object, name, space.get(), {value});
}

void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values) {
  const hsize_t extent = values.size();
  const Handle space = checked(H5Screate_simple(1, &extent, nullptr), H5Sclose, name, "create a dataspace");
  write_padded(object, name, space.get(), values);
}

void write_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts, const std::string& where) {
  const Handle type = string_type(H5T_VARIABLE);
  const hsize_t extent = texts.size();
  const Handle space = checked(H5Screate_simple(1, &extent, nullptr), H5Sclose, where, "create a dataspace");
  const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
  const Handle dataset = checked(H5Dcreate2(file, name.c_str(), type.get(), space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                                 H5Dclose, where, "create a dataset");
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  check(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<const void*>(pointers.data())), where, "write");
}

std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name, const std::string& where) {
  const std::string what = where + ": attribute '" + name + "'";
  const Handle attribute = open_attribute(object, name, where);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Sget_simple_extent_ndims(space.get()) > 1) throw InputError(what + ": expected texts, found another type");
  const auto n = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
  std::vector<std::string> values;
  if (H5Tis_variable_str(type.get()) > 0) {
    VariableTexts texts(type.get(), space.get(), n);
    if (H5Aread(attribute.get(), type.get(), texts.room()) < 0) cannot_read(what);
    values = texts.strings();
  } else {
    const std::size_t width = H5Tget_size(type.get());
    std::vector<char> text(n * width);
    if (H5Aread(attribute.get(), padded_with_zeros(type.get(), what).get(), text.data()) < 0) cannot_read(what);
    values = cut(text, width);
  }
  for (const std::string& value : values) require_utf8(value, what);
  return values;
}

std::string read_text_attribute(hid_t object, const std::string& name, const std::string& where) {
  const std::vector<std::string> values = read_texts_attribute(object, name, where);
  if (values.size() != 1) throw InputError(where + ": attribute '" + name + "': expected one text, found " + std::to_string(values.size()));
  return values[0];
}

TextDataset::TextDataset(hid_t dataset, std::string where) : dataset_(dataset), where_(std::move(where)), type_(H5Dget_type(dataset), H5Tclose) {
  const Handle space(H5Dget_space(dataset_), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  const bool text = H5Tget_class(type_.get()) == H5T_STRING;
  variable_ = text && H5Tis_variable_str(type_.get()) > 0;
  const bool characters = text && !variable_ && rank == 2 && H5Tget_size(type_.get()) == 1;
  if (!text || (rank != 1 && !characters)) throw InputError(where_ + ": expected texts, found another type");
  hsize_t extent[2] = {0, 0};
  H5Sget_simple_extent_dims(space.get(), extent, nullptr);
  size_ = extent[0];
  if (characters) characters_ = std::max<hsize_t>(extent[1], 1);
}

std::vector<std::string> TextDataset::read(std::uint64_t first, std::uint64_t n) const {
  if (first > size_ || n > size_ - first) throw InputError(where_ + ": rows outside the dataset");
  if (n == 0) return {};
  const Handle rows(H5Dget_space(dataset_), H5Sclose);
  const hsize_t start[2] = {first, 0};
  const hsize_t count[2] = {n, characters_};
  check(H5Sselect_hyperslab(rows.get(), H5S_SELECT_SET, start, nullptr, count, nullptr), where_, "select rows");
  const Handle memory = checked(H5Screate_simple(characters_ > 0 ? 2 : 1, count, nullptr), H5Sclose, where_, "create a dataspace");
  return variable_ ? read_variable(memory.get(), rows.get(), n) : read_fixed(memory.get(), rows.get(), n);
}

std::vector<std::string> TextDataset::read_fixed(hid_t memory, hid_t rows, std::uint64_t n) const {
  const std::size_t width = characters_ > 0 ? characters_ : H5Tget_size(type_.get());
  std::vector<char> text(n * width);
  // A single character keeps its padding: one that ends with a zero byte would have no room for itself.
  const Handle type = characters_ > 0 ? Handle(H5Tcopy(type_.get()), H5Tclose) : padded_with_zeros(type_.get(), where_);
  if (H5Dread(dataset_, type.get(), memory, rows, H5P_DEFAULT, text.data()) < 0) cannot_read_dataset(dataset_, where_);
  return cut(text, width);
}

std::vector<std::string> TextDataset::read_variable(hid_t memory, hid_t rows, std::uint64_t n) const {
  VariableTexts texts(type_.get(), memory, n);
  if (H5Dread(dataset_, type_.get(), memory, rows, H5P_DEFAULT, texts.room()) < 0) cannot_read_dataset(dataset_, where_);
  return texts.strings();
}

std::size_t TextDataset::width() const {
  if (!variable_) return characters_ > 0 ? characters_ : H5Tget_size(type_.get());
  constexpr std::uint64_t at_once = std::uint64_t{1} << 16;
  std::size_t longest = 1;
  for (std::uint64_t first = 0; first < size_; first += at_once) {
    for (const std::string& text : read(first, std::min(at_once, size_ - first))) longest = std::max(longest, text.size());
  }
  return longest;
}

}  // namespace cartograf::hdf5
