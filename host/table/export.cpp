#include "host/table/export.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "host/store/space_of_store.hpp"
#include "host/store/value_reader.hpp"
#include "host/space/space_document.hpp"
#include "host/table/column_selection.hpp"
#include "host/table/convert.hpp"
#include "host/table/zarr_export.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/free_space.hpp"
#include "io/files/npy.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kRowsAtOnce = 4096;

using Columns = std::vector<ValueReader::Column>;
using Kind = ValueReader::Column::Kind;

/// The family of each column that a store has features of; others have none.
std::vector<std::string> families_of(const StoreReader& store, const Columns& columns) {
  const FeatureDescription& features = store.schema().features;
  std::vector<FeatureColumn> names;
  for (const auto& column : columns) names.push_back({column.name, column.divisor});
  return column_families(*space_of_store(store.schema(), store.name()), parse_convention(features.convention), features.families, names);
}

Columns chosen_columns(const StoreReader& store, const Columns& all, const std::vector<std::string>& selectors) {
  if (selectors.empty()) return all;
  std::vector<std::string> names;
  for (const auto& column : all) names.push_back(column.name);
  // Only families need the space, which a store need not know.
  const auto families = [&] { return families_of(store, all); };
  Columns chosen;
  try {
    for (const std::size_t i : select_columns_as_listed(names, families, selectors)) chosen.push_back(all[i]);
  } catch (const InputError& error) {
    throw InputError(store.name() + ": " + error.what());
  }
  if (chosen.empty()) throw InputError(store.name() + ": no column is left");
  return chosen;
}

/// Calls `row(i)` for the rows asked for, after reading them in blocks; i counts inside the block that starts at `first`.
template <class Block>
void for_each_block(ValueReader& reader, std::uint64_t begin, std::uint64_t end, Block block) {
  for (std::uint64_t first = begin; first < end; first += kRowsAtOnce) {
    const std::uint64_t n = std::min(kRowsAtOnce, end - first);
    reader.read(first, n);
    block(first, n);
  }
}

/// Integers without a point, k/n as the shortest double, real numbers as the shortest float or double that they are.
std::string text_of(const ValueReader& reader, Dtype dtype, std::uint64_t row, const ValueReader::Column& column) {
  if (column.holds_reals()) {
    const double value = reader.value(row, column);
    if (column.kind == Kind::feature && std::isnan(value)) return "";
    return column.kind == Kind::feature && dtype == Dtype::float64 ? shortest(value) : shortest(static_cast<float>(value));
  }
  return column.divisor == 1 ? std::to_string(reader.numerator(row, column)) : shortest(reader.value(row, column));
}

void write_csv(const StoreReader& store, ValueReader& reader, const Columns& columns, std::uint64_t begin, std::uint64_t end,
               const std::vector<IndexOrder>& orders, OutputStream& out) {
  const bool keys = store.schema().key_width > 0;
  const std::shared_ptr<const SearchSpace> space = orders.empty() ? nullptr : space_of_store(store.schema(), store.name());
  if (space) check_orders(*space, orders);
  std::string line = (keys ? "net" : "index") + order_columns(orders);
  for (const auto& column : columns) line += "," + csv_quoted_name(column.name);
  out.write(line + "\n");
  for_each_block(reader, begin, end, [&](std::uint64_t first, std::uint64_t n) {
    const std::vector<std::string> names = store.read_keys(first, n);
    std::vector<std::uint64_t> indices;
    if (space) {
      indices = indices_of_rows(store, *space, first, n);
    } else if (!keys) {
      indices = store.read_index(first, n);
    }
    for (std::uint64_t row = 0; row < n; ++row) {
      line = keys ? csv_quoted(names[row]) : std::to_string(indices[row]);
      if (space) line += order_fields(*space, orders, indices[row]);
      for (const auto& column : columns) {
        line += ',';
        line += text_of(reader, store.schema().features.dtype, row, column);
      }
      line += '\n';
      out.write(line);
    }
  });
}

Dtype dtype_of_array(const StoreReader& store, const Columns& columns) {
  const bool wide = std::any_of(columns.begin(), columns.end(), [](const auto& column) { return column.kind == Kind::wide; });
  return wide || store.schema().features.dtype == Dtype::float64 ? Dtype::float64 : Dtype::float32;
}

