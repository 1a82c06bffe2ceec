#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace cartograf {

/// A square matrix of real numbers with a name for each row and column, computed row by row as it is written.
struct NamedMatrix {
  std::string name;                                     ///< what it is, such as "correlation": the dataset's name
  std::vector<std::string> names;                       ///< [n] of rows and columns, n > 0
  std::string space, convention;                        ///< of the features that it is about
  std::uint64_t n_rows = 0;                             ///< architectures that it was computed from
  std::function<void(std::size_t i, double* row)> row;  ///< fills row i, [n]
};

/// Writes a matrix by the extension of `target` (docs/file_format.md): `.csv` with the names in the first row and column
/// (shortest digits, NaN as an empty field), `.npy` (float64, without names) or `.h5`. Throws InputError for another
/// extension or an existing target without `overwrite`, IoError when it cannot be written.
void write_matrix(const NamedMatrix& matrix, const std::filesystem::path& target, bool overwrite);

/// Throws what write_matrix() would throw for this target before it writes anything.
void check_matrix_target(const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf
