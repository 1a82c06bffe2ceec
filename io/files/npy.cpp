#include "io/files/npy.hpp"

namespace cartograf {

std::string npy_header(Dtype dtype, std::uint64_t n_rows, std::uint64_t n_columns) {
  const char* types[] = {"|i1", "<f4", "<f8"};
  std::string description = std::string("{'descr': '") + types[static_cast<int>(dtype)] +
                            "', 'fortran_order': False, 'shape': (" + std::to_string(n_rows) + ", " +
                            std::to_string(n_columns) + "), }";
  // Magic, version and length take 10 bytes; the whole header is a multiple of 64 and ends with a line feed.
  const std::size_t padded = (10 + description.size() + 1 + 63) / 64 * 64;
  description.resize(padded - 11, ' ');
  description += '\n';
  std::string header = "\x93NUMPY";
  header += '\x01';
  header += '\x00';
  header += static_cast<char>(description.size() & 0xff);
  header += static_cast<char>(description.size() >> 8);
  return header + description;
}

}  // namespace cartograf
