#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/notation/notation.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

struct ExportOptions {
  std::vector<std::string> columns;  ///< selectors (select_columns_as_listed) of feature and wide columns, predictions and targets; empty = all
  std::uint64_t first_row = 0;
  std::uint64_t end_row = UINT64_MAX;  ///< excluded; UINT64_MAX = to the end
  bool overwrite = false;
  std::vector<IndexOrder> orders{};  ///< numbers of the architectures in these orders, behind the keys of a CSV, or arrays of a Zarr group
  Compression compression{};         ///< of a Zarr group
  int threads = 0;                   ///< that pack its chunks; 0 = all cores
};

/// Writes a store as text (`.csv`: `net` and the columns; integers without a point, other numbers k/n as a double in
/// the shortest digits that read back equal), as a NumPy array (`.npy`: the values, [rows x columns]; float32, or
/// float64 when the store is float64 or a wide column is chosen) or as a Zarr group (`.zarr`, a folder: export_zarr()). The text
/// does not depend on the store's dtype.
/// Throws InputError for an unknown column, rows outside the store or another file extension.
void export_store(const StoreReader& store, const std::filesystem::path& target, const ExportOptions& options);

/// Throws what export_store() would throw for the name of this target, before a store is read.
void check_export_target(const std::filesystem::path& target, const Compression& compression);

}  // namespace cartograf
