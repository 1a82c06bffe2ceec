#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// What makes a space whose architectures put one operation on every edge of a fixed cell.
struct EdgeSpaceDefinition {
  std::string name;
  std::string summary;
  std::vector<std::string> operations;
  int n_nodes = 0;                            ///< numbered from 1, in topological order; 1 = input, n_nodes = output
  std::vector<std::pair<int, int>> key_edges; ///< (source, target), in the order of the key
  std::vector<CostColumn> costs;
};

/// A space of EdgeSpaceDefinition. Index order: lexicographic in the key, its last digit fastest.
class EdgeSpace final : public SearchSpace {
 public:
  explicit EdgeSpace(EdgeSpaceDefinition definition);

  const std::string& name() const override { return definition_.name; }
  const std::string& summary() const override { return definition_.summary; }
  std::uint64_t size() const override { return size_; }
  std::string definition() const override;
  std::string key(std::uint64_t index) const override;
  std::size_t key_width() const override;
  std::uint64_t index_of(std::string_view key) const override;
  std::vector<FamilyInfo> families(Convention convention) const override;
  FeatureSet features(Convention convention, const std::vector<std::string>& families) const override;
  const std::vector<CostColumn>& costs() const override { return definition_.costs; }
  EdgeCodec codec() const override { return codec_; }
  AdjacencyBits adjacency_bits() const override;

 private:
  EdgeSpaceDefinition definition_;
  EdgeCell cell_;
  EdgeCodec codec_;
  std::uint64_t size_ = 0;
};

}  // namespace cartograf
