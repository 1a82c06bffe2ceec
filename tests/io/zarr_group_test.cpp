// What is written as Zarr v3, read by an oracle of the specification (tests/support/zarr_array.hpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "io/zarr/group_writer.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/zarr_array.hpp"

namespace cartograf::zarr {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing_support::contains;
using testing_support::json_file;
using testing_support::message_of;
using testing_support::TempFolder;
using testing_support::write_text;
using testing_support::ZarrArray;
using Names = std::vector<std::string>;

constexpr const char* kFormat = "of-a-test";

/// Numbers that gzip packs and that differ from row to row.
std::vector<float> floats(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(i % 977) / 8;
  return values;
}

void write_group(const fs::path& path, bool overwrite = false, float first = 1) {
  GroupWriter group(path, overwrite, kFormat, {});
  group.add({"x", Type::float32, 1, 1, {"row"}}).append(&first, 1);
  group.finish({});
}

class ZarrGroup : public testing::TestWithParam<Packing> {
 protected:
  GroupWriter group(const std::string& name = "g.zarr") { return {folder_ / name, false, kFormat, GetParam()}; }

  TempFolder folder_;
};

// 300 columns of float32: 873 rows in 1 MiB, so chunks of 512, and an edge chunk of 1,300 - 1,024 = 276 rows.
TEST_P(ZarrGroup, HoldsAMatrixInChunksOfWholeRows) {
  constexpr std::size_t rows = 1300, columns = 300;
  const std::vector<float> values = floats(rows * columns);
  for (const std::size_t at_once : {1, 7, 511, 512, 513, 1300}) {
    const std::string name = std::to_string(at_once) + ".zarr";
    GroupWriter writer = group(name);
    ArrayWriter& array = writer.add({"m", Type::float32, rows, columns, {"row", "column"}});
    for (std::size_t row = 0; row < rows; row += at_once) array.append(&values[row * columns], std::min(at_once, rows - row));
    writer.finish({});
    const ZarrArray read = ZarrArray::read(folder_ / name, "m");
    EXPECT_EQ(read.metadata["shape"], (json{rows, columns}));
    EXPECT_EQ(read.metadata["chunk_grid"], (json{{"name", "regular"}, {"configuration", {{"chunk_shape", {512, columns}}}}}));
    EXPECT_EQ(read.metadata["dimension_names"], (json{"row", "column"}));
    EXPECT_EQ(read.metadata["fill_value"], 0.0);
    EXPECT_EQ(read.n_chunks, 3u);
    EXPECT_TRUE(read.values<float>() == values) << at_once;
    EXPECT_EQ(read.padding, std::string((3 * 512 - rows) * columns * sizeof(float), '\0'));
    EXPECT_EQ(read.metadata["codecs"].size(), GetParam().compression ? 2u : 1u);
  }
}

TEST_P(ZarrGroup, HoldsTextsOfAnyLength) {
  constexpr std::size_t rows = 40000;
  std::vector<std::string> texts(rows);
  for (std::size_t i = 0; i < rows; ++i) texts[i] = i % 3 == 0 ? "" : "(\u00e9, " + std::to_string(i) + ")";
  GroupWriter writer = group();
  ArrayWriter& array = writer.add({"t", Type::text, rows, 1, {"row"}, 60});  // 16,384 rows of 64 bytes
  array.append(Names(texts.begin(), texts.begin() + 100));
  array.append(Names(texts.begin() + 100, texts.end()));
  writer.finish({});
  ZarrArray read = ZarrArray::read(folder_ / "g.zarr", "t");
  EXPECT_EQ(read.metadata["shape"], json{rows});
  EXPECT_EQ(read.metadata["fill_value"], "");
  EXPECT_EQ(read.n_chunks, 3u);
  ASSERT_EQ(read.texts.size(), 3u * 16384);
  const Names behind(read.texts.begin() + rows, read.texts.end());
  EXPECT_EQ(behind, Names(behind.size()));
  read.texts.resize(rows);
  EXPECT_TRUE(read.texts == texts);
}

std::string name_of(const testing::TestParamInfo<Packing>& run) {
  std::string name = to_string(run.param.compression) + "_threads_" + std::to_string(run.param.threads);
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
}

constexpr Packing kPackings[] = {{{}, 1}, {{CompressionMethod::gzip, 6}, 1}, {{CompressionMethod::gzip, 1}, 3}, {{CompressionMethod::gzip, 9}, 2}, {{CompressionMethod::zstd, 3}, 2}};
INSTANTIATE_TEST_SUITE_P(Zarr, ZarrGroup, testing::ValuesIn(kPackings), name_of);

TEST(ZarrGroups, HaveAllTypes) {
  const TempFolder folder;
  const std::map<Type, std::string> names = {{Type::int8, "int8"}, {Type::int32, "int32"}, {Type::int64, "int64"}, {Type::uint8, "uint8"}, {Type::uint16, "uint16"}, {Type::uint32, "uint32"}, {Type::uint64, "uint64"}, {Type::float32, "float32"}, {Type::float64, "float64"}};
  std::string bytes(80, '\0');
  std::iota(bytes.begin(), bytes.end(), char{1});
  GroupWriter writer(folder / "g.zarr", false, kFormat, {});
  for (const auto& [type, name] : names) writer.add({"types/" + name, type, 10, 1, {"row"}}).append(bytes.data(), 10);
  writer.finish({});
  for (const auto& [type, name] : names) {
    const ZarrArray read = ZarrArray::read(folder / "g.zarr", "types/" + name);
    EXPECT_EQ(read.metadata["data_type"], name);
    EXPECT_EQ(read.bytes, bytes.substr(0, 10 * size_of(type)));
  }
}

// Everything that a reader asks for stands in the first file.
TEST(ZarrGroups, HaveConsolidatedMetadata) {
  const TempFolder folder;
  {
    GroupWriter writer(folder / "g.zarr", false, kFormat, {});
    const float one = 1;
    writer.add({"x", Type::float32, 1, 1, {"row"}}).append(&one, 1);
    ArrayLayout layout{"in/y", Type::float32, 1, 1, {"row"}};
    layout.attributes["unit"] = "ms";
    writer.add(std::move(layout)).append(&one, 1);
    writer.finish({{"seed", 7}});
  }
  const json root = json_file(folder / "g.zarr/zarr.json"), inner = json_file(folder / "g.zarr/in/zarr.json");
  EXPECT_EQ(root["node_type"], "group");
  EXPECT_EQ(root["attributes"], (json{{"format", kFormat}, {"seed", 7}}));
  EXPECT_EQ(root["consolidated_metadata"]["kind"], "inline");
  EXPECT_EQ(root["consolidated_metadata"]["must_understand"], false);
  const json all = root["consolidated_metadata"]["metadata"];
  EXPECT_EQ(all.size(), 3u);
  EXPECT_EQ(all["x"], json_file(folder / "g.zarr/x/zarr.json"));
  EXPECT_EQ(all["in/y"], json_file(folder / "g.zarr/in/y/zarr.json"));
  EXPECT_EQ(all["in/y"]["attributes"]["unit"], "ms");
  EXPECT_EQ(all["in"]["node_type"], "group");
  EXPECT_EQ(inner["consolidated_metadata"]["metadata"], (json{{"y", all["in/y"]}}));
}

TEST(ZarrGroups, TakeNoNamesThatZarrDoesNot) {
  const TempFolder folder;
  GroupWriter writer(folder / "g.zarr", false, kFormat, {});
  for (const std::string name : {"targets/", "targets/..", "targets/.", "__x", "targets/__x", "zarr.json", "targets/zarr.json", "", "a//b", "a\xff"}) {
    EXPECT_THROW(writer.add({name, Type::int8, 1, 1, {"row"}}), InputError) << name;
  }
  EXPECT_TRUE(contains(message_of<InputError>([&] { writer.add({std::string(300, 'n'), Type::int8, 1, 1, {"row"}}); }), "takes no name as long"));
  for (const std::string name : {"c", "c.0", "a b", "(1, 2)", "a>b", "_x", "...x", "\u00e9"}) writer.add({name, Type::int8, 1, 1, {"row"}}).append("x", 1);
  writer.finish({});
  EXPECT_EQ(ZarrArray::read(folder / "g.zarr", "(1, 2)").bytes, "x");
}

TEST(ZarrGroups, ReplaceThoseOfTheirFormat) {
  const TempFolder folder;
  write_group(folder / "g.zarr", false, 1);
  EXPECT_THROW(write_group(folder / "g.zarr", false, 2), InputError);
  EXPECT_EQ(ZarrArray::read(folder / "g.zarr", "x").values<float>(), std::vector<float>{1});
  // What xarray adds to one: an array whose chunks are in folders.
  fs::create_directories(folder / "g.zarr/added/c/0");
  write_text(folder / "g.zarr/added/zarr.json", "{}");
  write_text(folder / "g.zarr/added/c/0/17", "chunk");
  write_group(folder / "g.zarr", true, 2);
  EXPECT_EQ(ZarrArray::read(folder / "g.zarr", "x").values<float>(), std::vector<float>{2});
  EXPECT_EQ(folder.names(), Names{"g.zarr"});
  EXPECT_FALSE(fs::exists(folder / "g.zarr/added"));
}

TEST(ZarrGroups, ReplaceNoFolderWithSomethingElseInIt) {
  const TempFolder folder;
  write_group(folder / "g.zarr");
  const auto refused = [&](const std::string& found) {
    const std::string message = message_of<InputError>([&] { write_group(folder / "g.zarr", true, 2); });
    EXPECT_TRUE(contains(message, "g.zarr: --overwrite replaces no folder but a Zarr group that cartograf wrote; " + found)) << message;
    EXPECT_EQ(folder.names(), Names{"g.zarr"});
  };
  for (const std::string name : {"notes.txt", "x/notes.txt", "x/c.0.txt", "17", "x/17", "c/a"}) {
    fs::create_directories((folder / "g.zarr" / name).parent_path());
    write_text(folder / "g.zarr" / name, "precious");
    refused("found one with something else in it: move '" + name + "' away, or choose another name");
    fs::remove(folder / "g.zarr" / name);
  }
  fs::remove(folder / "g.zarr/c");
  fs::create_directory(folder / "g.zarr/pictures");
  refused("found one with something else in it: move 'pictures' away");
  fs::remove(folder / "g.zarr/pictures");
  fs::create_symlink("/etc", folder / "g.zarr/etc");
  refused("found one with something else in it: move 'etc' away");
  fs::remove(folder / "g.zarr/etc");
  for (const char* metadata : {"", "[]", "{", R"({"zarr_format":3,"node_type":"group"})", R"({"zarr_format":3,"node_type":"group","attributes":{"format":"another"}})",
                               R"({"zarr_format":2,"node_type":"group","attributes":{"format":"of-a-test"}})", R"({"zarr_format":3,"node_type":"array","attributes":{"format":"of-a-test"}})",
                               R"({"zarr_format":3,"node_type":"group","attributes":["format"]})"}) {
    write_text(folder / "g.zarr/zarr.json", metadata);
    refused("found another folder: remove it, or choose another name");
  }
  fs::remove(folder / "g.zarr/zarr.json");
  refused("found another folder");
  EXPECT_TRUE(fs::exists(folder / "g.zarr/x/c.0"));
}

TEST(ZarrGroups, ThatAreNotFinishedLeaveNothing) {
  const TempFolder folder;
  {
    GroupWriter writer(folder / "g.zarr", false, kFormat, {});
    const float one = 1;
    writer.add({"in/x", Type::float32, 2, 1, {"row"}}).append(&one, 1);
  }
  EXPECT_EQ(folder.names(), Names{});
}

}  // namespace
}  // namespace cartograf::zarr
