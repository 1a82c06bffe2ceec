// features --shard and merge: the parts of a store make the store of one run.
#include <hdf5.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <utility>

#include "tests/cli/cli.hpp"
#include "tests/support/sanitized.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

struct Whole {
  std::string name, options;
  int n_parts = 3;
  bool same_bytes = true;  ///< else the order of chunks is another, since a batch is in two parts
};
void PrintTo(const Whole& whole, std::ostream* out) { *out << whole.name; }

class Merge : public Cli, public testing::WithParamInterface<Whole> {
 protected:
  static std::string part(int number) { return "p" + std::to_string(number) + ".h5"; }

  void make_parts(const std::string& options, int n_parts, const std::string& more = {}) const {
    for (int i = 0; i < n_parts; ++i) {
      const Result result = shell("$C features " + options + " --device cpu " + more + " --shard " + std::to_string(i) + "/" + std::to_string(n_parts) + " -o " + part(i));
      ASSERT_EQ(result.exit_code, 0) << result.err;
    }
  }
  void make_whole(const std::string& options) const {
    const Result result = shell("$C features " + options + " --device cpu -o whole.h5");
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  static Arguments merge_of(const std::vector<std::string>& parts, const std::string& output = "m.h5") {
    Arguments words = {"merge"};
    words.insert(words.end(), parts.begin(), parts.end());
    words.insert(words.end(), {"-o", output});
    return words;
  }
};

TEST_P(Merge, MakesTheStoreOfOneRun) {
  const Whole& whole = GetParam();
  make_parts(whole.options, whole.n_parts);
  make_whole(whole.options);
  std::vector<std::string> parts;
  for (int i = 0; i < whole.n_parts; ++i) parts.insert(parts.begin() + i / 2, part(i));  // in some order
  succeeds(merge_of(parts));
  if (whole.same_bytes) {
    EXPECT_TRUE(bytes("m.h5") == bytes("whole.h5"));
  }
  EXPECT_EQ(json_of({"inspect", "m.h5", "--json"}), json_of({"inspect", "whole.h5", "--json"}));
  if (!whole.same_bytes) {
    EXPECT_TRUE(output_of({"export", "m.h5", "-o", "-"}) == output_of({"export", "whole.h5", "-o", "-"}));
  }
  std::uint64_t n_rows = 0, most = 0, least = ~std::uint64_t{0};
  for (int i = 0; i < whole.n_parts; ++i) {
    const nlohmann::json json = json_of({"inspect", part(i), "--json"});
    EXPECT_EQ(json["part"]["number"], i);
    EXPECT_EQ(json["part"]["parts"], whole.n_parts);
    EXPECT_EQ(json["part"]["first_row"], n_rows);
    const auto rows = json["rows"].get<std::uint64_t>();
    n_rows += rows;
    most = std::max(most, rows);
    least = std::min(least, rows);
  }
  EXPECT_EQ(json_of({"inspect", "m.h5", "--json"})["rows"], n_rows);
  EXPECT_LE(static_cast<double>(most), 1.3 * static_cast<double>(least) + 1);
}

constexpr const char* kCells = "darts_cell --families op_count,node_degree --dtype int8";
INSTANTIATE_TEST_SUITE_P(
    Stores, Merge,
    testing::Values(Whole{"plain", "nasbench201 --dtype int8"}, Whole{"one", "nasbench201 --range 5:400", 1}, Whole{"gzip", "nasbench201 --compression gzip:1", 2},
                    Whole{"many", "nasbench201 --range 0:300 --compression gzip --adjacency", 31}, Whole{"rows_of_their_own", "nasbench201 --range 0:7", 7},
                    Whole{"long", std::string(kCells) + " --range 0:1200000 --adjacency"}, Whole{"long_gzip", std::string(kCells) + " --range 0:1200000 --compression gzip:1", 2}, Whole{"long_zstd", std::string(kCells) + " --range 0:1200000 --compression zstd", 2},
                    Whole{"sample", "nasbench101 --sample 30000 --seed 5 --dtype int8", 3, false}, Whole{"wide", "nasbench201 --families op_count,cost --no-keys"},
                    Whole{"wide_alone", "nasbench201 --families cost"}, Whole{"real", "nasbench201 --families signal --range 0:3000"},
                    Whole{"unique", "nasbench201 --unique --range 0:4000"}, Whole{"filtered", "nasbench201 --where 'params<500000' --reachable-only"}),
    [](const auto& whole) { return whole.param.name; });

TEST_F(Merge, OfKeysKeepsHowTheyAreWritten) {
  write("k.txt", "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|\n(4, 3, 0, 3, 1, 4)\n(0, 0, 0, 0, 0, 1)\n|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|\n");
  make_parts("nasbench201 --keys k.txt", 2);
  make_whole("nasbench201 --keys k.txt");
  succeeds(merge_of({part(0), part(1)}));
  EXPECT_TRUE(bytes("m.h5") == bytes("whole.h5"));
}

TEST_F(Merge, NamesThePartThatIsNotOneOfThem) {
  make_parts("nasbench201 --range 0:3000", 4);
  make_whole("nasbench201 --range 0:3000");
  fails(2, merge_of({part(0), part(1), part(3)}), {"merge: expected all parts of the store, found no part 2 of 4\n"});
  fails(2, merge_of({part(3)}), {"merge: expected all parts of the store, found no part 0 of 4; 2 others missing too\n"});
  fails(2, merge_of({part(0), part(1), part(2), part(3), "p1.h5"}), {"p1.h5: expected each part once, found part 1 of 4, which p1.h5 is too"});
  fails(2, merge_of({part(0), "whole.h5"}), {"whole.h5: expected a part that 'cartograf features --shard' wrote, found a whole store"});
  fails(2, merge_of({part(0), "none.h5"}), {"none.h5: "});
  write("text.h5", "no store\n");
  fails(2, merge_of({part(0), "text.h5"}), {"text.h5: "});
  fails(2, merge_of({part(0), part(1), part(2), part(3)}, "p2.h5"), {"p2.h5"});
  for (const auto& [options, what] : std::vector<std::pair<std::string, std::string>>{
           {"nasbench201 --range 0:3000 --shard 1/3", "the number of shards is '3', there it is '4'"},
           {"nasbench201 --range 1:3001 --shard 1/4", "the architectures is 'range 1:3001', there it is 'range 0:3000'"},
           {"nasbench201 --range 0:3000 --shard 1/4 --dtype int8", "the type of the features is 'int8', there it is 'float32'"},
           {"nasbench201 --range 0:3000 --shard 1/4 --families op_count", "the families is 'op_count', there it is 'op_count,"},
           {"nasbench201 --range 0:3000 --shard 1/4 --convention paper", "the convention is 'paper', there it is 'graf_nas'"},
           {"nasbench201 --range 0:3000 --shard 1/4 --compression gzip", "the compression is 'gzip:6 of libdeflate "},
           {"nasbench201 --range 0:3000 --shard 1/4 --no-keys", "the width of keys is '0', there it is '18'"},
           {"nasbench201 --range 0:3000 --shard 1/4 --adjacency", "the adjacency tensor is 'words of 8 bits, "},
           {"nasbench201 --sample 3000 --shard 1/4", "the architectures is 'list xxh3-128:"},
           {"transnasbench101_micro --range 0:3000 --shard 1/4", "the space is 'transnasbench101_micro', there it is 'nasbench201'"}}) {
    ASSERT_EQ(shell("$C features " + options + " --overwrite --device cpu -o foreign.h5").exit_code, 0) << options;
    fails(2, merge_of({part(0), "foreign.h5", part(2), part(3)}), {"foreign.h5: expected a part of the same store as p0.h5, found another: " + what});
  }
}

TEST_F(Merge, WantsAShardOfThem) {
  for (const char* text : {"0", "1/1", "4/4", "-1/4", "1/0", "1/", "/4", "1/4/2", "a/b", "0.5/2", "99999999999999999999/100000000000000000000"}) {
    fails(2, {"features", "nasbench201", "--shard", text, "-o", "s.h5"}, {"--shard: expected I/N, the number I of the shard, from 0 to N - 1, and how many there are, found '" + std::string(text) + "'"});
  }
  fails(2, {"features", "nasbench201", "--range", "0:5", "--shard", "0/6", "-o", "s.h5"}, {"--shard 0/6: expected at most as many shards as architectures, which are 5"});
  EXPECT_TRUE(contains(output_of({"features", "nasbench201", "--shard", "1/4", "-o", "s.h5", "--dry-run"}), "s.h5: would hold part 1 of 4 (rows 3,906 to 7,811 of 15,625), 3,906 architectures of nasbench201"));
}

/// A changed byte is named, or makes no difference.
TEST_F(Merge, OfADamagedPartIsRefused) {
  for (const std::string compression : {"none", "gzip:1"}) {
    make_parts("nasbench201 --range 0:900 --families op_count,cost --dtype int8 --adjacency --compression " + compression, 3, "--overwrite");
    succeeds(merge_of({part(0), part(1), part(2)}, "good.h5"));
    const std::string part_bytes = bytes(part(1)), good = bytes("good.h5");
    std::mt19937_64 random(20);
    int n_refused = 0;
    constexpr int n = testing_support::kSanitized ? 20 : 60;
    for (int i = 0; i < n; ++i) {
      std::string changed = part_bytes;
      const std::size_t at = random() % changed.size();
      changed[at] = static_cast<char>(changed[at] ^ (1 << random() % 8));
      write(part(1), changed);
      const Result result = cartograf({"merge", part(2), part(1), part(0), "-o", "m.h5"});
      if (result.exit_code == 0) {
        EXPECT_TRUE(bytes("m.h5") == good) << compression << ", byte " << at;
        fs::remove(folder_ / "m.h5");
        continue;
      }
      ++n_refused;
      EXPECT_EQ(result.exit_code, 2) << compression << ", byte " << at << ": " << result.err;
      EXPECT_TRUE(contains(result.err, "p1.h5: ")) << compression << ", byte " << at << ": " << result.err;
      EXPECT_FALSE(exists("m.h5"));
    }
    EXPECT_GT(n_refused, n / 6);
    write(part(1), part_bytes.substr(0, part_bytes.size() / 2));
    fails(2, merge_of({part(0), part(1), part(2)}), {"p1.h5: "});
    fs::remove(folder_ / "good.h5");
  }
}

/// Where parts begin with a block of rows its SHA-256 comes from the part.
TEST_F(Merge, TakesDigestsOfBlocksThatAreTrue) {
  make_parts(std::string(kCells) + " --range 0:600000", 2);
  make_whole(std::string(kCells) + " --range 0:600000");
  const std::string good = bytes(part(1));
  const auto change = [&](const std::function<void(hid_t file)>& work) {
    write(part(1), good);
    const hid_t file = H5Fopen((folder_ / part(1)).c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    work(file);
    ASSERT_GE(H5Fclose(file), 0);
  };
  const Arguments merge = merge_of({part(0), part(1)});
  change([](hid_t file) {
    const hid_t dataset = H5Dopen2(file, "block_digests", H5P_DEFAULT), space = H5Dget_space(dataset);
    std::vector<unsigned char> bytes(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    ASSERT_EQ(bytes.size() % 32, 0u);
    ASSERT_GE(H5Dread(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), 0);
    bytes[bytes.size() / 2] ^= 4;
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), 0);
    H5Sclose(space);
    H5Dclose(dataset);
  });
  fails(2, merge, {"p1.h5: /block_digests is damaged, or was changed: it is not what the digest of the content was made of\n"});
  fails(2, {"verify", part(1)}, {"p1.h5: /block_digests is damaged, or was changed: it is not of these rows\n"});
  change([](hid_t file) {
    ASSERT_GE(H5Ldelete(file, "block_digests", H5P_DEFAULT), 0);
    const hsize_t extent[2] = {3, 32};
    const hid_t space = H5Screate_simple(2, extent, nullptr), dataset = H5Dcreate2(file, "block_digests", H5T_STD_U8LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
  });
  fails(2, merge, {"p1.h5 is damaged: /block_digests: expected ", " digests of 32 bytes, found <u1[3,32]\n"});
  // As earlier versions wrote parts.
  change([](hid_t file) { ASSERT_GE(H5Ldelete(file, "block_digests", H5P_DEFAULT), 0); });
  succeeds(merge);
  EXPECT_TRUE(bytes("m.h5") == bytes("whole.h5"));
}

TEST_F(Merge, ThatIsStoppedLeavesNothing) {
  make_parts(std::string(kCells) + " --range 0:" + (testing_support::kSanitized ? "1000000" : "4000000"), 2);
  Process process({"merge", part(0), part(1), "-o", "m.h5"}, folder_.path());
  process.wait_until_it_catches(SIGTERM);
  process.send(SIGTERM);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 143) << result.err;
  EXPECT_EQ(snapshot(folder_.path()).size(), 2u);
}

TEST_F(Merge, ReplacesOnlyWhenToldTo) {
  make_parts("nasbench201 --range 0:100", 2);
  write("m.h5", "mine");
  fails(2, merge_of({part(0), part(1)}), {"m.h5"});
  Arguments words = merge_of({part(0), part(1)});
  words.emplace_back("--overwrite");
  succeeds(words);
  EXPECT_EQ(json_of({"inspect", "m.h5", "--json"})["rows"], 100);
}

TEST_F(Merge, OfPartsThatWereContinued) {
  const std::string options = "nasbench201 --dtype int8";
  make_parts(options, 2);
  const std::string whole_part = bytes(part(1));
  fs::remove(folder_ / part(1));
  const std::string command = "$C features " + options + " --device cpu --resume -o p1.h5 --shard ";
  EXPECT_EQ(shell("ulimit -f 900; " + command + "1/2").exit_code, 1);
  const Result other = shell(command + "0/2");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_TRUE(contains(other.err, "p1.h5: --resume: expected what the earlier run began, found another: the shard is '0', there it was '1'")) << other.err;
  ASSERT_EQ(shell(command + "1/2").exit_code, 0);
  EXPECT_TRUE(bytes(part(1)) == whole_part);
}

// HDF5 takes "%b" in the name of a source for a number, and "%%" for "%".
TEST_F(Merge, VirtuallyOfPartsWithPercentSigns) {
  for (const char* name : {"p%b.h5", "p%%.h5", "p%q.h5", "p%.h5"}) {
    succeeds({"features", "nasbench201", "--range", "0:20", "--shard", "0/2", "-o", name});
    succeeds({"features", "nasbench201", "--range", "0:20", "--shard", "1/2", "-o", "1.h5", "--overwrite"});
    succeeds({"merge", name, "1.h5", "--virtual", "-o", "v.h5", "--overwrite"});
    const hid_t file = H5Fopen((folder_ / "v.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), dataset = H5Dopen2(file, "index", H5P_DEFAULT);
    std::vector<std::uint64_t> index(20), expected(20);
    std::iota(expected.begin(), expected.end(), std::uint64_t{0});
    ASSERT_GE(H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, index.data()), 0);
    EXPECT_EQ(index, expected) << name;
    H5Dclose(dataset);
    H5Fclose(file);
  }
}

}  // namespace
}  // namespace testing_cli
