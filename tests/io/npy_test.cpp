#include "io/files/npy.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace cartograf {
namespace {

TEST(NpyHeader, IsFormat1AndAlignedTo64) {
  for (const std::uint64_t n_rows : {std::uint64_t{1}, std::uint64_t{15625}, std::uint64_t{1} << 60}) {
    const std::string header = npy_header(Dtype::float32, n_rows, 191);
    EXPECT_EQ(header.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    EXPECT_EQ(header.size() % 64, 0u);
    const auto low = static_cast<unsigned char>(header[8]);
    const auto high = static_cast<unsigned char>(header[9]);
    EXPECT_EQ(low + 256u * high + 10, header.size());
    EXPECT_EQ(header.back(), '\n');
  }
}

TEST(NpyHeader, DescribesTheArray) {
  const std::string header = npy_header(Dtype::float64, 3, 2);
  EXPECT_EQ(header.substr(10, header.find('}') - 9), "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }");
}

TEST(NpyHeader, NamesEveryDtype) {
  EXPECT_NE(npy_header(Dtype::int8, 1, 1).find("'|i1'"), std::string::npos);
  EXPECT_NE(npy_header(Dtype::float32, 1, 1).find("'<f4'"), std::string::npos);
}

}  // namespace
}  // namespace cartograf
