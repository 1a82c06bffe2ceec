// Equal input gives equal bytes; the digest depends on the values alone.
#include <gtest/gtest.h>
#include <hdf5.h>

#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sample_store.hpp"

namespace cartograf {
namespace {

using testing_support::read_bytes;
using testing_support::SampleStore;
using testing_support::TempFolder;

class StoreBytes : public testing::TestWithParam<const char*> {
 protected:
  Compression compression() const { return parse_compression(GetParam()); }

  std::string written(const std::string& name, int threads, std::uint64_t batch) const {
    sample_.write(folder_ / name, compression(), threads, batch);
    return read_bytes(folder_ / name);
  }

  SampleStore sample_{Dtype::float32, 20001, 50};
  TempFolder folder_;
};

TEST_P(StoreBytes, AreTheSameEachTime) { EXPECT_TRUE(written("a", 2, 1000) == written("b", 2, 1000)); }

TEST_P(StoreBytes, DoNotDependOnThreads) {
  const std::string bytes = written("a", 1, 20001);
  EXPECT_TRUE(bytes == written("b", 2, 20001));
  EXPECT_TRUE(bytes == written("c", 7, 20001));
}

TEST_P(StoreBytes, AreTheSameWhenAFileIsReplaced) {
  const std::string bytes = written("a", 1, 1000);
  sample_.write(folder_ / "a", compression(), 1, 1000, true);
  EXPECT_TRUE(bytes == read_bytes(folder_ / "a"));
}

INSTANTIATE_TEST_SUITE_P(Compression, StoreBytes, testing::Values("none", "gzip:1", "gzip:6", "zstd:1", "zstd:12"));

#if H5_VERSION_GE(1, 12, 0)
using ObjectInfo = H5O_info1_t;  // what H5Ovisit2 gives
#else
using ObjectInfo = H5O_info_t;
#endif

herr_t collect_time(hid_t, const char* name, const ObjectInfo* info, void* names) {
  if (info->mtime != 0) static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

// Two files written in the same second could hide it.
TEST(StoreTimes, NoObjectKeepsOne) {
  const TempFolder folder;
  SampleStore(Dtype::int8, 10, 3).write(folder / "s.h5");
  const hid_t file = H5Fopen((folder / "s.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  std::vector<std::string> names;
  EXPECT_GE(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect_time, &names, H5O_INFO_TIME), 0);
  H5Fclose(file);
  EXPECT_EQ(names, std::vector<std::string>{});
}

TEST(Digest, OfAStoreDoesNotDependOnCompressionOrBatches) {
  const TempFolder folder;
  const SampleStore sample(Dtype::float32, 5000, 50);
  sample.write(folder / "none", {}, 1, 5000);
  for (const char* compression : {"gzip:9", "zstd"}) {
    sample.write(folder / "packed", parse_compression(compression), 2, 77, true);
    EXPECT_EQ(StoreReader(folder / "none").digest(), StoreReader(folder / "packed").digest());
  }
}

TEST(Digest, OfAStoreDependsOnTheValues) {
  const TempFolder folder;
  SampleStore(Dtype::int8, 5000, 50).write(folder / "a");
  SampleStore(Dtype::int8, 4999, 50).write(folder / "b");
  EXPECT_NE(StoreReader(folder / "a").digest(), StoreReader(folder / "b").digest());
}

TEST(Gzip, MakesTheFileSmaller) {
  const TempFolder folder;
  const SampleStore sample(Dtype::float32, 20000, 50);
  sample.write(folder / "none");
  for (const char* compression : {"gzip", "zstd"}) {
    sample.write(folder / compression, parse_compression(compression));
    EXPECT_LT(std::filesystem::file_size(folder / compression), std::filesystem::file_size(folder / "none") / 2) << compression;
  }
}

TEST(ParseCompression, TakesTheDocumentedForms) {
  EXPECT_FALSE(parse_compression("none"));
  EXPECT_EQ(parse_compression("gzip"), (Compression{CompressionMethod::gzip, 6}));
  EXPECT_EQ(parse_compression("zstd"), (Compression{CompressionMethod::zstd, 3}));
  for (int level = 1; level <= 19; ++level) {
    const std::string gzip = "gzip:" + std::to_string(level), zstd = "zstd:" + std::to_string(level);
    if (level <= 9) {
      EXPECT_EQ(parse_compression(gzip), (Compression{CompressionMethod::gzip, level}));
      EXPECT_EQ(to_string(parse_compression(gzip)), gzip);
    }
    EXPECT_EQ(parse_compression(zstd), (Compression{CompressionMethod::zstd, level}));
    EXPECT_EQ(to_string(parse_compression(zstd)), zstd);
  }
}

TEST(ParseCompression, RejectsEverythingElse) {
  for (const char* text : {"", "zip", "gzip:", "gzip:0", "gzip:10", "gzip:x", "gzip:1x", "gzip:-1", "GZIP", "none ", "zstd:", "zstd:0", "zstd:20", "zstd:-3", "lz4"}) {
    EXPECT_THROW(parse_compression(text), InputError) << text;
  }
}

}  // namespace
}  // namespace cartograf
