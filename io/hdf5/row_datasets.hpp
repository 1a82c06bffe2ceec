#pragma once

// Private to io/hdf5.
#include <string>
#include <vector>

#include "io/files/chunk_rows.hpp"
#include "io/hdf5/chunked_writer.hpp"
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

/// How the rows of a dataset lie in a file: their type and width, the rows of a chunk, the filters. Where two datasets have the same,
/// a chunk of one is a chunk of the other.
std::string layout_of(hid_t dataset);

/// By the filters of a dataset.
Compression compression_of(hid_t dataset);

/// Of the chunks of a dataset: 0 rows where it has none, 1 column where it has one dimension.
ChunkShape chunk_shape_of(hid_t dataset);

}  // namespace cartograf::hdf5
