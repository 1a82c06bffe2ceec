#include "host/family/spectral_block.hpp"

#include <algorithm>

#include "kernels/base/parallel.hpp"
#include "kernels/features/spectral.hpp"

namespace cartograf {
namespace {

/// The values of one cell. Architectures that follow one another often differ in operations alone, so the last graph is
/// remembered.
class CellSpectrum {
 public:
  /// The values of a graph of `graph.n_nodes` nodes.
  const double* of(const SimpleGraph& graph) {
    if (known_ && std::equal(graph.neighbours, graph.neighbours + kMaxNodes, graph_.neighbours)) return values_;
    graph_ = graph;
    known_ = true;
    laplacian_eigenvalues(graph, values_);
    values_[graph.n_nodes] = spanning_trees(graph);
    return values_;
  }

 private:
  bool known_ = false;
  SimpleGraph graph_;
  double values_[kMaxNodes + 1];
};

class SpectralWriter final : public ColumnWriter {
 public:
  SpectralWriter(const Cell& cell, int zero_op, FeatureColumn first_column, std::vector<SpectralColumn> columns, int threads)
      : cell_(cell), zero_op_(zero_op), first_column_(std::move(first_column)), columns_(std::move(columns)), threads_(threads) {}

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    if (dtype == Dtype::int8) throw no_int8(first_column_);
    with_dtype(dtype, [&](auto zero) { write_as(architectures, n_rows, static_cast<decltype(zero)*>(out), stride); });
  }

 private:
  template <class T>
  void write_as(const ArchitectureSource& architectures, std::uint64_t n_rows, T* out, std::uint64_t stride) const {
    const int per_cell = words_per_cell(cell_.kind, cell_.n_ops);
    for_row_blocks(n_rows, threads_, [&](std::uint64_t first, std::uint64_t end) {
      const auto n_cells = static_cast<std::size_t>(architectures.codec.n_cells);
      std::vector<CellSpectrum> spectra(n_cells);
      std::vector<const double*> values(n_cells);
      std::uint64_t words[kMaxWords];
      for (std::uint64_t row = first; row < end; ++row) {
        architectures.words_of_row(row, words);
        for (std::size_t cell = 0; cell < n_cells; ++cell) values[cell] = spectra[cell].of(graph_of(words + cell * static_cast<unsigned>(per_cell)));
        T* to = out + row * stride;
        for (const SpectralColumn& column : columns_) *to++ = static_cast<T>(values[column.cell][column.value]);
      }
    });
  }

  SimpleGraph graph_of(const std::uint64_t* words) const {
    return cell_.kind == CellKind::edges ? live_graph(cell_, words, zero_op_) : node_graph(cell_, words);
  }

  Cell cell_;
  int zero_op_;
  FeatureColumn first_column_;
  std::vector<SpectralColumn> columns_;
  int threads_;
};

ColumnBlocks spectral_blocks(const Cell& cell, int zero_op, const std::vector<std::string>& cell_parts) {
  std::vector<FeatureColumn> names;
  std::vector<SpectralColumn> values;
  for (std::uint8_t part = 0; part < cell_parts.size(); ++part) {
    const std::string prefix = "spectral_" + cell_parts[part];
    for (std::uint8_t value = 0; value <= cell.n_nodes; ++value) {
      const std::string name = value < cell.n_nodes ? "eigenvalue_" + std::to_string(value) : "spanning_trees";
      names.push_back({prefix + name, FeatureColumn::kReal});
      values.push_back({part, value});
    }
  }
  return {std::make_shared<SpectralBlock>(cell, zero_op, std::move(names), std::move(values))};
}

}  // namespace

SpectralBlock::SpectralBlock(const Cell& cell, int zero_op, std::vector<FeatureColumn> names, std::vector<SpectralColumn> columns)
    : ColumnBlock(std::move(names)), cell_(cell), zero_op_(zero_op), values_(std::move(columns)) {}

ColumnBlockPointer SpectralBlock::some(const std::vector<std::size_t>& positions) const {
  return std::make_shared<SpectralBlock>(cell_, zero_op_, at_positions(columns(), positions), at_positions(values_, positions));
}

std::unique_ptr<ColumnWriter> SpectralBlock::on_cpu(const SearchSpace&, const WriterOptions& options) const {
  return std::make_unique<SpectralWriter>(cell_, zero_op_, columns().front(), values_, options.threads);
}

std::vector<Family> spectral_families(const SpaceTraits& traits) {
  if (traits.cell.kind == CellKind::layers) return {};
  return {{"spectral", false, [cell = traits.cell, zero_op = traits.zero_op, cell_parts = traits.cell_parts] {
             return spectral_blocks(cell, zero_op, cell_parts);
           }}};
}

}  // namespace cartograf
