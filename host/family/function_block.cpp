#include "host/family/function_block.hpp"

#include <numeric>

#include "kernels/base/parallel.hpp"
#include "kernels/features/measures/node_graph.hpp"

namespace cartograf {
namespace {

/// The operation of an element; -1 = it carries none.
int operation_of(const Cell& cell, const std::uint64_t* words, int element) {
  for (int op = 0; op < cell.n_ops; ++op) {
    if ((words[op] >> element & 1) != 0) return op;
  }
  return -1;
}

CellGraph edges_graph(const Cell& cell, const std::uint64_t* words) {
  CellGraph graph;
  graph.n_nodes = cell.n_nodes;
  for (int edge = 0; edge < cell.n_edges; ++edge) {
    const bool fixed = edge >= cell.n_elements;
    const int op = fixed ? -1 : operation_of(cell, words, edge);
    const bool is_end = edge >= cell.n_candidates();
    if (fixed || op >= 0) graph.edges.push_back({cell.source[edge], cell.target[edge], is_end ? -1 : op});
  }
  return graph;
}

CellGraph nodes_graph(const Cell& cell, const std::uint64_t* words) {
  const NodeGraph directed(words[cell.n_ops], static_cast<int>(words[cell.n_ops + 1]), cell.n_nodes);
  CellGraph graph;
  graph.n_nodes = directed.n_nodes();
  for (int node = 0; node < directed.n_nodes(); ++node) {
    graph.node_operations.push_back(operation_of(cell, words, node));
    for (std::uint32_t rest = directed.successors(node); rest != 0; rest &= rest - 1) graph.edges.push_back({node, lowest_bit(rest), -1});
  }
  return graph;
}

/// A chain: layer i is the edge i -> i + 1.
CellGraph layers_graph(const Cell& cell, const std::uint64_t* words) {
  CellGraph graph;
  graph.n_nodes = 1;
  for (int layer = 0; layer < cell.n_elements; ++layer) {
    const int op = operation_of(cell, words, layer);
    if (op < 0) continue;
    graph.edges.push_back({graph.n_nodes - 1, graph.n_nodes, op});
    ++graph.n_nodes;
  }
  return graph;
}

CellGraph graph_of(const Cell& cell, const std::uint64_t* words) {
  switch (cell.kind) {
    case CellKind::edges: return edges_graph(cell, words);
    case CellKind::nodes: return nodes_graph(cell, words);
    case CellKind::layers: break;
  }
  return layers_graph(cell, words);
}

class FunctionWriter final : public ColumnWriter {
 public:
  FunctionWriter(const FeatureFamily& family, std::vector<std::size_t> positions, const SearchSpace& space, int threads)
      : family_(family), positions_(std::move(positions)), cell_(space.cell()), n_cells_(space.codec().n_cells), threads_(threads) {}

  void write(const ArchitectureSource& architectures, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride, void*) override {
    with_dtype(dtype, [&](auto zero) { write_as(architectures, n_rows, static_cast<decltype(zero)*>(out), stride); });
  }

 private:
  template <class T>
  void write_as(const ArchitectureSource& architectures, std::uint64_t n_rows, T* out, std::uint64_t stride) const {
    for_row_blocks(n_rows, threads_, [&](std::uint64_t first, std::uint64_t end) {
      std::uint64_t words[kMaxWords];
      std::vector<double> values(family_.columns.size());
      for (std::uint64_t row = first; row < end; ++row) {
        architectures.words_of_row(row, words);
        family_.compute(cell_graphs(cell_, n_cells_, words), values);
        for (std::size_t i = 0; i < positions_.size(); ++i) out[row * stride + i] = static_cast<T>(values[positions_[i]]);
      }
    });
  }

  FeatureFamily family_;
  std::vector<std::size_t> positions_;
  Cell cell_;
  int n_cells_;
  int threads_;
};

std::vector<FeatureColumn> real_columns(const FeatureFamily& family, const std::vector<std::size_t>& positions) {
  std::vector<FeatureColumn> columns;
  for (const std::size_t position : positions) columns.push_back({family.columns[position], FeatureColumn::kReal});
  return columns;
}

std::vector<std::size_t> all_positions(const FeatureFamily& family) {
  std::vector<std::size_t> positions(family.columns.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return positions;
}

}  // namespace

std::vector<CellGraph> cell_graphs(const Cell& cell, int n_cells, const std::uint64_t* words) {
  std::vector<CellGraph> graphs;
  for (int i = 0; i < n_cells; ++i) graphs.push_back(graph_of(cell, words + i * words_per_cell(cell.kind, cell.n_ops)));
  return graphs;
}

FunctionBlock::FunctionBlock(FeatureFamily family) : FunctionBlock(family, all_positions(family)) {}

FunctionBlock::FunctionBlock(FeatureFamily family, std::vector<std::size_t> positions)
    : ColumnBlock(real_columns(family, positions)), family_(std::move(family)), positions_(std::move(positions)) {}

ColumnBlockPointer FunctionBlock::some(const std::vector<std::size_t>& positions) const {
  return ColumnBlockPointer(new FunctionBlock(family_, at_positions(positions_, positions)));
}

std::unique_ptr<ColumnWriter> FunctionBlock::on_cpu(const SearchSpace& space, const WriterOptions& options) const {
  return std::make_unique<FunctionWriter>(family_, positions_, space, options.threads);
}

}  // namespace cartograf
