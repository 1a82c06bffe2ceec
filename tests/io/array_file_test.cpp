#include "io/hdf5/array_file.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using testing_support::write_text;

constexpr const char* kFormat = "test arrays";

ArrayFile sample() {
  return {kFormat,
          R"({"name": "Äpfel"})",
          {{"weights", {2, 3}, std::vector<double>{1, -2.5, 1e-300, 0, std::numeric_limits<double>::infinity(), 6}},
           {"bytes", {3}, std::vector<std::uint8_t>{0, 255, 7}},
           {"counts", {2, 1}, std::vector<std::int64_t>{-1, std::numeric_limits<std::int64_t>::max()}},
           {"none", {0}, std::vector<double>{}}}};
}

/// As h5py writes a text that it is given.
TEST(ArrayFile, ReadsTextsOfVariableLength) {
  const TempFolder folder;
  write_array_file(folder / "a.h5", false, sample());
  const hid_t file = H5Fopen((folder / "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  for (const auto& [name, text] : {std::pair<const char*, std::string>{"format", kFormat}, {"description", sample().description}}) {
    ASSERT_GE(H5Adelete(file, name), 0);
    const hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    const char* const pointer = text.c_str();
    ASSERT_GE(H5Awrite(attribute, type, static_cast<const void*>(&pointer)), 0);
    H5Aclose(attribute);
  }
  H5Tclose(type);
  H5Sclose(space);
  ASSERT_GE(H5Fclose(file), 0);
  EXPECT_EQ(read_array_file(folder / "a.h5", kFormat).description, sample().description);
}

TEST(ArrayFile, GivesBackWhatWasWritten) {
  const TempFolder folder;
  const ArrayFile written = sample();
  write_array_file(folder / "a.h5", false, written);
  const ArrayFile read = read_array_file(folder / "a.h5", kFormat);
  EXPECT_EQ(read.description, written.description);
  ASSERT_EQ(read.arrays.size(), written.arrays.size());
  for (const NamedArray& array : written.arrays) {
    EXPECT_NE(std::find(read.arrays.begin(), read.arrays.end(), array), read.arrays.end()) << array.name;
  }
  EXPECT_EQ(doubles_of(read.arrays, "weights", "a.h5")[1], -2.5);
  EXPECT_EQ(bytes_of(read.arrays, "bytes", "a.h5")[1], 255);
  EXPECT_EQ(integers_of(read.arrays, "counts", "a.h5")[0], -1);
}

TEST(ArrayFile, HasEqualBytesForEqualContent) {
  const TempFolder folder;
  write_array_file(folder / "a.h5", false, sample());
  write_array_file(folder / "b.h5", false, sample());
  EXPECT_TRUE(read_bytes(folder / "a.h5") == read_bytes(folder / "b.h5"));
}

TEST(ArrayFile, NamesWhatIsMissing) {
  const std::vector<NamedArray> arrays = sample().arrays;
  EXPECT_EQ(message_of<InputError>([&] { doubles_of(arrays, "bias", "m.h5"); }), "m.h5: expected an array /bias of float64, found none");
  EXPECT_EQ(message_of<InputError>([&] { integers_of(arrays, "weights", "m.h5"); }),
            "m.h5: expected an array /weights of int64, found none");
}

TEST(ArrayFile, RefusesOtherFiles) {
  const TempFolder folder;
  write_text(folder / "text.h5", "no HDF5");
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_array_file(folder / "text.h5", kFormat); }), "found another kind of file"));
  write_array_file(folder / "a.h5", false, sample());
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_array_file(folder / "a.h5", "other"); }),
                       "expected a file of format 'other', found a file of format 'test arrays'"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_array_file(folder / "none.h5", kFormat); }), "no such file"));
  EXPECT_THROW(write_array_file(folder / "a.h5", false, sample()), InputError);
}

TEST(ArrayFile, RefusesAChangedByteOfAnArray) {
  const TempFolder folder;
  write_array_file(folder / "a.h5", false, sample());
  std::string bytes = read_bytes(folder / "a.h5");
  const double value = -2.5;
  const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(&value), sizeof value));
  ASSERT_NE(at, std::string::npos);
  bytes[at + 1] = 1;
  write_text(folder / "b.h5", bytes);
  EXPECT_TRUE(contains(message_of<InputError>([&] { read_array_file(folder / "b.h5", kFormat); }), "its checksum is wrong"));
}

TEST(ArrayFile, IsToldFromOtherFilesByItsFirstBytes) {
  const TempFolder folder;
  write_array_file(folder / "a.h5", false, sample());
  write_text(folder / "text", "no HDF5, but longer than eight bytes");
  EXPECT_TRUE(is_hdf5_file(folder / "a.h5"));
  EXPECT_FALSE(is_hdf5_file(folder / "text"));
  EXPECT_FALSE(is_hdf5_file(folder / "none"));
  EXPECT_FALSE(is_hdf5_file(folder.path()));
}

}  // namespace
}  // namespace cartograf
