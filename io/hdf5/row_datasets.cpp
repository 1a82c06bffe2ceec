#include "io/hdf5/row_datasets.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include "io/files/chunk_rows.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/texts.hpp"
#include "io/hdf5/zstd_filter.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

hid_t file_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return H5T_STD_I8LE;
    case Dtype::float32: return H5T_IEEE_F32LE;
    case Dtype::int64: return H5T_STD_I64LE;
    case Dtype::float64: break;
  }
  return H5T_IEEE_F64LE;
}

hid_t file_type(SideType type) {
  switch (type) {
    case SideType::int64: return H5T_STD_I64LE;
    case SideType::float64: return H5T_IEEE_F64LE;
    case SideType::float32: break;
  }
  return H5T_IEEE_F32LE;
}

hid_t mask_type(const AdjacencyBits& bits) {
  switch (mask_size(bits)) {
    case 1: return H5T_STD_U8LE;
    case 2: return H5T_STD_U16LE;
    case 4: return H5T_STD_U32LE;
    default: return H5T_STD_U64LE;
  }
}

/// Whether HDF5 found a number that a whole number in memory does not hold. It would put the nearest there without a word.
H5T_conv_ret_t note_lost_number(H5T_conv_except_t what, hid_t, hid_t, void*, void*, void* lost) {
  if (what == H5T_CONV_EXCEPT_PRECISION) return H5T_CONV_UNHANDLED;
  *static_cast<bool*>(lost) = true;
  return H5T_CONV_ABORT;
}

}  // namespace

std::size_t mask_size(const AdjacencyBits& bits) {
  const std::size_t width = bits.word_bits > 0 ? static_cast<std::size_t>(bits.word_bits) : bits.edges.size();
  return width <= 8 ? 1 : width <= 16 ? 2
                      : width <= 32   ? 4
                                      : 8;
}

std::string to_string(const StorePart& part) { return "part " + std::to_string(part.number) + " of " + std::to_string(part.n_parts); }

namespace hdf5 {

std::vector<RowDataset> row_datasets(const StoreSchema& schema) {
  std::vector<RowDataset> all;
  const auto add = [&](const std::string& path, hid_t type, std::uint64_t row_elements, bool matrix) {
    all.push_back({path, Handle(H5Tcopy(type), H5Tclose), row_elements, matrix, 0});
  };
  if (schema.row_divisor) {
    add("row_divisor", H5T_STD_U8LE, 1, false);
    all.back().chunk_rows = rows_of_chunk(row_size_of(schema.features));
  }
  if (!schema.features.columns.empty()) add("features", file_type(schema.features.dtype), schema.features.columns.size(), true);
  if (schema.numbered) add("index", H5T_STD_U64LE, 1, false);
  if (schema.key_width > 0) add("key", character_type().get(), schema.key_width, true);
  if (schema.adjacency) add("adjacency", mask_type(*schema.adjacency), schema.adjacency->operations.size(), true);
  for (const SideColumn& side : schema.sides) add(side.path, file_type(side.type), 1, false);
  return all;
}

RowPointers::RowPointers(StoreSchema& schema)
    : numbered_(schema.numbered), keys_(schema.key_width > 0), features_(!schema.features.columns.empty()), row_divisor_(schema.row_divisor), side_order_(schema.sides.size()) {
  if (schema.adjacency) {
    n_masks_ = schema.adjacency->operations.size();
    mask_size_ = mask_size(*schema.adjacency);
  }
  std::iota(side_order_.begin(), side_order_.end(), std::size_t{0});
  const std::vector<SideColumn> given = schema.sides;
  std::sort(side_order_.begin(), side_order_.end(), [&](std::size_t a, std::size_t b) { return given[a].path < given[b].path; });
  for (std::size_t i = 0; i < given.size(); ++i) schema.sides[i] = given[side_order_[i]];
}

const std::vector<const void*>& RowPointers::of(const StoreRows& rows) {
  CARTOGRAF_EXPECTS(rows.sides.size() == side_order_.size());
  pointers_.clear();
  if (row_divisor_) pointers_.push_back(rows.row_divisor);
  if (features_) pointers_.push_back(rows.features);
  if (numbered_) pointers_.push_back(rows.index);
  if (keys_) pointers_.push_back(rows.keys);
  if (n_masks_ > 0) pointers_.push_back(narrowed(rows.adjacency, rows.n_rows));
  for (const std::size_t side : side_order_) pointers_.push_back(rows.sides[side]);
  return pointers_;
}

const void* RowPointers::narrowed(const std::uint64_t* masks, std::uint64_t n_rows) {
  const std::size_t n = n_rows * n_masks_;
  narrow_masks_.resize(n * mask_size_);
  // Little-endian: the low bytes come first.
  for (std::size_t i = 0; i < n; ++i) std::memcpy(&narrow_masks_[i * mask_size_], &masks[i], mask_size_);
  return narrow_masks_.data();
}

std::vector<H5Z_filter_t> filters_of(hid_t creation) {
  std::vector<H5Z_filter_t> filters;
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t n_values = 0;
    filters.push_back(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &n_values, nullptr, 0, nullptr, &configuration));
  }
  return filters;
}

