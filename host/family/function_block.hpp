#pragma once

#include <memory>
#include <vector>

#include <cartograf/family.hpp>

#include "host/family/column_block.hpp"

namespace cartograf {

/// Columns of real numbers that a function of somebody else computes from the cells of an architecture.
class FunctionBlock final : public ColumnBlock {
 public:
  explicit FunctionBlock(FeatureFamily family);

  ColumnBlockPointer some(const std::vector<std::size_t>& positions) const override;
  std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const override;

 private:
  FunctionBlock(FeatureFamily family, std::vector<std::size_t> positions);

  FeatureFamily family_;
  std::vector<std::size_t> positions_;  ///< of the columns of this block among those of the family
};

/// The cells of an architecture as graphs. words: those of the space's codec.
std::vector<CellGraph> cell_graphs(const Cell& cell, int n_cells, const std::uint64_t* words);

}  // namespace cartograf
