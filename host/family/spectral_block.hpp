#pragma once

#include <cstdint>
#include <vector>

#include "host/family/family.hpp"

namespace cartograf {

/// A value of the live graph of one cell.
struct SpectralColumn {
  std::uint8_t cell = 0;
  std::uint8_t value = 0;  ///< number of an eigenvalue, ascending from 0; spanning trees are behind the last one
};

/// Columns of the family `spectral` (docs/features.md): eigenvalues of the normalised Laplacian and numbers of spanning
/// trees, real numbers that threads compute; there is no kernel for a GPU.
class SpectralBlock final : public ColumnBlock {
 public:
  /// zero_op: the operation that passes nothing on, or -1. [n] names and columns.
  SpectralBlock(const Cell& cell, int zero_op, std::vector<FeatureColumn> names, std::vector<SpectralColumn> columns);

  ColumnBlockPointer some(const std::vector<std::size_t>& positions) const override;
  /// Writes float64, and float32 rounded once; throws InputError for int8.
  std::unique_ptr<ColumnWriter> on_cpu(const SearchSpace& space, const WriterOptions& options) const override;

 private:
  Cell cell_;
  int zero_op_;
  std::vector<SpectralColumn> values_;
};

/// `spectral`, off by default. Empty for layers, which have no graph.
std::vector<Family> spectral_families(const SpaceTraits& traits);

}  // namespace cartograf
