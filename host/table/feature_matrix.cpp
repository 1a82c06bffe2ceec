#include "host/table/feature_matrix.hpp"

#include <cmath>
#include <algorithm>

#include "host/engine/feature_stream.hpp"
#include "host/store/value_reader.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

template <class T>
void append_values(const StoreReader& store, const std::vector<ValueReader::Column>& columns, FeatureMatrix& matrix) {
  constexpr std::uint64_t rows_at_once = 4096;
  matrix.data.resize(matrix.n_rows * columns.size() * sizeof(T));
  T* out = reinterpret_cast<T*>(matrix.data.data());
  ValueReader reader(store);
  for (std::uint64_t first = 0; first < matrix.n_rows; first += rows_at_once) {
    const std::uint64_t n = std::min(rows_at_once, matrix.n_rows - first);
    reader.read(first, n);
    for (std::uint64_t row = 0; row < n; ++row) {
      for (const auto& column : columns) {
        *out++ = column.holds_reals() ? static_cast<T>(reader.value(row, column))
                                      : static_cast<T>(reader.numerator(row, column)) / static_cast<T>(reader.divisor(row, column));
      }
    }
  }
}

}  // namespace

FeatureMatrix load_features(const StoreReader& store) {
  const StoreSchema& schema = store.schema();
  const std::vector<ValueReader::Column> columns = ValueReader(store).columns();
  if (columns.empty()) throw InputError(store.name() + ": expected feature columns, found none");
  FeatureMatrix matrix;
  matrix.features = schema.features;
  matrix.features.columns.clear();
  matrix.n_rows = schema.n_rows;
  for (const auto& column : columns) matrix.features.columns.push_back({column.name, column.divisor});
  matrix.row_divisors = store.read_row_divisor(0, matrix.n_rows);
  if (columns.size() == schema.features.columns.size()) {
    matrix.data.resize(matrix.n_rows * columns.size() * size_of(matrix.features.dtype));
    store.read_features(0, matrix.n_rows, matrix.data.data());
    return matrix;
  }
  if (matrix.features.dtype != Dtype::float64) matrix.features.dtype = Dtype::float32;
  matrix.features.representation = Representation::values;
  if (matrix.features.dtype == Dtype::float64) {
    append_values<double>(store, columns, matrix);
  } else {
    append_values<float>(store, columns, matrix);
  }
  return matrix;
}

FeatureMatrix converted(const DescribedRows& rows, Representation to, const std::string& name) {
  const std::vector<FeatureColumn>& columns = rows.features.columns;
  const auto refuse = [&](const std::string& why) {
    const auto called = [](Representation representation) { return representation == Representation::values ? "values" : "numerators (int8)"; };
    throw InputError(name + ": expected " + called(to) + " as in the training, found " + called(rows.features.representation) + " " + why);
  };
  if (rows.view.device.backend != Backend::cpu) refuse("in the memory of a GPU");
  if (divided_by_rows(columns) && rows.row_divisors.size() != rows.view.n_rows) refuse("without the divisors of the rows");
  FeatureMatrix result{rows.features, rows.view.n_rows, {rows.row_divisors.begin(), rows.row_divisors.end()}, {}};
  result.features.dtype = Dtype::float32;
  result.features.representation = to;
  const std::size_t n_columns = columns.size();
  result.data.resize(result.n_rows * n_columns * sizeof(float));
  float* out = reinterpret_cast<float*>(result.data.data());
  with_dtype(rows.view.dtype, [&](auto zero) {
    const std::span<const decltype(zero)> in = rows.view.values<decltype(zero)>();
    for (std::size_t i = 0; i < in.size(); ++i) {
      const std::int32_t of_column = columns[i % n_columns].divisor;
      const auto value = static_cast<float>(in[i]);
      if (of_column == FeatureColumn::kReal) {  // no numerator and no divisor: the same in both representations
        out[i] = value;
        continue;
      }
      const auto divisor = static_cast<float>(of_column != 0 ? of_column : rows.row_divisors[i / n_columns]);
      out[i] = to == Representation::values ? value / divisor : std::round(value * divisor);
    }
  });
  return result;
}

FeatureMatrix converted(const FeatureMatrix& matrix, Representation to) {
  return matrix.features.representation == to ? matrix : converted(matrix, to, "features");
}

void require_columns(const std::vector<FeatureColumn>& expected, const std::vector<FeatureColumn>& found, const std::string& name) {
  if (expected == found) return;
  const auto [e, f] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  const auto describe = [](const FeatureColumn& column) { return in_quotes(column.name) + " (divisor " + std::to_string(column.divisor) + ")"; };
  throw InputError(name + ": these are not the columns that the model was trained on: expected " + std::to_string(expected.size()) +
                   ", found " + std::to_string(found.size()) + "; the first difference is column " +
                   std::to_string(e - expected.begin()) + ", expected " + (e == expected.end() ? "none" : describe(*e)) + ", found " +
                   (f == found.end() ? "none" : describe(*f)));
}

void require_space(const FeatureDescription& trained_on, const std::string& space, const std::string& name) {
  if (space == trained_on.space) return;
  const auto own = [](const std::string& which, const std::string& of) { return which.empty() ? "numbers of one's own" : of + in_quotes(which); };
  throw InputError(name + ": the model was trained on " + own(trained_on.space, "the space ") + ", these are " + own(space, "features of "));
}

}  // namespace cartograf
