#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/space_document.hpp"
#include "tests/support/files.hpp"
#include "host/family/family.hpp"

namespace testing_json {

inline const std::vector<std::string>& example_names() {
  static const std::vector<std::string> names = {"autoformer_tiny", "macro_stages", "nasbench101_small", "nasbench201",
                                                 "natsbench_size", "transnasbench101_micro", "two_inputs"};
  return names;
}

inline std::string example_path(const std::string& name) { return std::string(CARTOGRAF_EXAMPLES_DIR) + "/" + name + ".json"; }
inline std::string example_text(const std::string& name) { return testing_support::read_bytes(example_path(name)); }
inline nlohmann::json example(const std::string& name) { return nlohmann::json::parse(example_text(name)); }

inline std::unique_ptr<cartograf::SearchSpace> space_of(const nlohmann::json& document) {
  return cartograf::space_from_json(document.dump(), "test.json");
}

/// Features of architectures [0, n) of a space: [n x columns], row-major.
inline std::vector<float> features_of(const cartograf::SearchSpace& space, cartograf::Convention convention, std::uint64_t n,
                                      const std::vector<std::string>& families = {}) {
  const cartograf::FeatureSet features = cartograf::select_features(space, convention, families);
  std::vector<float> rows(n * features.columns().size());
  cartograf::FeatureEngine engine(space, features, {});
  engine.compute_range(0, n, cartograf::Dtype::float32, reinterpret_cast<std::byte*>(rows.data()));
  return rows;
}

}  // namespace testing_json
