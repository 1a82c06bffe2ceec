#pragma once

#include <filesystem>
#include <vector>

#include "host/store/value_reader.hpp"
#include "host/table/export.hpp"

namespace cartograf {

/// Writes rows [options.first_row, options.end_row) of a store, all there is of them, as a Zarr v3 group (docs/file_format.md): the
/// datasets of the store as arrays of the same types, chunks and dimensions; of the features, wide columns, targets and predictions those
/// in `columns`, features in their order. /class and /class_index, which are of all rows, come where all rows do. Memory does not grow
/// with the number of rows. Throws InputError for columns whose names Zarr does not take, IoError.
void export_zarr(const StoreReader& store, const std::filesystem::path& target, const std::vector<ValueReader::Column>& columns, const ExportOptions& options);

}  // namespace cartograf
