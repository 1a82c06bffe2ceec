#include "host/store/architecture_tensor.hpp"

#include "io/hdf5/tensor_file.hpp"

namespace cartograf {
namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text;
  for (const std::uint64_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return "[" + text + "]";
}

/// The shape of one architecture behind the first dimension: whether it is that of words, or of a matrix.
bool holds_words(const SearchSpace& space, const IntegerTensor& tensor) {
  const std::vector<std::uint64_t> words = {static_cast<std::uint64_t>(space.codec().n_words())};
  const std::vector<std::uint64_t> found = {tensor.shape.empty() ? tensor.shape.end() : tensor.shape.begin() + 1, tensor.shape.end()};
  if (found == words) return true;
  if (!found.empty() && found == space.matrix_shape()) return false;
  const std::string matrix = space.matrix_shape().empty() ? "" : ", or operation ids [N x " + shape_text(space.matrix_shape()).substr(1);
  throw InputError(tensor.where + ": expected packed words [N x " + std::to_string(words[0]) + "]" + matrix + ", found " + shape_text(tensor.shape));
}

}  // namespace

Architectures architecture_tensor(const SearchSpace& space, const std::filesystem::path& file) {
  const IntegerTensor tensor = read_integer_tensor(file);
  const bool words = holds_words(space, tensor);
  Architectures architectures;
  architectures.listed = true;
  architectures.n = tensor.shape[0];
  if (architectures.n == 0) throw InputError(tensor.where + ": expected at least one architecture, found none");
  const std::size_t size = tensor.values.size() / architectures.n;
  for (std::uint64_t row = 0; row < architectures.n; ++row) {
    const auto values = std::span(tensor.values).subspan(row * size, size);
    try {
      const EncodedKey encoded =
          space.encode_words(words ? std::vector<std::uint64_t>(values.begin(), values.end()) : space.words_of_matrix(values));
      architectures.indices.push_back(encoded.index);
      architectures.words.insert(architectures.words.end(), encoded.words.begin(), encoded.words.end());
    } catch (const InputError& error) {
      throw InputError(tensor.where + ": architecture " + std::to_string(row) + ": " + error.what());
    }
  }
  return architectures;
}

}  // namespace cartograf
