#include "io/hdf5/matrix_file.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;

const std::vector<double> kValues = {1, 0.1, std::numeric_limits<double>::quiet_NaN(), 0.1, 1, -1, 3, 4, 1.0 / 3};

class MatrixFile : public testing::Test {
 protected:
  NamedMatrix matrix_{"correlation", {"a", "b,c", "max_(\xc3\xa9)"}, "nasbench201", "graf_nas", 15625, [](std::size_t i, double* row) { std::copy_n(kValues.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, row); }};
  testing_support::TempFolder folder_;
};

TEST_F(MatrixFile, CsvHasNamesInTheFirstRowAndColumn) {
  write_matrix(matrix_, folder_ / "m.csv", false);
  EXPECT_EQ(read_bytes(folder_ / "m.csv"),
            "column,a,\"b,c\",max_(\xc3\xa9)\na,1,0.1,\n\"b,c\",0.1,1,-1\nmax_(\xc3\xa9),3,4,0.3333333333333333\n");
}

TEST_F(MatrixFile, NpyHoldsTheBits) {
  write_matrix(matrix_, folder_ / "m.npy", false);
  const std::string bytes = read_bytes(folder_ / "m.npy");
  EXPECT_TRUE(contains(bytes, "'descr': '<f8'"));
  EXPECT_TRUE(contains(bytes, "'shape': (3, 3)"));
  ASSERT_GT(bytes.size(), 72u);
  EXPECT_EQ(std::memcmp(bytes.data() + bytes.size() - 72, kValues.data(), 72), 0);
}

TEST_F(MatrixFile, Hdf5HoldsTheBitsAndIsTheSameEveryTime) {
  write_matrix(matrix_, folder_ / "m.h5", false);
  write_matrix(matrix_, folder_ / "again.h5", false);
  EXPECT_TRUE(read_bytes(folder_ / "m.h5") == read_bytes(folder_ / "again.h5"));
  const hid_t file = H5Fopen((folder_ / "m.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  const hid_t dataset = H5Dopen2(file, "correlation", H5P_DEFAULT);
  ASSERT_GE(dataset, 0);
  std::vector<double> values(9);
  EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  EXPECT_EQ(std::memcmp(values.data(), kValues.data(), 72), 0);
  EXPECT_GT(H5Lexists(file, "feature_names", H5P_DEFAULT), 0);
  H5Dclose(dataset);
  H5Fclose(file);
}

TEST_F(MatrixFile, RefusesOtherNamesAndWhatIsThere) {
  EXPECT_TRUE(contains(message_of<InputError>([&] { write_matrix(matrix_, folder_ / "m.txt", false); }), ".csv, .npy or .h5"));
  for (const char* name : {"m.csv", "m.npy", "m.h5"}) {
    testing_support::write_text(folder_ / name, "mine");
    EXPECT_TRUE(contains(message_of<InputError>([&] { write_matrix(matrix_, folder_ / name, false); }), "exists already"));
    EXPECT_TRUE(contains(message_of<InputError>([&] { check_matrix_target(folder_ / name, false); }), "exists already"));
    EXPECT_EQ(read_bytes(folder_ / name), "mine");
    write_matrix(matrix_, folder_ / name, true);
    EXPECT_NE(read_bytes(folder_ / name), "mine");
  }
}

TEST_F(MatrixFile, ThatFailsOnTheWayLeavesNothing) {
  matrix_.row = [](std::size_t i, double*) {
    if (i == 1) throw Interrupted("stop");
  };
  for (const char* name : {"m.csv", "m.npy", "m.h5"}) {
    EXPECT_THROW(write_matrix(matrix_, folder_ / name, false), Interrupted);
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{});
}

}  // namespace
}  // namespace cartograf
