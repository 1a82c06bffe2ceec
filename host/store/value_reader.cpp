#include "host/store/value_reader.hpp"

#include <cmath>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf {
namespace {

using Kind = ValueReader::Column::Kind;

void append_sides(const StoreSchema& schema, const std::string& group, Kind kind, std::vector<ValueReader::Column>& columns) {
  for (std::size_t i = 0; i < schema.sides.size(); ++i) {
    const std::string& path = schema.sides[i].path;
    if (path.starts_with(group)) columns.push_back({path.substr(group.size()), 1, kind, i});
  }
}

}  // namespace

std::vector<ValueReader::Column> ValueReader::columns() const {
  const StoreSchema& schema = store_.schema();
  std::vector<Column> columns;
  for (std::size_t i = 0; i < schema.features.columns.size(); ++i) {
    columns.push_back({schema.features.columns[i].name, schema.features.columns[i].divisor, Kind::feature, i});
  }
  append_sides(schema, "wide/", Kind::wide, columns);
  return columns;
}

std::vector<ValueReader::Column> ValueReader::real_columns() const {
  std::vector<Column> columns;
  append_sides(store_.schema(), "targets/", Kind::real, columns);
  append_sides(store_.schema(), "predictions/", Kind::real, columns);
  return columns;
}

void ValueReader::read(std::uint64_t first, std::uint64_t n) {
  const StoreSchema& schema = store_.schema();
  first_ = first;
  features_.resize(n * schema.features.columns.size() * size_of(schema.features.dtype));
  if (!schema.features.columns.empty()) store_.read_features(first, n, features_.data());
  row_divisors_ = store_.read_row_divisor(first, n);
  wide_.assign(schema.sides.size(), {});
  real_.assign(schema.sides.size(), {});
  for (const Column& column : columns()) {
    if (column.kind == Kind::wide) wide_[column.position] = store_.read_side_integers(column.position, first, n);
  }
  for (const Column& column : real_columns()) real_[column.position] = store_.read_side(column.position, first, n);
}

double ValueReader::stored(std::uint64_t row, const Column& column) const {
  const StoreSchema& schema = store_.schema();
  return with_dtype(schema.features.dtype, [&](auto zero) {
    using T = decltype(zero);
    return static_cast<double>(reinterpret_cast<const T*>(features_.data())[row * schema.features.columns.size() + column.position]);
  });
}

std::int64_t ValueReader::numerator(std::uint64_t row, const Column& column) const {
  CARTOGRAF_EXPECTS(!column.holds_reals());
  if (column.kind == Kind::wide) return wide_[column.position][row];
  const StoreSchema& schema = store_.schema();
  return with_dtype(schema.features.dtype, [&](auto zero) {
    using T = decltype(zero);
    const T stored = reinterpret_cast<const T*>(features_.data())[row * schema.features.columns.size() + column.position];
    if constexpr (sizeof(T) == 1) {
      return static_cast<std::int64_t>(stored);
    } else {
      constexpr double most = 1 << 24;  // beyond, a float32 does not hold every whole number
      const std::int32_t n = divisor(row, column);
      const double product = std::round(static_cast<double>(stored) * n);
      if (!(std::abs(product) <= most) || as_value<T>(static_cast<int>(product), n) != stored) {
        throw InputError(store_.name() + ": row " + std::to_string(first_ + row) + ", column '" + column.name +
                         "': expected a whole number divided by " + std::to_string(n) + ", found " +
                         std::to_string(stored));
      }
      return static_cast<std::int64_t>(product);
    }
  });
}

}  // namespace cartograf
