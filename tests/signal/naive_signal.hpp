#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

/// The oracle of the family `signal`: maps and plain recursion, straight from the definition. Includes nothing of the
/// project.
namespace naive_signal {

enum class Role { none,
                  skip,
                  pool,
                  conv };

/// An edge with its operation. `strided`: it changes the resolution.
struct Edge {
  int from = 0;
  int to = 0;
  Role role = Role::none;
  int kernel = 1;
  int dilation = 1;
  int depth = 1;
  bool strided = false;
};

/// One architecture. All edges of the cell are here, those that carry nothing with role none: a node that no edge enters
/// is an input.
struct Cell {
  int n_nodes = 0;
  int output = 0;
  std::vector<Edge> edges;  ///< in any order
};

/// All columns, group by group: lin, x, pf, ed, g2, mf, gr. Those of mf, which take the most time, are 0 if they are not wanted.
std::vector<double> features(const Cell& cell, bool with_mean_field = true);

/// A text that two cells share exactly when their live convolutions correspond to each other, one to one, in type and in
/// what they read, and so do their outputs: the least of the texts of all orders of the convolutions. Slow beyond six.
std::string canonical_text(const Cell& cell);

}  // namespace naive_signal
