// Texts of stores in every form that other programs write them back in.
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstring>
#include <tuple>

#include "io/hdf5/store_reader.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::SampleStore;
using testing_support::TempFolder;
using Texts = std::vector<std::string>;

enum class Form { fixed,
                  fixed_with_blanks,
                  fixed_null_terminated,
                  variable,
                  characters };

hid_t type_of(Form form, std::size_t width, H5T_cset_t set) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, form == Form::variable ? H5T_VARIABLE : form == Form::characters ? 1
                                                                                     : width);
  H5Tset_cset(type, set);
  if (form == Form::fixed_with_blanks) H5Tset_strpad(type, H5T_STR_SPACEPAD);
  if (form == Form::fixed || form == Form::characters) H5Tset_strpad(type, H5T_STR_NULLPAD);
  return type;
}

/// Bytes as they stand in memory for H5Dwrite and H5Awrite.
std::string fixed_bytes(const Texts& texts, std::size_t width, Form form) {
  std::string bytes;
  for (const std::string& text : texts) bytes += text + std::string(width - text.size(), form == Form::fixed_with_blanks ? ' ' : '\0');
  return bytes;
}

class StoredTexts : public testing::TestWithParam<std::tuple<Form, H5T_cset_t>> {
 protected:
  static constexpr std::uint64_t kRows = 300;
  static constexpr std::size_t kWidth = 20;

  void SetUp() override {
    sample_.write(path_);
    file_ = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file_, 0);
  }

  Form form() const { return std::get<0>(GetParam()); }
  hid_t type() const { return type_of(form(), kWidth, std::get<1>(GetParam())); }

  /// Calls `write` with what to write in the form of this test.
  template <class Write>
  void with_bytes(const Texts& texts, Write write) const {
    if (form() != Form::variable) return write(static_cast<const void*>(fixed_bytes(texts, kWidth, form()).data()));
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    write(static_cast<const void*>(pointers.data()));
  }

  void replace_dataset(const char* name, const Texts& texts) const {
    ASSERT_GE(H5Ldelete(file_, name, H5P_DEFAULT), 0);
    const hsize_t extent[2] = {texts.size(), kWidth};
    const hid_t space = H5Screate_simple(form() == Form::characters ? 2 : 1, extent, nullptr);
    const hid_t text = type();
    const hid_t dataset = H5Dcreate2(file_, name, text, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    with_bytes(texts, [&](const void* bytes) { EXPECT_GE(H5Dwrite(dataset, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes), 0); });
    H5Dclose(dataset);
    H5Tclose(text);
    H5Sclose(space);
  }

  void replace_attribute(const char* object, const char* name, const Texts& texts, bool scalar) const {
    const hid_t owner = H5Oopen(file_, object, H5P_DEFAULT);
    ASSERT_GE(H5Adelete(owner, name), 0);
    const hsize_t extent = texts.size();
    const hid_t space = scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &extent, nullptr);
    const hid_t text = type();
    const hid_t attribute = H5Acreate2(owner, name, text, space, H5P_DEFAULT, H5P_DEFAULT);
    with_bytes(texts, [&](const void* bytes) { EXPECT_GE(H5Awrite(attribute, text, bytes), 0); });
    H5Aclose(attribute);
    H5Tclose(text);
    H5Sclose(space);
    H5Oclose(owner);
  }

  Texts keys() const {
    Texts keys;
    for (std::uint64_t row = 0; row < kRows; ++row) keys.push_back(sample_.key(row));
    return keys;
  }

  SampleStore sample_{Dtype::float32, kRows, 3};
  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "s.h5";
  hid_t file_ = -1;
};

TEST_P(StoredTexts, OfDatasetsAreRead) {
  replace_dataset("key", keys());
  replace_dataset("feature_names", {"column_0", "column_1", "column_2"});
  replace_dataset("operation_names", {"skip", "conv", "pool"});
  ASSERT_GE(H5Fclose(file_), 0);
  const StoreReader store(path_);
  EXPECT_EQ(store.schema().features.columns, sample_.schema().features.columns);
  EXPECT_EQ(store.schema().adjacency->operations, (Texts{"skip", "conv", "pool"}));
  EXPECT_EQ(store.read_keys(0, kRows), keys());
  EXPECT_EQ(store.read_keys(297, 3), (Texts{"k297", "k298", "k299"}));
  EXPECT_GE(store.schema().key_width, 4u);  // room for the longest, k299
}

