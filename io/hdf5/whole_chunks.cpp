#include "io/hdf5/whole_chunks.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "io/compress/compression.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "io/hdf5/zstd_filter.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::hdf5 {
namespace {

constexpr std::size_t kChecksumSize = 4;  // what fletcher32 puts behind the bytes

/// The filters of a dataset in the order in which they packed.
struct Pipeline {
  std::vector<H5Z_filter_t> filters;
  bool foretold = true;  ///< how many bytes each gives is known

  explicit Pipeline(hid_t creation) : filters(filters_of(creation)) {
    const auto packs = [](H5Z_filter_t filter) { return filter == H5Z_FILTER_DEFLATE || filter == kZstdFilter; };
    foretold = std::count_if(filters.begin(), filters.end(), packs) <= 1 &&
               std::all_of(filters.begin(), filters.end(), [&](H5Z_filter_t filter) { return packs(filter) || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32; });
  }

  /// Whether HDF5 has them all; where it has not, reading fails and says which it lacks.
  bool available() const {
    return std::all_of(filters.begin(), filters.end(), [](H5Z_filter_t filter) { return H5Zfilter_avail(filter) > 0; });
  }

  /// Whether the bytes of a chunk as they lie in a file are those of `size` bytes.
  bool unpacks_to(std::vector<std::byte>& bytes, std::uint32_t skipped_filters, std::size_t size, std::vector<std::byte>& room) const {
    std::size_t stored = bytes.size();
    CompressionMethod method = CompressionMethod::none;
    for (std::size_t i = filters.size(); i-- > 0;) {
      if ((skipped_filters >> i & 1U) != 0) continue;
      if (filters[i] == H5Z_FILTER_DEFLATE) method = CompressionMethod::gzip;
      if (filters[i] == kZstdFilter) method = CompressionMethod::zstd;
      if (filters[i] != H5Z_FILTER_FLETCHER32) continue;
      if (method != CompressionMethod::none) {
        size += kChecksumSize;
      } else if (stored < kChecksumSize) {
        return false;
      } else {
        stored -= kChecksumSize;
      }
    }
    if (method == CompressionMethod::none) return stored == size;
    room.resize(size);
    return decompress_into(bytes.data(), stored, method, DeflateFormat::zlib, room.data(), size);
  }
};

/// Bytes of an element in the file; a text of any length is its length and its place there.
std::size_t stored_element_size(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  constexpr std::size_t of_length = 4, of_number = 4;
  if (H5Tget_class(type.get()) != H5T_VLEN && H5Tis_variable_str(type.get()) <= 0) return H5Tget_size(type.get());
  const Handle file(H5Iget_file_id(dataset), H5Fclose), creation(H5Fget_create_plist(file.get()), H5Pclose);
  std::size_t of_address = 8, of_size = 8;
  H5Pget_sizes(creation.get(), &of_address, &of_size);
  return of_length + of_address + of_number;
}

}  // namespace

void WholeChunks::require(hid_t dataset, std::uint64_t first, std::uint64_t n, const std::string& where) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  if (n == 0 || H5Pget_layout(creation.get()) != H5D_CHUNKED || H5Pget_nfilters(creation.get()) == 0) return;
  const Pipeline pipeline(creation.get());
  if (!pipeline.available() || (!pipeline.foretold && plugins_asked_for())) return;
  if (!pipeline.foretold) {
    throw InputError(where + ": expected the filters shuffle, fletcher32 and one of deflate and Zstandard, found others; if you trust the file, set " + std::string(kPluginsVariable) + "=1");
  }
  const std::vector<hsize_t> extent = extent_of(dataset);
  std::vector<hsize_t> chunk(extent.size());
  H5Pget_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data());
  std::size_t chunk_size = stored_element_size(dataset);
  for (const hsize_t length : chunk) chunk_size *= static_cast<std::size_t>(length);
  // To whole chunks, and only those that are not known.
  std::uint64_t begin = first / chunk[0] * chunk[0], end = std::min(extent[0], (first + n + chunk[0] - 1) / chunk[0] * chunk[0]);
  if (begin >= begin_ && end <= end_) return;
  const bool further = begin >= begin_ && begin <= end_;
  const std::uint64_t known = further ? begin_ : begin;
  if (further) begin = end_;
  std::vector<std::byte> stored, room;
  std::vector<hsize_t> offset(chunk.size(), 0);
  for (offset[0] = begin; offset[0] < end;) {
    hsize_t size = 0;
    if (H5Dget_chunk_storage_size(dataset, offset.data(), &size) < 0) cannot_read(where);
    if (size > 0) {  // else nothing was written there
      stored.resize(size);
      std::uint32_t skipped_filters = 0;
      if (H5Dread_chunk(dataset, H5P_DEFAULT, offset.data(), &skipped_filters, stored.data()) < 0) cannot_read_dataset(dataset, where);
      if (!pipeline.unpacks_to(stored, skipped_filters, chunk_size, room)) {
        throw InputError(where + " is damaged: the chunk of row " + std::to_string(offset[0]) + ": expected " + std::to_string(chunk_size) + " bytes, packed, found others");
      }
    }
    std::size_t dimension = chunk.size() - 1;
    while (dimension > 0 && offset[dimension] + chunk[dimension] >= extent[dimension]) offset[dimension--] = 0;
    offset[dimension] += chunk[dimension];
  }
  begin_ = known;
  end_ = end;
}

void require_whole_chunks(hid_t dataset, const std::string& where) {
  const std::vector<hsize_t> extent = extent_of(dataset);
  if (!extent.empty()) WholeChunks().require(dataset, 0, extent[0], where);
}

}  // namespace cartograf::hdf5
