#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cartograf {

/// A tensor of whole numbers, row-major. Unsigned 64-bit numbers keep their bits.
struct IntegerTensor {
  std::string where;  ///< file, and dataset, for error messages
  std::vector<std::uint64_t> shape;
  std::vector<std::int64_t> values;
};

/// Reads a NumPy array (.npy, format 1 to 3, C order, any integer type, either byte order) or the dataset /adjacency of an HDF5 file.
/// Throws InputError when the file is missing, damaged, or of another kind or type.
IntegerTensor read_integer_tensor(const std::filesystem::path& file);

}  // namespace cartograf
