#pragma once

#include <filesystem>

#include "host/engine/architectures.hpp"

namespace cartograf {

/// Architectures of any code base: matrices of operation ids [N x matrix_shape], or packed words [N x n_words] as
/// `--adjacency` writes them, from an .npy file or the dataset /adjacency of an HDF5 file. Throws InputError that names
/// the architecture and what is wrong with it.
Architectures architecture_tensor(const SearchSpace& space, const std::filesystem::path& file);

}  // namespace cartograf
