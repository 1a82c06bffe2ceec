// Stores that lie: what no checksum covered changed results without a word.
#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

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

// As another program may have written it anew: without a checksum.
TEST_F(LyingStore, ArchitecturesOutsideTheSpaceAreRefused) {
  for (const std::int64_t index : {std::int64_t{15625}, std::int64_t{1} << 62}) {
    change_value("index", 7, index);
    change([](hid_t file) {
      const hid_t dataset = H5Dopen2(file, "index", H5P_DEFAULT);
      if (H5Aexists(dataset, "digest") > 0) H5Adelete(dataset, "digest");
      H5Dclose(dataset);
    });
    const std::string message = "s.h5: /index: row 7: expected a number below 15,625, as many architectures nasbench201 has, found " + std::to_string(index) + "\n";
    fails(2, {"export", "s.h5", "--add-index", "nats", "-o", "e.csv"}, {message});
    fails(2, {"train", "s.h5", "--target", "params", "--model", "ridge", "--train-size", "100", "-o", "m.h5"}, {message});
    write("t.csv", target_table(300));
    fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "ridge", "-o", "m.h5"}, {message});
  }
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

/// A dataset of one value in `extent`.
void add_dataset(hid_t file, const char* path, hid_t type, const std::vector<hsize_t>& extent) {
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), space = H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
  H5Pset_create_intermediate_group(links, 1);
  const hid_t dataset = H5Dcreate2(file, path, type, space, links, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(dataset, 0);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(links);
}

hid_t texts_of_eight_bytes() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, 8);
  return type;
}

// /targets is where a user may put things, and what a user puts there need not be numbers.
TEST_F(LyingStore, WhatOthersPutIntoTargetsIsLeftOutAndNamed) {
  const std::string expected = output_of({"export", "s.h5", "-o", "-"});
  change([](hid_t file) {
    add_dataset(file, "targets/acc", H5T_IEEE_F64LE, {300});
    add_dataset(file, "targets/matrix", H5T_IEEE_F64LE, {300, 2});
    add_dataset(file, "targets/notes", texts_of_eight_bytes(), {300});
    add_dataset(file, "targets/runs/first", H5T_IEEE_F64LE, {300});
    H5Lcreate_external("other.h5", "/acc", file, "targets/elsewhere", H5P_DEFAULT, H5P_DEFAULT);
  });
  const Result result = cartograf({"export", "s.h5", "-o", "-"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, ",acc\n"));
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), std::count(expected.begin(), expected.end(), '\n'));
  for (const char* note : {"note: s.h5: /targets/matrix: expected 1 dimension, found 2; it is left out", "/targets/notes: expected numbers, found texts; it is left out",
                           "expected a dataset /targets/runs, found a group or a type; it is left out", "/targets/elsewhere: expected values in this file, found a reference to another file; it is left out"}) {
    EXPECT_TRUE(contains(result.err, note)) << note << "\n is not in\n"
                                            << result.err;
  }
  for (const Arguments& command : {Arguments{"inspect", "s.h5"}, Arguments{"stats", "s.h5"}, Arguments{"train", "s.h5", "--target", "acc", "--model", "ridge", "--train-size", "10", "-o", "m.h5"}}) {
    const Result other = cartograf(command);
    EXPECT_TRUE(contains(other.err, "/targets/notes: expected numbers, found texts; it is left out")) << other.err;
    EXPECT_FALSE(contains(other.err, "damaged")) << other.err;
  }
  change([](hid_t file) { add_dataset(file, "targets/short", H5T_IEEE_F64LE, {299}); });
  fails(2, {"stats", "s.h5"}, {"s.h5: /targets/short: expected 300 rows as in /index, found 299"});
}

TEST_F(LyingStore, WhatOthersPutIntoOurGroupsIsAnErrorThatNamesIt) {
  for (const std::string group : {"wide", "predictions"}) {
    make_store("s.h5", {"--range", "0:300", "--overwrite"});
    change([&](hid_t file) { add_dataset(file, (group + "/notes").c_str(), texts_of_eight_bytes(), {300}); });
    fails(2, {"inspect", "s.h5"}, {"s.h5: /" + group + "/notes: expected numbers, found texts"});
    make_store("s.h5", {"--range", "0:300", "--overwrite"});
    change([&](hid_t file) { add_dataset(file, (group + "/matrix").c_str(), H5T_IEEE_F64LE, {300, 2}); });
    fails(2, {"inspect", "s.h5"}, {"s.h5: /" + group + "/matrix: expected 1 dimension, found 2"});
    make_store("s.h5", {"--range", "0:300", "--overwrite"});
    change([&](hid_t file) { add_dataset(file, (group + "/more/acc").c_str(), H5T_IEEE_F64LE, {300}); });
    fails(2, {"inspect", "s.h5"}, {"s.h5: expected a dataset /" + group + "/more, found a group"});
  }
}

