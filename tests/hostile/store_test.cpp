// Stores that lie: what no checksum covered changed results without a word.
#include <hdf5.h>

#include <cstdint>
#include <functional>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class LyingStore : public Cli {
 protected:
  LyingStore() { make_store("s.h5", {"--range", "0:300"}); }

  /// Changes the open file.
  void change(const std::function<void(hid_t file)>& work) const {
    const hid_t file = H5Fopen((folder_ / "s.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    work(file);
    ASSERT_GE(H5Fclose(file), 0);
  }

  /// Changes one value of a dataset of whole numbers.
  void change_value(const char* path, hsize_t place, std::int64_t value) const {
    change([&](hid_t file) {
      const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT), space = H5Dget_space(dataset), memory = H5Screate(H5S_SCALAR);
      ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, &place), 0);
      ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_INT64, memory, space, H5P_DEFAULT, &value), 0);
      H5Sclose(memory);
      H5Sclose(space);
      H5Dclose(dataset);
    });
  }

  void is_refused(const std::string& part) const {
    fails(2, {"export", "s.h5", "-o", "e.csv"}, {"s.h5", part});
    fails(2, {"train", "s.h5", "--target", "params", "--model", "ridge", "--train-size", "100", "-o", "m.h5"}, {"s.h5", part});
  }
};

TEST_F(LyingStore, IndexIsCovered) {
  change_value("index", 7, 9000);
  fails(2, {"export", "s.h5", "--add-index", "nats", "-o", "e.csv"}, {"s.h5: /index is damaged, or was changed: its checksum is wrong"});
}

TEST_F(LyingStore, WideColumnIsCovered) {
  make_store("s.h5", {"--range", "0:300", "--families", "op_count,cost", "--overwrite"});
  change_value("wide/params", 7, 1);
  is_refused("/wide/params is damaged, or was changed: its checksum is wrong");
}

TEST_F(LyingStore, DivisorIsCovered) {
  change_value("divisor", 3, 2);
  is_refused("its attributes or names are damaged, or were changed: their checksum is wrong");
}

TEST_F(LyingStore, AttributeIsCovered) {
  change([](hid_t file) {
    const hid_t attribute = H5Aopen(file, "convention", H5P_DEFAULT), type = H5Aget_type(attribute);
    std::string other(H5Tget_size(type), '\0');
    other.replace(0, 5, "paper");
    EXPECT_GE(H5Awrite(attribute, type, other.data()), 0);
    H5Tclose(type);
    H5Aclose(attribute);
  });
  is_refused("its attributes or names are damaged, or were changed: their checksum is wrong");
}

TEST_F(LyingStore, FeaturesAreCoveredWhereverTheyAreReadWhole) {
  change([](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "features", H5P_DEFAULT), space = H5Dget_space(dataset), memory = H5Screate(H5S_SCALAR);
    const hsize_t place[2] = {100, 2};
    const float value = 77;
    ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, place), 0);
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, &value), 0);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
  });
  is_refused("/features is damaged: its checksum is wrong");
  fails(2, {"stats", "s.h5"}, {"/features is damaged: its checksum is wrong"});
}

// What the file declares is not what the reading process reserves.
TEST_F(LyingStore, RowsThatTheFileCannotHoldAreNotDeclared) {
  change([](hid_t file) {
    const hsize_t n = hsize_t{1} << 33, chunk = 1024;
    const hid_t space = H5Screate_simple(1, &n, nullptr), creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(creation, 1, &chunk);
    H5Ldelete(file, "index", H5P_DEFAULT);
    H5Dclose(H5Dcreate2(file, "index", H5T_STD_U64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Pclose(creation);
    H5Sclose(space);
  });
  fails(2, {"stats", "s.h5"}, {"s.h5: /index: declares more values than a file of ", " bytes can hold"});
}

// As other programs write them anew: the checksum is of other bytes, and no lie.
TEST_F(LyingStore, ValuesInAnotherTypeAreNoLie) {
  const std::string expected = output_of({"export", "s.h5", "-o", "-"});
  for (const char* path : {"index", "features"}) {
    change([&](hid_t file) {
      const hid_t old = H5Dopen2(file, path, H5P_DEFAULT), space = H5Dget_space(old);
      const bool index = std::string_view(path) == "index";
      std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
      ASSERT_GE(H5Dread(old, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
      const hid_t other = H5Dcreate2(file, "other", index ? H5T_STD_I32LE : H5T_IEEE_F32BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      ASSERT_GE(H5Dwrite(other, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
      const hid_t from = H5Aopen(old, "digest", H5P_DEFAULT), type = H5Aget_type(from), scalar = H5Aget_space(from), to = H5Acreate2(other, "digest", type, scalar, H5P_DEFAULT, H5P_DEFAULT);
      std::string digest(H5Tget_size(type), '\0');
      EXPECT_GE(H5Aread(from, type, digest.data()), 0);
      EXPECT_GE(H5Awrite(to, type, digest.data()), 0);
      for (const hid_t attribute : {from, to}) H5Aclose(attribute);
      H5Tclose(type);
      for (const hid_t each : {scalar, space}) H5Sclose(each);
      for (const hid_t dataset : {old, other}) H5Dclose(dataset);
      H5Ldelete(file, path, H5P_DEFAULT);
      H5Lmove(file, "other", file, path, H5P_DEFAULT, H5P_DEFAULT);
    });
    EXPECT_EQ(output_of({"export", "s.h5", "-o", "-"}), expected) << path;
  }
}

// Programs of others may add targets; that is no damage.
TEST_F(LyingStore, TargetsThatAreAddedAreNoLie) {
  change([](hid_t file) {
    const hid_t group = H5Gcreate2(file, "targets", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hsize_t n = 300;
    const hid_t space = H5Screate_simple(1, &n, nullptr), dataset = H5Dcreate2(group, "acc", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i % 17);
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
    H5Sclose(space);
    H5Gclose(group);
  });
  succeeds({"export", "s.h5", "-o", "e.csv"});
}

TEST_F(LyingStore, OtherFilesAreNotRead) {
  std::filesystem::copy_file(folder_ / "s.h5", folder_ / "other.h5");
  write("secret", std::string(300 * 8, 's'));
  change([](hid_t file) {
    H5Ldelete(file, "index", H5P_DEFAULT);
    ASSERT_GE(H5Lcreate_external("other.h5", "/index", file, "index", H5P_DEFAULT, H5P_DEFAULT), 0);
  });
  fails(2, {"inspect", "s.h5"}, {"s.h5: /index: expected values in this file, found a reference to another file"});
  std::filesystem::copy_file(folder_ / "other.h5", folder_ / "s.h5", std::filesystem::copy_options::overwrite_existing);
  change([](hid_t file) {
    H5Ldelete(file, "index", H5P_DEFAULT);
    const hsize_t n = 300;
    const hid_t space = H5Screate_simple(1, &n, nullptr), creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(creation, "secret", 0, n * 8);
    H5Dclose(H5Dcreate2(file, "index", H5T_STD_U64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Pclose(creation);
    H5Sclose(space);
  });
  fails(2, {"inspect", "s.h5"}, {"s.h5: /index: expected values in this file, found a reference to another file"});
}

}  // namespace
}  // namespace testing_cli
