#pragma once

// Private to io/hdf5.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/files/chunk_rows.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf::hdf5 {

/// A dataset with a row for each architecture.
struct RowDataset {
  std::string path;
  Handle type;  ///< of its elements in the file, as we write them
  std::uint64_t row_elements = 1;
  bool matrix = false;           ///< two dimensions, else one
  std::uint64_t chunk_rows = 0;  ///< of a chunk; 0: as many as there are in about 1 MiB

  std::size_t row_size() const { return H5Tget_size(type.get()) * row_elements; }
};

/// Those of a store, in the order in which rows are written to them: divisors come before what they divide.
std::vector<RowDataset> row_datasets(const StoreSchema& schema);

/// Rows as a writer is given them, in the order of row_datasets() and of the types there.
class RowPointers {
 public:
  /// Sorts the side columns of the schema by their names: so they are written and read.
  explicit RowPointers(StoreSchema& schema);

  /// Of each of row_datasets(); memory of `rows`, or of this until the next call.
  const std::vector<const void*>& of(const StoreRows& rows);

 private:
  const void* narrowed(const std::uint64_t* masks, std::uint64_t n_rows);

  bool numbered_, keys_, features_, row_divisor_;
  std::size_t n_masks_ = 0, mask_size_ = 0;  ///< of a row
  std::vector<std::size_t> side_order_;      ///< the place of each side column among those that are given
  std::vector<std::byte> narrow_masks_;
  std::vector<const void*> pointers_;
};

/// How the rows of a dataset lie in a file: their type and width, the rows of a chunk, the filters. Where two datasets have the same,
/// a chunk of one is a chunk of the other.
std::string layout_of(hid_t dataset);

/// The numbers of the filters of a dataset's creation properties, in the order in which they pack.
std::vector<H5Z_filter_t> filters_of(hid_t creation);

/// By the filters of a dataset.
Compression compression_of(hid_t dataset);

/// Of the chunks of a dataset: 0 rows where it has none, 1 column where it has one dimension.
ChunkShape chunk_shape_of(hid_t dataset);

/// Rows [first, first + n) of a dataset of one or two dimensions, converted to the type. `where`: file and path, for errors. Throws
/// InputError for rows or numbers that it has not, and what cannot_read_dataset() throws.
void read_rows(hid_t dataset, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out, const std::string& where);

/// Of a chunk in a file.
struct StoredSize {
  std::uint64_t size = 0;
  std::uint32_t skipped_filters = 0;  ///< HDF5's filter mask
};

/// The chunks that these rows, which begin and end with one, are: one behind the other as they lie in the file. Throws InputError where
/// there is none, or `out` has no room for it.
std::vector<StoredSize> read_chunks(hid_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out, const std::string& where);

}  // namespace cartograf::hdf5
