#include "kernels/base/number_text.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace cartograf {
namespace {

TEST(NumberText, GroupsThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(423624), "423,624");
  EXPECT_EQ(grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(NumberText, CountsOneAndMany) {
  EXPECT_EQ(counted(0, "row"), "0 rows");
  EXPECT_EQ(counted(1, "architecture"), "1 architecture");
  EXPECT_EQ(counted(15625, "architecture"), "15,625 architectures");
}

TEST(NumberText, WritesBytesAsPeopleReadThem) {
  EXPECT_EQ(bytes_text(0), "0 bytes");
  EXPECT_EQ(bytes_text(999), "999 bytes");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(999'949), "999.9 kB");
  EXPECT_EQ(bytes_text(999'951), "1.0 MB");  // and not 1000.0 kB
  EXPECT_EQ(bytes_text(12'984'320), "13.0 MB");
  EXPECT_EQ(bytes_text(4.595555984542249e21), "4.6 ZB");
  EXPECT_EQ(bytes_text(1.5e24), "1.5 YB");
  EXPECT_EQ(bytes_text(4.5e27), "4500 YB");
}

}  // namespace
}  // namespace cartograf