std::string layout_of(hid_t dataset) {
  std::string text = form_of(dataset);
  text.resize(text.find('['));
  const std::vector<hsize_t> extent = extent_of(dataset);
  for (std::size_t i = 1; i < extent.size(); ++i) text += " x " + std::to_string(extent[i]);
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return text + ", without chunks";
  std::array<hsize_t, 2> chunk{};
  const int rank = H5Pget_chunk(creation.get(), 2, chunk.data());
  for (int i = 0; i < std::min(rank, 2); ++i) text += (i == 0 ? ", chunks of " : " x ") + std::to_string(chunk[static_cast<std::size_t>(i)]);
  for (const H5Z_filter_t filter : filters_of(creation.get())) text += ", filter " + std::to_string(filter);
  return text;
}

Compression compression_of(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  const auto level_of = [&](H5Z_filter_t filter) {
    unsigned flags = 0, level = 0;
    std::size_t n_values = 1;
    const bool has = H5Pget_filter_by_id2(creation.get(), filter, &flags, &n_values, &level, 0, nullptr, nullptr) >= 0;
    return !has || n_values < 1 ? 0 : static_cast<int>(std::clamp(level, 1U, static_cast<unsigned>(filter == kZstdFilter ? kHighestZstdLevel : kHighestGzipLevel)));
  };
  if (const int level = level_of(H5Z_FILTER_DEFLATE); level > 0) return {CompressionMethod::gzip, level};
  if (const int level = level_of(kZstdFilter); level > 0) return {CompressionMethod::zstd, level};
  return {};
}

ChunkShape chunk_shape_of(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  std::array<hsize_t, 2> chunk = {0, 1};
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED || H5Pget_chunk(creation.get(), 2, chunk.data()) < 1) return {0, 1};
  return {chunk[0], chunk[1]};
}

void read_rows(hid_t dataset, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out, const std::string& where) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  hsize_t extent[2] = {0, 0};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 1 || rank > 2) throw InputError(where + ": expected one or two dimensions");
  H5Sget_simple_extent_dims(space.get(), extent, nullptr);
  if (first > extent[0] || n > extent[0] - first) throw InputError(where + ": rows outside the dataset");
  const hsize_t start[2] = {first, 0};
  const hsize_t count[2] = {n, extent[1]};
  check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr), where, "select rows");
  const Handle memory = checked(H5Screate_simple(rank, count, nullptr), H5Sclose, where, "create a dataspace");
  const Handle transfer = checked(H5Pcreate(H5P_DATASET_XFER), H5Pclose, where, "create a property list");
  bool lost_number = false;
  if (H5Tget_class(memory_type) == H5T_INTEGER) check(H5Pset_type_conv_cb(transfer.get(), note_lost_number, &lost_number), where, "look at conversions");
  if (H5Dread(dataset, memory_type, memory.get(), space.get(), transfer.get(), out) >= 0) return;
  if (lost_number) {
    throw InputError(where + ": expected whole numbers that fit " + (H5Tget_sign(memory_type) == H5T_SGN_NONE ? "an unsigned" : "a signed") + " integer of " +
                     std::to_string(8 * H5Tget_size(memory_type)) + " bits, found another number");
  }
  cannot_read_dataset(dataset, where);
}

std::vector<StoredSize> read_chunks(hid_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out, const std::string& where) {
  const ChunkShape chunk = chunk_shape_of(dataset);
  CARTOGRAF_EXPECTS(chunk.rows > 0 && first % chunk.rows == 0 && n % chunk.rows == 0);
  const std::vector<hsize_t> extent = extent_of(dataset);
  std::vector<StoredSize> chunks;
  for (std::uint64_t i = 0, n_blocks = chunk.blocks(extent.size() == 2 ? extent[1] : 1); i < n / chunk.rows * n_blocks; ++i) {
    const std::uint64_t row = first + i / n_blocks * chunk.rows;
    const hsize_t offset[2] = {row, i % n_blocks * chunk.columns};
    hsize_t size = 0;
    if (H5Dget_chunk_storage_size(dataset, offset, &size) < 0) cannot_read(where);
    if (size == 0 || size > out.size()) throw InputError(where + " is damaged: the chunk of row " + std::to_string(row) + " has " + std::to_string(size) + " bytes");
    StoredSize stored{size, 0};
    if (H5Dread_chunk(dataset, H5P_DEFAULT, offset, &stored.skipped_filters, out.data()) < 0) cannot_read_dataset(dataset, where);
    out = out.subspan(size);
    chunks.push_back(stored);
  }
  return chunks;
}

}  // namespace hdf5
}  // namespace cartograf
