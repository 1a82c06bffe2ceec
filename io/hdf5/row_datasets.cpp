#include "io/hdf5/row_datasets.hpp"

#include <algorithm>
#include <array>

#include "io/files/chunk_rows.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/texts.hpp"
#include "io/hdf5/zstd_filter.hpp"

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
  for (int i = 0; i < H5Pget_nfilters(creation.get()); ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t n_values = 0;
    text += ", filter " + std::to_string(H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &n_values, nullptr, 0, nullptr, &configuration));
  }
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

}  // namespace hdf5
}  // namespace cartograf