TEST_F(LyingStore, ChecksumsAreOfADatasetOfThatName) {
  make_store("s.h5", {"--range", "0:300", "--families", "op_count,cost", "--overwrite"});
  change([](hid_t file) {
    ASSERT_GE(H5Lmove(file, "wide/params", file, "wide/x", H5P_DEFAULT, H5P_DEFAULT), 0);
    ASSERT_GE(H5Lmove(file, "wide/flops", file, "wide/params", H5P_DEFAULT, H5P_DEFAULT), 0);
    ASSERT_GE(H5Lmove(file, "wide/x", file, "wide/flops", H5P_DEFAULT, H5P_DEFAULT), 0);
  });
  is_refused(" is damaged, or was renamed: its checksum is that of /wide/");
}

// Stores of older versions say no name.
TEST_F(LyingStore, ChecksumsWithoutANameAreCompared) {
  make_store("s.h5", {"--range", "0:300", "--families", "op_count,cost", "--overwrite"});
  const std::string expected = output_of({"export", "s.h5", "-o", "-"});
  const auto take_name_off = [](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "wide/params", H5P_DEFAULT), old = H5Aopen(dataset, "digest", H5P_DEFAULT), type = H5Aget_type(old), space = H5Aget_space(old);
    std::string text(H5Tget_size(type), '\0');
    ASSERT_GE(H5Aread(old, type, text.data()), 0);
    H5Aclose(old);
    H5Adelete(dataset, "digest");
    const std::size_t end = text.rfind(' ');
    EXPECT_EQ(text.substr(end + 1), "wide/params");
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), '\0');
    const hid_t shorter = H5Acreate2(dataset, "digest", type, space, H5P_DEFAULT, H5P_DEFAULT);
    ASSERT_GE(H5Awrite(shorter, type, text.data()), 0);
    H5Aclose(shorter);
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(dataset);
  };
  change(take_name_off);
  EXPECT_EQ(output_of({"export", "s.h5", "-o", "-"}), expected);
  change_value("wide/params", 7, 1);
  is_refused("/wide/params is damaged, or was changed: its checksum is wrong");
}

/// Writes values in another type into a dataset that has only its rows, as a header that lies would have it.
void in_another_type(hid_t file, const char* path, hid_t type, const std::vector<std::int64_t>& values, const std::vector<hsize_t>& extent) {
  ASSERT_GE(H5Ldelete(file, path, H5P_DEFAULT), 0);
  add_dataset(file, path, type, extent);
  const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT);
  ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  H5Dclose(dataset);
}

// HDF5 would take the nearest that fits, without a word.
TEST_F(LyingStore, NumbersThatDoNotFitAreRefused) {
  std::vector<std::int64_t> values(300);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int64_t>(i);
  const std::string expected = output_of({"export", "s.h5", "--add-index", "cartograf", "-o", "-"});
  change([&](hid_t file) { in_another_type(file, "index", H5T_STD_I64BE, values, {300}); });
  EXPECT_EQ(output_of({"export", "s.h5", "--add-index", "cartograf", "-o", "-"}), expected);
  values[7] = -1;
  change([&](hid_t file) { in_another_type(file, "index", H5T_STD_I64LE, values, {300}); });
  fails(2, {"export", "s.h5", "--add-index", "cartograf", "-o", "e.csv"}, {"s.h5: /index: expected whole numbers that fit an unsigned integer of 64 bits, found another number"});
}

TEST_F(LyingStore, FeaturesOfTheOtherSignAreReadRightOrRefused) {
  make_store("s.h5", {"--range", "0:300", "--families", "op_count", "--dtype", "int8", "--overwrite"});
  const std::string expected = output_of({"export", "s.h5", "-o", "-"});
  std::vector<std::int64_t> values;
  hsize_t extent[2] = {};
  change([&](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "features", H5P_DEFAULT), space = H5Dget_space(dataset);
    H5Sget_simple_extent_dims(space, extent, nullptr);
    values.resize(extent[0] * extent[1]);
    ASSERT_GE(H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Sclose(space);
    H5Dclose(dataset);
    in_another_type(file, "features", H5T_STD_U8LE, values, {extent[0], extent[1]});
  });
  EXPECT_EQ(output_of({"export", "s.h5", "-o", "-"}), expected);
  values[11] = 200;
  change([&](hid_t file) { in_another_type(file, "features", H5T_STD_U8LE, values, {extent[0], extent[1]}); });
  fails(2, {"export", "s.h5", "-o", "e.csv"}, {"s.h5: /features: expected whole numbers that fit a signed integer of 8 bits, found another number"});
}

