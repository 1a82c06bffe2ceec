#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Export : public Cli {
 protected:
  std::string exported(const std::string& store, const Arguments& more = {}) const {
    Arguments arguments = {"export", store, "-o", "x.csv", "--overwrite"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    succeeds(arguments);
    return bytes("x.csv");
  }
};

TEST_F(Export, WritesQuotedKeysAndIntegersWithoutAPoint) {
  make_store("s.h5", {"--families", "op_count", "--range", "1:4"});
  EXPECT_EQ(exported("s.h5"),
            "net,op_count_0,op_count_1,op_count_2,op_count_3,op_count_4\n"
            "\"(0, 0, 0, 0, 0, 1)\",5,1,0,0,0\n"
            "\"(0, 0, 0, 0, 0, 2)\",5,0,1,0,0\n"
            "\"(0, 0, 0, 0, 0, 3)\",5,0,0,1,0\n");
}

TEST_F(Export, WritesAveragesInTheShortestDigits) {
  make_store("s.h5", {"--families", "node_degree", "--range", "0:1"});
  // All six edges carry operation 0: three leave node 1, three enter node 4, 6/4 on average.
  EXPECT_EQ(exported("s.h5", {"--columns", "node_degree_(skip_connect)*"}),
            "net,node_degree_(skip_connect)_in_degree,node_degree_(skip_connect)_out_degree,node_degree_(skip_connect)_avg_in,"
            "node_degree_(skip_connect)_avg_out\n\"(0, 0, 0, 0, 0, 0)\",3,3,1.5,1.5\n");
}

TEST_F(Export, QuotesColumnsThatHoldCommas) {
  make_store("s.h5", {"--families", "min_path_len", "--range", "0:1"});
  EXPECT_TRUE(contains(exported("s.h5"), ",\"min_path_len_(skip_connect,none)\","));
}

TEST_F(Export, GivesTheSameTextForEveryDtypeAndCompression) {
  const Arguments families = {"--families", "op_count,min_path_len,max_op_on_path,node_degree,cost"};
  std::string first;
  for (const char* dtype : {"int8", "float32", "float64"}) {
    for (const char* compression : {"none", "gzip"}) {
      Arguments more = {"--dtype", dtype, "--compression", compression, "--overwrite"};
      more.insert(more.end(), families.begin(), families.end());
      make_store("s.h5", more);
      const std::string text = exported("s.h5");
      if (first.empty()) first = text;
      EXPECT_TRUE(text == first) << dtype << ", " << compression;
    }
  }
  EXPECT_GT(first.size(), 15625u * 191 * 2);
}

TEST_F(Export, ChoosesColumnsByNameAndPattern) {
  make_store("s.h5", {"--families", "op_count,cost", "--range", "0:1"});
  EXPECT_TRUE(exported("s.h5", {"--columns", "op_count_3", "params", "op_count_[01]"}).starts_with("net,op_count_3,params,op_count_0,op_count_1\n"));
}

TEST_F(Export, ChoosesRows) {
  make_store("s.h5", {"--families", "op_count"});
  const std::string text = exported("s.h5", {"--rows", "4096:4098", "--columns", "op_count_0"});
  EXPECT_EQ(text, "net,op_count_0\n\"(1, 1, 2, 3, 4, 1)\",0\n\"(1, 1, 2, 3, 4, 2)\",0\n");
}

TEST_F(Export, OfAStoreWithoutKeysHasIndices) {
  make_store("s.h5", {"--families", "op_count", "--range", "7:8", "--no-keys"});
  EXPECT_EQ(exported("s.h5", {"--columns", "op_count_0"}), "index,op_count_0\n7,4\n");
}

TEST_F(Export, WritesNumPyArrays) {
  make_store("s.h5", {"--families", "node_degree", "--range", "0:1"});
  succeeds({"export", "s.h5", "-o", "x.npy", "--columns", "node_degree_(skip_connect)_avg_in"});
  const std::string array = bytes("x.npy");
  EXPECT_TRUE(array.starts_with("\x93NUMPY"));
  EXPECT_TRUE(contains(array, "'<f4'") && contains(array, "(1, 1)")) << array;
  EXPECT_TRUE(array.ends_with(std::string("\0\0\xc0\x3f", 4)));  // 1.5f
}

TEST_F(Export, WritesToStandardOutput) {
  make_store("s.h5", {"--families", "op_count", "--range", "1:2"});
  EXPECT_EQ(output_of({"export", "s.h5", "-o", "/dev/stdout", "--columns", "op_count_0"}), "net,op_count_0\n\"(0, 0, 0, 0, 0, 1)\",5\n");
}

TEST_F(Export, PrintsNothingButWhatItWrote) {
  make_store();
  const Result result = cartograf({"export", "s.h5", "-o", "x.csv"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "");
  const std::size_t tenths = (bytes("x.csv").size() + 50) / 100;  // of a kB
  EXPECT_EQ(result.err, "x.csv: 300 rows, " + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " kB\n");
  EXPECT_EQ(cartograf({"export", "s.h5", "-o", "y.csv", "--quiet"}).err, "");
}

std::uintmax_t size_of_files(const std::filesystem::path& folder) {
  std::uintmax_t size = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) size += entry.is_regular_file() ? entry.file_size() : 0;
  return size;
}

