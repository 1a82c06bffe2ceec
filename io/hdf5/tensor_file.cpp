#include "io/hdf5/tensor_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <system_error>

#include "io/hdf5/array_file.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/reading_child.hpp"
#include "io/hdf5/whole_chunks.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

using hdf5::Handle;

constexpr const char* kDataset = "adjacency";

/// What the header of an .npy file says.
struct NpyHeader {
  char kind = 'i';  ///< i or u
  std::size_t item_size = 0;
  bool swapped = false;  ///< the high byte comes first
  std::vector<std::uint64_t> shape;
  std::size_t data_offset = 0;
};

class NpyParser {
 public:
  NpyParser(const std::string& bytes, std::string where) : bytes_(bytes), where_(std::move(where)) {}

  NpyHeader header() {
    const std::string dictionary = dictionary_text();
    read_type(value_of(dictionary, "'descr':"));
    if (!value_of(dictionary, "'fortran_order':").starts_with("False")) fail("expected C order, found Fortran order");
    read_shape(value_of(dictionary, "'shape':"));
    return header_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw InputError(where_ + ": " + what); }

  std::string dictionary_text() {
    if (bytes_.size() < 12 || bytes_[6] < 1 || bytes_[6] > 3) fail("expected a .npy file of format 1, 2 or 3, found another");
    const std::size_t length_bytes = bytes_[6] == 1 ? 2 : 4;
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length |= std::size_t{static_cast<unsigned char>(bytes_[8 + i])} << (8 * i);
    header_.data_offset = 8 + length_bytes + length;
    if (header_.data_offset > bytes_.size()) fail("the header is cut off");
    return bytes_.substr(8 + length_bytes, length);
  }

  std::string value_of(const std::string& dictionary, const std::string& name) const {
    const auto found = dictionary.find(name);
    if (found == std::string::npos) fail("expected " + name + " in the header, found none");
    const auto begin = dictionary.find_first_not_of(' ', found + name.size());
    return begin == std::string::npos ? "" : dictionary.substr(begin);
  }

  void read_type(const std::string& text) {
    const bool known = text.size() >= 5 && text[0] == '\'' && (text[1] == '<' || text[1] == '>' || text[1] == '|') && (text[2] == 'i' || text[2] == 'u') &&
                       (text[3] == '1' || text[3] == '2' || text[3] == '4' || text[3] == '8') && text[4] == '\'';
    if (!known) fail("expected whole numbers, found the type " + in_quotes(text.substr(0, text.find(','))));
    header_.swapped = text[1] == '>';
    header_.kind = text[2];
    header_.item_size = static_cast<std::size_t>(text[3] - '0');
  }

  void read_shape(const std::string& text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    if (at == end || *at++ != '(') fail("expected a shape in the header");
    while (at != end && *at != ')') {
      const auto extent = leading_number<std::uint64_t>({at, end});
      if (!extent) fail("expected a shape in the header");
      header_.shape.push_back(extent.value);
      at += extent.length;
      while (at != end && (*at == ',' || *at == ' ')) ++at;
    }
    if (at == end) fail("expected a shape in the header");
  }

  const std::string& bytes_;
  std::string where_;
  NpyHeader header_;
};

/// Number of elements of a shape; throws when it passes what `limit` bytes can hold.
std::uint64_t element_count(const std::vector<std::uint64_t>& shape, std::uint64_t limit, const std::string& where) {
  std::uint64_t count = 1;
  for (const std::uint64_t extent : shape) {
    if (extent != 0 && count > limit / extent) throw InputError(where + ": the shape in the header is larger than the file");
    count *= extent;
  }
  return count;
}

std::uint64_t byte_swapped(std::uint64_t number) {
  auto bytes = std::bit_cast<std::array<std::byte, sizeof number>>(number);
  std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<std::uint64_t>(bytes);
}

std::int64_t number_at(const char* bytes, const NpyHeader& header) {
  std::uint64_t raw = 0;
  std::memcpy(&raw, bytes, header.item_size);
  if (header.swapped) raw = byte_swapped(raw) >> (64 - 8 * header.item_size);
  if (header.kind == 'u') return static_cast<std::int64_t>(raw);
  const int unused_bits = 64 - 8 * static_cast<int>(header.item_size);
  return static_cast<std::int64_t>(raw << unused_bits) >> unused_bits;
}

IntegerTensor read_npy(const std::string& bytes, const std::string& where) {
  const NpyHeader header = NpyParser(bytes, where).header();
  const std::uint64_t count = element_count(header.shape, bytes.size(), where);
  if (bytes.size() - header.data_offset != count * header.item_size) {
    throw InputError(where + ": expected " + std::to_string(count * header.item_size) + " bytes of data, found " +
                     std::to_string(bytes.size() - header.data_offset));
  }
  IntegerTensor tensor{where, header.shape, {}};
  tensor.values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    tensor.values.push_back(number_at(bytes.data() + header.data_offset + i * header.item_size, header));
  }
  return tensor;
}

/// In the process that reads it.
IntegerTensor read_open_hdf5(const std::filesystem::path& file) {
  const std::string where = input_name(file) + ": /" + kDataset;
  const Handle open_file = hdf5::open_file(file, "a tensor");
  const Handle dataset = hdf5::open_dataset(open_file.get(), kDataset, input_name(file));
  hdf5::verify_rows(open_file.get(), kDataset, input_name(file));
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_INTEGER) throw InputError(where + ": expected whole numbers, found another type");
  const Handle space(H5Dget_space(dataset.get()), H5Sclose);
  const std::vector<hsize_t> extent = hdf5::extent_of(dataset.get());
  IntegerTensor tensor{where, {extent.begin(), extent.end()}, {}};
  const auto count = static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(space.get()));
  tensor.values.resize(count);
  hdf5::require_whole_chunks(dataset.get(), where);
  const hid_t memory_type = H5Tget_sign(type.get()) == H5T_SGN_NONE ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
  if (H5Dread(dataset.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data()) < 0) {
    hdf5::cannot_read_dataset(dataset.get(), where);
  }
  return tensor;
}

IntegerTensor read_hdf5(const std::filesystem::path& file) {
  const std::string bytes = hdf5::answer_of_child(input_name(file), hdf5::size_of_file(file), [&] {
    const IntegerTensor tensor = read_open_hdf5(file);
    hdf5::Packer out;
    out.put(tensor.where);
    out.put(tensor.shape);
    out.put(tensor.values);
    return out.take();
  });
  hdf5::Unpacker in(bytes);
  IntegerTensor tensor;
  in.get(tensor.where);
  in.get(tensor.shape);
  in.get(tensor.values);
  in.end();
  return tensor;
}

}  // namespace

IntegerTensor read_integer_tensor(const std::filesystem::path& file) {
  if (!input_descriptor(file) && is_hdf5_file(file)) return read_hdf5(file);
  const std::string name = input_name(file);
  // Before all of it is read, which may have no end.
  const auto require_npy = [&](const std::string& bytes) {
    refuse_hdf5(file, bytes, "a NumPy array (.npy)");
    if (!bytes.starts_with("\x93NUMPY")) throw InputError(name + ": expected a NumPy array (.npy) or an HDF5 file, found another kind");
  };
  constexpr std::size_t signature = 8;
  const std::string bytes = read_file(file, kMostBytes, [&](const std::string& beginning) {
    if (beginning.size() >= signature) require_npy(beginning);
  });
  require_npy(bytes);
  return read_npy(bytes, name);
}

}  // namespace cartograf
