#pragma once

// Private to io/hdf5.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/compress/compression.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/row_datasets.hpp"

namespace cartograf::hdf5 {

/// The row datasets of one file that all ranks of a job have open at once, by HDF5's parallel driver (MPI-IO). The only place where that is
/// named. All ranks open and close it together.
class SharedRows {
 public:
  /// Throws IoError naming `where`, and Error in a build without MPI. The datasets are there already.
  SharedRows(const std::filesystem::path& path, const std::vector<RowDataset>& forms, const Compression& compression, std::string where);

  /// Whether ranks call write() equally often, since each call waits for those of the others: so it is with chunks that are compressed, whose
  /// places they find together.
  bool together() const { return together_; }
  /// Rows [first, first + n) of a dataset, of the type of its form; none if n is 0.
  void write(std::size_t dataset, std::uint64_t first, std::uint64_t n, const void* rows);
  void close();

 private:
  struct Dataset {
    Handle type, opened;
    int n_dimensions = 1;
    hsize_t row_elements = 1;
  };

  std::string where_;
  bool together_;
  Handle file_, transfer_;
  std::vector<Dataset> datasets_;
};

}  // namespace cartograf::hdf5
