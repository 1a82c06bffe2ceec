// Stores that are none, or no longer: every command refuses them, by name, and leaves everything as it was.
#include <hdf5.h>
#include <sys/stat.h>

#include <limits>

#include "io/hdf5/digest.hpp"
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class BadFile : public Cli {
 protected:
  /// Every command that reads stores must refuse `name`.
  void is_refused(const std::string& name, const std::string& part) const {
    const std::vector<std::string> parts = {name, part};
    fails(2, {"inspect", name}, parts);
    fails(2, {"inspect", name, "--json"}, parts);
    fails(2, {"export", name, "-o", "x.csv"}, parts);
    fails(2, {"train", name, "--target", "params", "-o", "m.ubj"}, parts);
    fails(2, {"predict", name, "--model", "model.ubj", "-o", "p.csv"}, parts);
    fails(2, {"evaluate", name, "--target", "params"}, parts);
  }
};

TEST_F(BadFile, ThatIsTextIsRefused) {
  write("text.h5", target_table(3));
  is_refused("text.h5", "expected a feature store (HDF5), found another kind of file");
}

TEST_F(BadFile, ThatIsEmptyIsRefused) {
  write("empty.h5", "");
  is_refused("empty.h5", "expected a feature store (HDF5)");
}

TEST_F(BadFile, ThatIsAnotherHdf5FileIsRefused) {
  const hid_t file = H5Fcreate((folder_ / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(file, 0);
  H5Fclose(file);
  is_refused("other.h5", "expected a feature store of cartograf, found another HDF5 file");
}

TEST_F(BadFile, ThatIsAPipeIsRefusedAndNotWaitedFor) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  is_refused("pipe", "expected a feature store, found a device or a pipe");
  fails(2, {"stats", "pipe"}, {"pipe", "found a device or a pipe"});
}

/// As a program that writes stores of its own would: the checksum of these values, and none of the description.
void give_checksum(const std::filesystem::path& path, const std::vector<float>& values) {
  cartograf::Digest digest;
  digest.update(values.data(), values.size() * sizeof(float));
  const std::string text = digest.text();
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), attribute = H5Aopen(file, "features_digest", H5P_DEFAULT), type = H5Aget_type(attribute);
  ASSERT_GE(H5Tget_size(type), text.size());
  EXPECT_GE(H5Awrite(attribute, type, text.data()), 0);
  H5Tclose(type);
  H5Aclose(attribute);
  EXPECT_GE(H5Adelete(file, "description_digest"), 0);
  H5Fclose(file);
}

// A number that no feature can have: somebody changed the file. A wrong result would be worse than none.
TEST_F(BadFile, WithAlteredNumbersIsRefused) {
  for (const float number : {0.3f, std::numeric_limits<float>::quiet_NaN(), 1e30f}) {
    make_store("altered.h5", {"--range", "0:10", "--overwrite"});
    const hid_t file = H5Fopen((folder_ / "altered.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "features", H5P_DEFAULT);
    std::vector<float> values(10 * 191);
    ASSERT_GE(H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    values[3 * 191 + 7] = number;
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
    H5Fclose(file);
    fails(2, {"stats", "altered.h5"}, {"altered.h5: /features is damaged: its checksum is wrong"});
    fails(2, {"export", "altered.h5", "-o", "x.csv"}, {"altered.h5: /features is damaged: its checksum is wrong"});
    give_checksum(folder_ / "altered.h5", values);
    fails(2, {"stats", "altered.h5"}, {"altered.h5: row 3, column 'min_path_len_(", "expected a whole number", "found"});
    fails(2, {"export", "altered.h5", "-o", "x.csv"}, {"altered.h5: row 3, column"});
  }
}

TEST_F(BadFile, WithATextThatIsNoUtf8IsRefused) {
  make_store("altered.h5", {"--range", "0:10"});
  const hid_t file = H5Fopen((folder_ / "altered.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t attribute = H5Aopen(file, "convention", H5P_DEFAULT);
  const hid_t type = H5Aget_type(attribute);
  std::string text(H5Tget_size(type), 'x');
  text[2] = '\xff';
  ASSERT_GE(H5Awrite(attribute, type, text.data()), 0);
  H5Tclose(type);
  H5Aclose(attribute);
  H5Fclose(file);
  is_refused("altered.h5", "attribute 'convention': expected UTF-8 text, found another byte at position 2");
}

TEST_F(BadFile, ThatIsAFolderIsRefused) {
  std::filesystem::create_directory(folder_ / "folder.h5");
  is_refused("folder.h5", "found a folder");
}

class TruncatedStore : public BadFile, public testing::WithParamInterface<const char*> {};

TEST_P(TruncatedStore, IsRefusedByEveryCommand) {
  make_store("s.h5", {"--range", "0:2000", "--compression", GetParam()});
  write("cut.h5", bytes("s.h5").substr(0, bytes("s.h5").size() / 2));
  is_refused("cut.h5", "truncated or damaged");
}

TEST_P(TruncatedStore, IsRefusedAtEveryLength) {
  make_store("s.h5", {"--range", "0:50", "--compression", GetParam(), "--adjacency", "--families", "op_count,cost"});
  const std::string whole = bytes("s.h5");
  for (std::size_t length : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{48}, std::size_t{100}, whole.size() / 4,
                             whole.size() * 3 / 4, whole.size() - 1000, whole.size() - 1}) {
    write("cut.h5", std::string_view(whole).substr(0, length));
    fails(2, {"export", "cut.h5", "-o", "x.csv"}, {"cut.h5: "});
  }
}

INSTANTIATE_TEST_SUITE_P(Compressions, TruncatedStore, testing::Values("none", "gzip"), [](const auto& run) { return test_name({run.param}); });

TEST_F(BadFile, ThatIsStillBeingWrittenIsNotTakenForAStore) {
  make_store("s.h5");
  write("s.h5.partial", bytes("s.h5").substr(0, 5000));
  is_refused("s.h5.partial", "s.h5.partial: ");
}

}  // namespace
}  // namespace testing_cli