TEST_F(Export, WritesZarrGroups) {
  make_store("s.h5", {"--range", "0:6000", "--families", "op_count,node_degree,cost", "--adjacency"});
  const Result result = cartograf({"export", "s.h5", "-o", "x.zarr"});
  EXPECT_EQ(result.exit_code, 0);
  const std::string size = result.err.substr(result.err.rfind(", ") + 2);
  EXPECT_TRUE(result.err.starts_with("x.zarr: 6,000 rows, ")) << result.err;
  EXPECT_NEAR(std::stod(size) * (contains(size, "MB") ? 1e6 : 1e3), static_cast<double>(size_of_files(folder_ / "x.zarr")), 6e4);
  for (const char* name : {"zarr.json", "features/c.1.0", "feature_names/c.0", "key/c.0", "adjacency/c.0.0", "wide/params/c.0", "wide/zarr.json"}) EXPECT_TRUE(exists(std::string("x.zarr/") + name)) << name;
  succeeds({"export", "s.h5", "-o", "y.zarr", "--compression", "gzip:9", "--threads", "2"});
  EXPECT_LT(size_of_files(folder_ / "y.zarr"), size_of_files(folder_ / "x.zarr") / 5);
  succeeds({"export", "s.h5", "-o", "z.zarr", "--columns", "op_count_3,params", "--rows", "5:9"});
  EXPECT_EQ(bytes("z.zarr/features/c.0.0").size(), 4 * sizeof(float));
  EXPECT_EQ(bytes("z.zarr/index/c.0"), std::string("\5\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0", 32));
  EXPECT_FALSE(exists("z.zarr/wide/flops"));
}

TEST_F(Export, ReplacesAZarrGroupOfOursAlone) {
  make_store();
  succeeds({"export", "s.h5", "-o", "x.zarr"});
  fails(2, {"export", "s.h5", "-o", "x.zarr"}, {"x.zarr: exists already; give --overwrite to replace it"});
  succeeds({"export", "s.h5", "-o", "x.zarr/", "--overwrite", "--rows", "0:7"});
  EXPECT_EQ(bytes("x.zarr/index/c.0").size(), 7u * 8);
  write("x.zarr/notes.txt", "precious");
  fails(2, {"export", "s.h5", "-o", "x.zarr", "--overwrite"}, {"x.zarr: --overwrite replaces no folder but a Zarr group that cartograf wrote; found one with something else in it: move 'notes.txt' away"});
  std::filesystem::create_directory(folder_ / "theirs.zarr");
  fails(2, {"export", "s.h5", "-o", "theirs.zarr", "--overwrite"}, {"found another folder: remove it, or choose another name"});
  std::filesystem::create_directories(folder_ / "around.zarr");
  std::filesystem::copy_file(folder_ / "s.h5", folder_ / "around.zarr/s.h5");
  fails(2, {"export", "around.zarr/s.h5", "-o", "around.zarr", "--overwrite"}, {"around.zarr"});
  write("file.zarr", "precious");
  fails(2, {"export", "s.h5", "-o", "file.zarr", "--overwrite"}, {"file.zarr: a Zarr group is a folder; expected its name, found a file"});
  std::filesystem::create_directory_symlink("x.zarr", folder_ / "link.zarr");
  fails(2, {"export", "s.h5", "-o", "link.zarr", "--overwrite"}, {"x.zarr: --overwrite replaces no folder", "'notes.txt'"});
  std::filesystem::remove(folder_ / "x.zarr/notes.txt");
  succeeds({"export", "s.h5", "-o", "link.zarr", "--overwrite", "--rows", "0:3"});
  EXPECT_EQ(bytes("x.zarr/index/c.0").size(), 3u * 8);
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link.zarr"));
}

TEST_F(Export, CompressesZarrAlone) {
  make_store();
  for (const char* name : {"x.csv", "x.npy", "-", "/dev/stdout"}) fails(2, {"export", "s.h5", "-o", name, "--compression", "gzip"}, {"only a .zarr is compressed, chunk by chunk"});
  succeeds({"export", "s.h5", "-o", "x.csv", "--compression", "none"});
  fails(2, {"export", "s.h5", "-o", "x.zarr", "--compression", "lz4"}, {"compression: expected none, gzip, gzip:L with L from 1 to 9, zstd, or zstd:L with L from 1 to 19, found 'lz4'"});
}

TEST_F(Export, IsRefusedForWhatIsNotThere) {
  make_store();
  fails(2, {"export", "s.h5", "-o", "x.csv", "--columns", "op_cont_1"}, {"s.h5", "op_cont_1", "op_count_1"});
  fails(2, {"export", "s.h5", "-o", "x.csv", "--columns", "nothing*"}, {"'nothing*'"});
  fails(2, {"export", "s.h5", "-o", "x.csv", "--rows", "0:301"}, {"0:301", "300", "s.h5"});
  fails(2, {"export", "s.h5", "-o", "x.csv", "--rows", "5:5"}, {"5:5"});
  fails(2, {"export", "s.h5", "-o", "x.csv", "--rows", "5"}, {"--rows", "'5'"});
  fails(2, {"export", "s.h5", "-o", "x.txt"}, {"x.txt", ".csv, .npy or .zarr"});
  fails(2, {"export", "none.h5", "-o", "x.csv"}, {"none.h5: no such file"});
}

}  // namespace
}  // namespace testing_cli
