#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/reference/columns.hpp"

/// The naive oracle for DARTS cells, alone or in pairs of a normal and a reduction cell (docs/features.md).
namespace reference {

/// (source, operation) as keys write them; pairs 2i and 2i + 1 feed intermediate node i.
using DartsCell = std::array<std::pair<int, int>, 8>;

/// The choices of one intermediate node in their order: two sources a < b, the operation of each.
struct DartsChoice {
  int a, op_a, b, op_b;
};
std::vector<DartsChoice> darts_choices(int intermediate);

/// Cells in their order, the first intermediate node most significant.
inline constexpr std::uint64_t kDartsCells = 1'037'664'180;
DartsCell darts_cell(std::uint64_t index);

/// "((0, 0), (1, 5), ...)".
std::string darts_cell_text(const DartsCell& cell);
std::string darts_text(const std::vector<DartsCell>& cells);

/// One cell: the columns of darts_cell; two: those of darts.
std::vector<std::string> darts_names(Convention convention, std::size_t n_cells);
std::vector<Fraction> darts_features(Convention convention, const std::vector<DartsCell>& cells);

}  // namespace reference
