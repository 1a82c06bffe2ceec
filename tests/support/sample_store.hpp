#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/hdf5/store_schema.hpp"

namespace testing_support {

/// A feature store with made-up rows: every value follows from its place, and the dtype.
class SampleStore {
 public:
  SampleStore(cartograf::Dtype dtype, std::uint64_t n_rows, std::size_t n_columns);

  const cartograf::StoreSchema& schema() const { return schema_; }
  const std::vector<std::byte>& features() const { return features_; }  ///< [n_rows x n_columns] of the dtype
  const std::vector<std::uint64_t>& index() const { return index_; }
  std::string key(std::uint64_t row) const;
  const std::vector<std::uint64_t>& masks() const { return masks_; }  ///< [n_rows x 3], of 10 edges
  /// Written only by a schema that asks for them; this one does not.
  const std::vector<std::uint8_t>& row_divisors() const { return row_divisors_; }
  const std::vector<std::int64_t>& cost() const { return cost_; }
  const std::vector<float>& target() const { return target_; }
  const std::vector<double>& prediction() const { return prediction_; }

  /// Rows [first, first + n), pointing into this object.
  cartograf::StoreRows rows(std::uint64_t first, std::uint64_t n) const;
  /// Writes all of it, `batch` rows at a time.
  void write(const std::filesystem::path& path, cartograf::Compression compression = {}, int threads = 1,
             std::uint64_t batch = 1000, bool overwrite = false) const;

 private:
  cartograf::StoreSchema schema_;
  std::vector<std::byte> features_;
  std::vector<std::uint64_t> index_;
  std::vector<char> keys_;
  std::vector<std::uint64_t> masks_;
  std::vector<std::uint8_t> row_divisors_;
  std::vector<std::int64_t> cost_;
  std::vector<float> target_;
  std::vector<double> prediction_;
};

}  // namespace testing_support
