#include "tests/support/sample_store.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "io/hdf5/store_writer.hpp"

namespace testing_support {

using namespace cartograf;

namespace {

constexpr std::size_t kKeyWidth = 9;
constexpr std::size_t kOperations = 3;

StoreSchema sample_schema(Dtype dtype, std::uint64_t n_rows, std::size_t n_columns) {
  StoreSchema schema;
  schema.features.space = "sample";
  schema.space_definition = "{\"name\":\"sample\"}";
  schema.features.convention = "graf_nas";
  schema.features.families = {"first", "second"};
  schema.features.dtype = dtype;
  schema.n_rows = n_rows;
  for (std::size_t i = 0; i < n_columns; ++i) schema.features.columns.push_back({"column_" + std::to_string(i), i % 3 == 2 ? 4 : 1});
  schema.sides = {{"wide/params", SideType::int64}, {"targets/accuracy", SideType::float32}, {"predictions/score", SideType::float64}};
  schema.key_width = kKeyWidth;
  schema.adjacency = AdjacencyBits{{"skip", "conv", "pool"}, {}, 0};
  for (int edge = 0; edge < 10; ++edge) schema.adjacency->edges.push_back("e" + std::to_string(edge));
  schema.seed = 42;
  return schema;
}

}  // namespace

SampleStore::SampleStore(Dtype dtype, std::uint64_t n_rows, std::size_t n_columns)
    : schema_(sample_schema(dtype, n_rows, n_columns)) {
  features_.resize(n_rows * n_columns * size_of(dtype));
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (std::uint64_t i = 0; i < n_rows * n_columns; ++i) {
      const auto value = static_cast<T>(static_cast<int>(i * 7919 % 251) - 125);
      std::memcpy(&features_[i * sizeof(T)], &value, sizeof(T));
    }
  });
  keys_.assign(n_rows * kKeyWidth, '\0');
  for (std::uint64_t row = 0; row < n_rows; ++row) {
    index_.push_back(row * 3 + 1);
    const std::string text = key(row);
    std::memcpy(&keys_[row * kKeyWidth], text.data(), text.size());
    for (std::uint64_t op = 0; op < kOperations; ++op) masks_.push_back((row * 5 + op * 77) % 1024);
    row_divisors_.push_back(static_cast<std::uint8_t>(row % 6 + 2));
    cost_.push_back((std::int64_t{1} << 60) + static_cast<std::int64_t>(row));
    target_.push_back(row % 5 == 0 ? std::nanf("") : static_cast<float>(row) / 3);
    prediction_.push_back(static_cast<double>(row) / 7);
  }
}

std::string SampleStore::key(std::uint64_t row) const { return "k" + std::to_string(row); }

StoreRows SampleStore::rows(std::uint64_t first, std::uint64_t n) const {
  const std::size_t row_size = schema_.features.columns.size() * size_of(schema_.features.dtype);
  return {n,
          index_.data() + first,
          features_.data() + first * row_size,
          keys_.data() + first * kKeyWidth,
          masks_.data() + first * kOperations,
          row_divisors_.data() + first,
          {cost_.data() + first, target_.data() + first, prediction_.data() + first}};
}

void SampleStore::write(const std::filesystem::path& path, Compression compression, int threads, std::uint64_t batch,
                        bool overwrite) const {
  StoreWriter writer(path, schema_, compression, overwrite, threads);
  for (std::uint64_t first = 0; first < schema_.n_rows; first += batch) {
    writer.append(rows(first, std::min(batch, schema_.n_rows - first)));
  }
  writer.finish();
}

}  // namespace testing_support