TEST_F(LyingStore, DivisorsOfRowsThatDoNotFitAreRefused) {
  succeeds({"features", "nasbench101", "--range", "0:200", "--dtype", "int8", "-o", "s.h5", "--overwrite"});
  std::vector<std::int64_t> values(200, 7);
  values[3] = 256 + 7;
  change([&](hid_t file) { in_another_type(file, "row_divisor", H5T_STD_I64LE, values, {200}); });
  fails(2, {"export", "s.h5", "-o", "e.csv"}, {"s.h5: /row_divisor: expected whole numbers that fit an unsigned integer of 8 bits, found another number"});
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

/// Adds 300 numbers in one chunk with the filter deflate, whose bytes in the file are `stored`.
void add_targets(hid_t file, const std::string& stored, std::uint32_t skipped_filters) {
  const hsize_t rows = 300, begin = 0;
  const hid_t group = H5Gcreate2(file, "targets", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), space = H5Screate_simple(1, &rows, nullptr), creation = H5Pcreate(H5P_DATASET_CREATE);
  ASSERT_GE(H5Pset_chunk(creation, 1, &rows), 0);
  ASSERT_GE(H5Pset_deflate(creation, 6), 0);
  const hid_t dataset = H5Dcreate2(group, "acc", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, skipped_filters, &begin, stored.size(), stored.data()), 0);
  H5Dclose(dataset);
  H5Pclose(creation);
  H5Sclose(space);
  H5Gclose(group);
}

// HDF5 takes what lies behind them in memory for the rest of the chunk.
TEST_F(LyingStore, ChunksThatUnpackToFewerBytesAreRefused) {
  const std::string sixteen_zeros("\x78\x9c\x63\x60\x40\x05\x00\x00\x10\x00\x01", 11);  // in deflate
  const std::string expected = "s.h5: /targets/acc is damaged: the chunk of row 0: expected 2400 bytes, packed, found others";
  for (const auto& [stored, skipped] : {std::pair(sixteen_zeros, 0U), std::pair(std::string(16, 'A'), 1U)}) {
    make_store("s.h5", {"--range", "0:300", "--overwrite"});
    change([&](hid_t file) { add_targets(file, stored, skipped); });
    fails(2, {"export", "s.h5", "-o", "e.csv"}, {expected});
  }
  make_store("s.h5", {"--range", "0:300", "--overwrite"});
  change([&](hid_t file) { add_targets(file, std::string(2400, '\0'), 1); });
  succeeds({"export", "s.h5", "-o", "e.csv"});
}

TEST_F(LyingStore, FiltersThatGiveAnyNumberOfBytesAreRefused) {
  change([](hid_t file) {
    const hsize_t rows = 300;
    const hid_t group = H5Gcreate2(file, "targets", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), space = H5Screate_simple(1, &rows, nullptr), creation = H5Pcreate(H5P_DATASET_CREATE);
    ASSERT_GE(H5Pset_chunk(creation, 1, &rows), 0);
    ASSERT_GE(H5Pset_scaleoffset(creation, H5Z_SO_INT, 0), 0);
    const hid_t dataset = H5Dcreate2(group, "acc", H5T_STD_I32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    const std::vector<int> values(rows, 7);
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(dataset);
    H5Pclose(creation);
    H5Sclose(space);
    H5Gclose(group);
  });
  fails(2, {"export", "s.h5", "-o", "e.csv"}, {"s.h5: /targets/acc: expected the filters shuffle, fletcher32 and one of deflate and Zstandard, found others; if you trust the file, set CARTOGRAF_HDF5_PLUGINS=1"});
  const Result trusted = shell("CARTOGRAF_HDF5_PLUGINS=1 $C export s.h5 -o e.csv");
  EXPECT_EQ(trusted.exit_code, 0) << trusted.err;
}

TEST_F(LyingStore, RowsThatFitNowhereAreRefused) {
  make_store("s.h5", {"--range", "0:3", "--overwrite"});
  change([](hid_t file) {
    ASSERT_GE(H5Ldelete(file, "key", H5P_DEFAULT), 0);
    const hsize_t extent[2] = {3, 17'000'000}, chunk[2] = {1, 17'000'000};
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(2, extent, nullptr), creation = H5Pcreate(H5P_DATASET_CREATE);
    ASSERT_GE(H5Pset_chunk(creation, 2, chunk), 0);
    ASSERT_GE(H5Pset_deflate(creation, 6), 0);
    H5Dclose(H5Dcreate2(file, "key", type, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Pclose(creation);
    H5Sclose(space);
    H5Tclose(type);
  });
  fails(2, {"verify", "s.h5"}, {"s.h5: /key: expected rows of at most 16.8 MB, found one of 17.0 MB"});
}

TEST_F(LyingStore, NamesMakeNoLinesOfAResult) {
  change([](hid_t file) {
    const hsize_t rows = 300;
    const hid_t group = H5Gcreate2(file, "targets", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), space = H5Screate_simple(1, &rows, nullptr);
    H5Dclose(H5Dcreate2(group, "x\n  content     sha256:00\xff", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
    H5Gclose(group);
  });
  const Result result = cartograf({"verify", "s.h5"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.out, "\n  without one /targets/x\\n  content     sha256:00\\xff\n")) << result.out;
  for (const char* command : {"verify", "inspect"}) {
    const Result json = cartograf({command, "s.h5", "--json"});
    ASSERT_EQ(json.exit_code, 0) << json.err;
    EXPECT_TRUE(contains(json.out, "sha256:00\xEF\xBF\xBD")) << json.out;
  }
}

}  // namespace
}  // namespace testing_cli