TEST_P(StoredTexts, OfAttributesAreRead) {
  if (form() == Form::characters) GTEST_SKIP() << "attributes are no arrays of characters";
  replace_attribute("/", "space", {"sample"}, true);
  replace_attribute("/", "families", {"first,second"}, false);
  Texts edges;
  for (int edge = 0; edge < 10; ++edge) edges.push_back("e" + std::to_string(edge));
  replace_attribute("adjacency", "edges", edges, false);
  ASSERT_GE(H5Fclose(file_), 0);
  const StoreReader store(path_);
  EXPECT_EQ(store.schema().features.space, "sample");
  EXPECT_EQ(store.schema().features.families, (Texts{"first", "second"}));
  EXPECT_EQ(store.schema().adjacency->edges, edges);
}

INSTANTIATE_TEST_SUITE_P(Forms, StoredTexts,
                         testing::Combine(testing::Values(Form::fixed, Form::fixed_with_blanks, Form::fixed_null_terminated, Form::variable, Form::characters),
                                          testing::Values(H5T_CSET_ASCII, H5T_CSET_UTF8)));

class OtherTexts : public testing::Test {
 protected:
  std::string error_with(const char* attribute, hid_t space, const char* texts) const {
    SampleStore(Dtype::int8, 5, 3).write(path_);
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    EXPECT_GE(H5Adelete(file, attribute), 0);
    const hid_t type = type_of(Form::fixed, 6, H5T_CSET_UTF8);
    const hid_t written = H5Acreate2(file, attribute, type, space, H5P_DEFAULT, H5P_DEFAULT);
    EXPECT_GE(H5Awrite(written, type, texts), 0);
    H5Aclose(written);
    H5Tclose(type);
    H5Sclose(space);
    H5Fclose(file);
    return message_of<InputError>([&] { StoreReader store(path_); });
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "s.h5";
};

TEST_F(OtherTexts, TwoForOneAreRefused) {
  const hsize_t two = 2;
  EXPECT_EQ(error_with("space", H5Screate_simple(1, &two, nullptr),
                       "sample"
                       "sample"),
            path_.string() + ": attribute 'space': expected one text, found 2");
}

TEST_F(OtherTexts, BytesThatAreNoUtf8AreRefused) {
  EXPECT_TRUE(contains(error_with("space", H5Screate(H5S_SCALAR), "a\xff\xff\0\0\0"), "attribute 'space'"));
}

/// As version 2 of the format has them.
TEST_F(OtherTexts, AreWrittenForNetcdf) {
  SampleStore(Dtype::int8, 5, 3).write(path_);
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  for (const char* name : {"feature_names", "operation_names"}) {
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t type = H5Dget_type(dataset);
    EXPECT_GT(H5Tis_variable_str(type), 0) << name;
    EXPECT_EQ(H5Tget_cset(type), H5T_CSET_UTF8) << name;
    H5Tclose(type);
    H5Dclose(dataset);
  }
  const hid_t key = H5Dopen2(file, "key", H5P_DEFAULT);
  const hid_t type = H5Dget_type(key);
  const hid_t space = H5Dget_space(key);
  hsize_t extent[2] = {};
  EXPECT_EQ(H5Sget_simple_extent_dims(space, extent, nullptr), 2);
  EXPECT_EQ(extent[0], 5u);
  EXPECT_EQ(extent[1], 9u);
  EXPECT_EQ(H5Tget_class(type), H5T_STRING);
  EXPECT_EQ(H5Tget_size(type), 1u);
  EXPECT_GT(H5Aexists(key, "_Encoding"), 0);
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(key);
  const hid_t characters = H5Dopen2(file, "key_characters", H5P_DEFAULT);
  EXPECT_EQ(H5Dget_storage_size(characters), 0u);
  H5Dclose(characters);
  H5Fclose(file);
}

}  // namespace
}  // namespace cartograf