/// How large a text will be nobody knows before its numbers are there: that is found when the disk is full.
void check_room_for_array(const std::filesystem::path& target, Dtype dtype, std::uint64_t n_rows, std::uint64_t n_columns) {
  if (is_stream(target)) return;
  const double header = static_cast<double>(npy_header(dtype, n_rows, n_columns).size());
  const double size = header + static_cast<double>(n_rows) * static_cast<double>(n_columns * size_of(dtype));
  require_free_space(target, size, "the array takes " + bytes_text(size), "choose columns or rows");
}

void write_npy(const StoreReader& store, ValueReader& reader, const Columns& columns, std::uint64_t begin, std::uint64_t end,
               OutputStream& out) {
  const Dtype dtype = dtype_of_array(store, columns);
  out.write(npy_header(dtype, end - begin, columns.size()));
  std::string bytes;
  for_each_block(reader, begin, end, [&](std::uint64_t, std::uint64_t n) {
    bytes.clear();
    for (std::uint64_t row = 0; row < n; ++row) {
      for (const auto& column : columns) {
        const double wide_value = reader.value(row, column);
        const float value = column.holds_reals()
                                ? static_cast<float>(wide_value)
                                : static_cast<float>(reader.numerator(row, column)) / static_cast<float>(reader.divisor(row, column));
        const void* cell = dtype == Dtype::float64 ? static_cast<const void*>(&wide_value) : &value;
        bytes.append(static_cast<const char*>(cell), size_of(dtype));
      }
    }
    out.write(bytes);
  });
}

}  // namespace

namespace {

/// "F.zarr/", as shells complete the name of a folder, is F.zarr.
std::filesystem::path named(const std::filesystem::path& target) { return target.has_filename() ? target : target.parent_path(); }

bool is_zarr(const std::filesystem::path& target) { return !is_stream(target) && target.extension() == ".zarr"; }

}  // namespace

void check_export_target(const std::filesystem::path& target, const Compression& compression) {
  // docs/decisions.md, "Parquet is written by Python".
  if (!is_stream(target) && target.extension() == ".parquet") {
    throw InputError(output_name(target) +
                     ": Parquet is written by Python, from a CSV, with pandas and one of pyarrow and fastparquet:\n"
                     "  cartograf export STORE.h5 -o T.csv\n"
                     "  python3 -c \"import pandas; pandas.read_csv('T.csv').to_parquet('T.parquet')\"");
  }
  require_ending(named(target), {".csv", ".npy", ".zarr"});
  if (compression && !is_zarr(named(target))) throw InputError(output_name(target) + ": only a .zarr is compressed, chunk by chunk");
}

void export_store(const StoreReader& store, const std::filesystem::path& given, const ExportOptions& options) {
  const std::filesystem::path target = named(given);
  check_export_target(target, options.compression);
  const std::uint64_t n_rows = store.schema().n_rows;
  const std::uint64_t end = options.end_row == UINT64_MAX ? n_rows : options.end_row;
  if (options.first_row >= end || end > n_rows) {
    throw InputError("rows " + std::to_string(options.first_row) + ":" + std::to_string(end) + ": expected A:B with 0 <= A < B <= " +
                     std::to_string(n_rows) + ", the rows of " + store.name());
  }
  const bool npy = target.extension() == ".npy";
  if (npy && !options.orders.empty()) throw InputError(output_name(target) + ": an array has no keys, and no indices beside them; write a .csv");
  ValueReader reader(store);
  Columns all = reader.columns();
  for (auto& column : reader.real_columns()) all.push_back(std::move(column));
  const Columns columns = chosen_columns(store, all, options.columns);
  if (is_zarr(target)) {
    ExportOptions how = options;
    how.end_row = end;
    return export_zarr(store, target, columns, how);
  }
  if (npy) {
    check_output(target, options.overwrite);  // a name that cannot be written comes before
    check_room_for_array(target, dtype_of_array(store, columns), end - options.first_row, columns.size());
  }
  OutputStream out(target, options.overwrite);
  if (npy) {
    write_npy(store, reader, columns, options.first_row, end, out);
  } else {
    write_csv(store, reader, columns, options.first_row, end, options.orders, out);
  }
  out.finish();
}

}  // namespace cartograf
