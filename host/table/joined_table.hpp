#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/engine/key_table.hpp"
#include "host/store/value_reader.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// Columns for each architecture from elsewhere, such as zero-cost proxies: a CSV keyed by `net`, or a store of the same
/// space. A name makes its columns NAME.COLUMN; without one they keep their names.
struct JoinedTable {
  std::string name;
  std::filesystem::path file;
};

/// Where values go: value (i, j) to values[i * stride + j].
struct StridedValues {
  double* values = nullptr;
  std::size_t stride = 0;
};

/// A table that is joined with a store, open for reading.
class TableSource {
 public:
  /// Throws InputError for a file that is neither a table of the space's keys nor a store of the space, a key that stands
  /// there twice, and a table without columns.
  static std::unique_ptr<TableSource> open(const std::filesystem::path& file, const KeyTables& tables);
  virtual ~TableSource() = default;

  const std::string& file() const { return file_; }
  /// The columns as the file calls them, without that of the keys.
  const std::vector<std::string>& columns() const { return columns_; }
  /// The architectures of the rows.
  const std::vector<std::uint64_t>& indices() const { return indices_; }

  /// Values of some columns and rows, NaN where there is none. A value in `missing` is NaN. Throws InputError, with the
  /// place, for what is no number, and for a number that does not fit float32, infinities among them.
  virtual void read(std::span<const std::size_t> columns, std::span<const std::uint64_t> rows, const std::vector<double>& missing,
                    StridedValues out) const = 0;

 protected:
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<std::uint64_t> indices_;
};

/// Values of some rows and columns of a store, exact quotients as doubles.
void read_values(const StoreReader& store, std::span<const ValueReader::Column> columns, std::span<const std::uint64_t> rows, StridedValues out);

}  // namespace cartograf
