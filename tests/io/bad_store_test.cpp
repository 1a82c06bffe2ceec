// Files that are no feature store, or were one.
#include <gtest/gtest.h>
#include <hdf5.h>

#include <functional>

#include "io/hdf5/store_format.hpp"
#include "io/hdf5/store_reader.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::SampleStore;
using testing_support::TempFolder;
using testing_support::write_text;

class BadStore : public testing::Test {
 protected:
  std::string input_error() const {
    return message_of<InputError>([&] { StoreReader reader(path_); });
  }

  /// Writes a good store, then lets `change` spoil it through HDF5 itself.
  void spoil(const std::function<void(hid_t)>& change) const {
    SampleStore(Dtype::int8, 10, 3).write(path_);
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    change(file);
    ASSERT_GE(H5Fclose(file), 0);
  }

  static void set_integer(hid_t file, const char* name, std::int64_t value) {
    const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
    EXPECT_GE(H5Awrite(attribute, H5T_NATIVE_INT64, &value), 0);
    H5Aclose(attribute);
  }

  /// Replaces a dataset by one of `n` 32-bit integers.
  static void replace_dataset(hid_t file, const char* name, hsize_t n, std::int32_t value) {
    EXPECT_GE(H5Ldelete(file, name, H5P_DEFAULT), 0);
    const hid_t space = H5Screate_simple(1, &n, nullptr);
    const hid_t dataset = H5Dcreate2(file, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const std::vector<std::int32_t> values(n, value);
    EXPECT_GE(H5Dwrite(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
    H5Sclose(space);
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "s.h5";
};

TEST_F(BadStore, Missing) { EXPECT_EQ(input_error(), path_.string() + ": no such file"); }

TEST_F(BadStore, AFolder) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(input_error(), path_.string() + ": expected a feature store, found a folder");
}

TEST_F(BadStore, AnEmptyFile) {
  write_text(path_, "");
  EXPECT_EQ(input_error(), path_.string() + ": expected a feature store (HDF5), found another kind of file");
}

TEST_F(BadStore, AnotherKindOfFile) {
  write_text(path_, std::string(5000, 'x'));
  EXPECT_EQ(input_error(), path_.string() + ": expected a feature store (HDF5), found another kind of file");
}

TEST_F(BadStore, AnotherHdf5File) {
  const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(H5Fclose(file), 0);
  EXPECT_EQ(input_error(), path_.string() + ": expected a feature store of cartograf, found another HDF5 file");
}

TEST_F(BadStore, ANewerFormat) {
  spoil([](hid_t file) { set_integer(file, "format_version", store_format::kVersion + 1); });
  const std::string message = input_error();
  EXPECT_TRUE(contains(message, "expected format version " + std::to_string(store_format::kVersion) + " or older, found " +
                                    std::to_string(store_format::kVersion + 1)))
      << message;
}

TEST_F(BadStore, AnUnknownOldFormat) {
  spoil([](hid_t file) { set_integer(file, "format_version", 0); });
  EXPECT_TRUE(contains(input_error(), "expected format version"));
}

TEST_F(BadStore, NotComplete) {
  spoil([](hid_t file) { set_integer(file, "complete", 0); });
  EXPECT_TRUE(contains(input_error(), "the store is not complete"));
}

class MissingAttributes : public BadStore, public testing::WithParamInterface<const char*> {};

TEST_P(MissingAttributes, AreNamed) {
  spoil([](hid_t file) { EXPECT_GE(H5Adelete(file, GetParam()), 0); });
  EXPECT_TRUE(contains(input_error(), std::string("expected an attribute '") + GetParam() + "', found none")) << input_error();
}

INSTANTIATE_TEST_SUITE_P(BadStore, MissingAttributes,
                         testing::Values("format_version", "cartograf_version", "space", "space_definition", "convention", "families",
                                         "features_digest", "complete"));

class MissingDatasets : public BadStore, public testing::WithParamInterface<const char*> {};

TEST_P(MissingDatasets, AreNamed) {
  spoil([](hid_t file) { EXPECT_GE(H5Ldelete(file, GetParam(), H5P_DEFAULT), 0); });
  EXPECT_TRUE(contains(input_error(), std::string("expected a dataset /") + GetParam() + ", found none")) << input_error();
}

INSTANTIATE_TEST_SUITE_P(BadStore, MissingDatasets, testing::Values("index", "feature_names", "divisor", "operation_names"));

class ShortDatasets : public BadStore, public testing::WithParamInterface<const char*> {};

TEST_P(ShortDatasets, AreInputErrors) {
  spoil([](hid_t file) { replace_dataset(file, GetParam(), 2, 1); });
  EXPECT_TRUE(contains(input_error(), std::string("/") + GetParam())) << input_error();
}

INSTANTIATE_TEST_SUITE_P(BadStore, ShortDatasets,
                         testing::Values("key", "divisor", "feature_names", "features", "adjacency", "operation_names", "wide/params", "targets/accuracy"));

TEST_F(BadStore, ADivisorOfZero) {
  spoil([](hid_t file) { replace_dataset(file, "divisor", 3, 0); });
  EXPECT_TRUE(contains(input_error(), "/divisor: expected a number of at least 1, 0 and a dataset /row_divisor, or -1 with a dtype of real numbers, found 0")) << input_error();
}

TEST_F(BadStore, FeaturesOfAnotherType) {
  spoil([](hid_t file) {
    EXPECT_GE(H5Ldelete(file, "features", H5P_DEFAULT), 0);
    const hsize_t extent[2] = {10, 3};
    const hid_t space = H5Screate_simple(2, extent, nullptr);
    H5Dclose(H5Dcreate2(file, "features", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
  });
  EXPECT_TRUE(contains(input_error(), "/features: expected int8, float32 or float64, found another type")) << input_error();
}

TEST_F(BadStore, RowsOutsideAreAnInputError) {
  SampleStore(Dtype::int8, 10, 3).write(path_);
  const StoreReader reader(path_);
  EXPECT_THROW(reader.read_index(5, 6), InputError);
  EXPECT_THROW(reader.read_index(11, 1), InputError);
  EXPECT_EQ(reader.read_index(10, 0).size(), 0u);
}

TEST_F(BadStore, ChangedValuesAreNotIntact) {
  spoil([](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "features", H5P_DEFAULT);
    const std::vector<std::int8_t> values(30, 1);
    EXPECT_GE(H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
  });
  EXPECT_FALSE(StoreReader(path_).features_intact());
}

/// Opens and reads all that there is; false when one of our errors says that the file is damaged.
bool reads_back(const std::filesystem::path& path, const SampleStore& sample) {
  try {
    const StoreReader reader(path);
    const std::uint64_t n = reader.schema().n_rows;
    std::vector<std::byte> features(sample.features().size());
    reader.read_features(0, n, features.data());
    EXPECT_TRUE(features == sample.features());
    EXPECT_TRUE(reader.features_intact());
    EXPECT_EQ(reader.read_index(0, n), sample.index());
    EXPECT_EQ(reader.read_keys(0, n).back(), sample.key(n - 1));
    EXPECT_EQ(reader.read_side_integers(0, 0, n), sample.cost());
    return true;
  } catch (const InputError&) {
    return false;
  } catch (const IoError&) {
    return false;
  }
}

class Truncated : public BadStore, public testing::WithParamInterface<const char*> {};

TEST_P(Truncated, AtAnyByteIsAnErrorOrIntact) {
  const SampleStore sample(Dtype::float32, 300, 5);
  sample.write(path_, parse_compression(GetParam()));
  const std::string bytes = read_bytes(path_);
  ASSERT_TRUE(reads_back(path_, sample));
  const std::size_t step = bytes.size() / 500 + 1;
  int n_rejected = 0;
  int n_positions = 0;
  for (std::size_t size = 0; size < bytes.size(); size += size < 2048 || size + 2048 > bytes.size() ? 61 : step) {
    write_text(path_, std::string_view(bytes).substr(0, size));
    n_rejected += !reads_back(path_, sample);
    ++n_positions;
  }
  EXPECT_EQ(n_rejected, n_positions);
}

INSTANTIATE_TEST_SUITE_P(Compression, Truncated, testing::Values("none", "gzip", "zstd"));

TEST_F(BadStore, MessageOfATruncatedStoreSaysSo) {
  SampleStore(Dtype::float32, 300, 5).write(path_);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 100);
  EXPECT_TRUE(contains(input_error(), "the file is truncated or damaged")) << input_error();
}

}  // namespace
}  // namespace cartograf
