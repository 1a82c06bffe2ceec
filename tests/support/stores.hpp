#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/store/featurise.hpp"
#include "host/table/feature_matrix.hpp"
#include "host/predictor/model.hpp"
#include "host/space/search_space.hpp"
#include "tests/support/files.hpp"

namespace cartograf::testing_model {

const SearchSpace& nasbench201();

/// Which store to write; the default is small enough for every test to make its own.
struct StoreChoice {
  Dtype dtype = Dtype::float32;
  Convention convention = Convention::graf_nas;
  std::vector<std::string> families;  ///< empty = the default ones
  std::uint64_t begin = 0;
  std::uint64_t end = 1000;
  bool keys = true;
};

/// Writes the features of the architectures [begin, end) of NAS-Bench-201.
void write_store(const std::filesystem::path& path, const StoreChoice& choice = {});
void write_store(const std::filesystem::path& path, const Architectures& architectures, const StoreChoice& choice = {});

/// The matrix of such a store, by way of a file.
FeatureMatrix matrix_of(const StoreChoice& choice = {});

/// The numbers of a matrix, whatever its dtype.
std::vector<double> numbers(const FeatureMatrix& matrix);

/// A target that depends on the features and has no ties: millions of parameters plus a little of the index.
std::vector<double> sample_targets(const std::vector<std::uint64_t>& indices);

/// Every `step`-th number of [0, end).
std::vector<std::uint64_t> every(std::uint64_t step, std::uint64_t end);

/// A predictor trained on `rows` of a matrix whose row i is architecture i; on the CPU.
Model trained(const std::string& predictor, const FeatureMatrix& matrix, const std::vector<std::uint64_t>& rows, int threads = 1);

}  // namespace cartograf::testing_model
