#include <cstdint>

#include "host/space/catalog.hpp"
#include "host/store/architecture_tensor.hpp"
#include "io/hdf5/tensor_file.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::InputError;
using cartograf::IntegerTensor;

/// The same tensor as NumPy writes it (format 1.0, numpy.lib.format), as int64.
std::string written(const IntegerTensor& tensor) {
  std::string header = "{'descr': '<i8', 'fortran_order': False, 'shape': (";
  for (const std::uint64_t extent : tensor.shape) header += std::to_string(extent) + ", ";
  header += "), }";
  header += std::string(63 - (10 + header.size()) % 64, ' ') + '\n';
  std::string bytes = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size() & 0xff) + static_cast<char>(header.size() >> 8) + header;
  for (const std::int64_t value : tensor.values) {
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
  }
  return bytes;
}

}  // namespace

bool npy(std::string_view bytes) {
  const MemoryFile file(bytes);
  IntegerTensor tensor;
  try {
    tensor = cartograf::read_integer_tensor(file.path());
  } catch (const InputError&) {
    return false;
  }
  std::uint64_t n = 1;
  for (const std::uint64_t extent : tensor.shape) n *= extent;
  require(tensor.values.size() == n, "a tensor whose shape does not fit its values");
  constexpr std::size_t most_extents = 1'000;  // the header of format 1.0 has a length of 16 bits
  if (tensor.shape.size() < most_extents) {
    const MemoryFile again(written(tensor));
    const IntegerTensor same = cartograf::read_integer_tensor(again.path());
    require(same.shape == tensor.shape && same.values == tensor.values, "a tensor that was written is another");
  }
  file.rewind();
  static const std::unique_ptr<cartograf::SearchSpace> space = cartograf::find_space("nasbench201");
  try {
    cartograf::architecture_tensor(*space, file.path());
  } catch (const InputError&) {
  }
  return true;
}

}  // namespace fuzz
