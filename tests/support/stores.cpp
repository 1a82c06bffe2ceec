#include "tests/support/stores.hpp"

#include <cstring>
#include <memory>

#include "host/family/family.hpp"
#include "host/space/catalog.hpp"

namespace cartograf::testing_model {

const SearchSpace& nasbench201() {
  static const std::unique_ptr<SearchSpace> space = find_space("nasbench201");
  return *space;
}

void write_store(const std::filesystem::path& path, const Architectures& architectures, const StoreChoice& choice) {
  FeaturiseOptions options;
  options.dtype = choice.dtype;
  options.keys = choice.keys;
  options.execution.threads = 1;
  featurise(nasbench201(), select_features(nasbench201(), choice.convention, choice.families), architectures, path, options);
}

void write_store(const std::filesystem::path& path, const StoreChoice& choice) {
  write_store(path, architecture_range(nasbench201(), choice.begin, choice.end), choice);
}

FeatureMatrix matrix_of(const StoreChoice& choice) {
  const testing_support::TempFolder folder;
  write_store(folder / "store.h5", choice);
  return load_features(StoreReader(folder / "store.h5"));
}

std::vector<double> numbers(const FeatureMatrix& matrix) {
  std::vector<double> result;
  with_dtype(matrix.features.dtype, [&](auto zero) {
    using T = decltype(zero);
    for (std::size_t at = 0; at < matrix.data.size(); at += sizeof(T)) {
      T value{};
      std::memcpy(&value, &matrix.data[at], sizeof(T));
      result.push_back(static_cast<double>(value));
    }
  });
  return result;
}

std::vector<double> sample_targets(const std::vector<std::uint64_t>& indices) {
  const WideColumn& params = nasbench201().costs().front();
  std::vector<double> targets;
  for (const std::uint64_t index : indices) {
    const auto cost = static_cast<double>(params.evaluate(words_of(nasbench201(), index).data()));
    targets.push_back(cost / 1e6 + static_cast<double>(index) / 1e5);
  }
  return targets;
}

std::vector<std::uint64_t> every(std::uint64_t step, std::uint64_t end) {
  std::vector<std::uint64_t> rows;
  for (std::uint64_t row = 0; row < end; row += step) rows.push_back(row);
  return rows;
}

Model trained(const std::string& predictor, const FeatureMatrix& matrix, const std::vector<std::uint64_t>& rows, int threads) {
  ModelInfo info;
  info.predictor = predictor;
  info.target = "sample";
  info.data_seed = 7;
  info.model_seed = 42;
  return Model::train(std::move(info), matrix, rows, sample_targets(rows), {}, threads);
}

}  // namespace cartograf::testing_model
