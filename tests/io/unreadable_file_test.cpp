// Healthy files that cannot be read: in use, on a file system without locks, with a filter that is not there, of a newer
// HDF5. Each is called what it is, in stores, tensors and files of arrays alike.
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>

#include "io/hdf5/array_file.hpp"
#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/tensor_file.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"

namespace {

/// What the file system says to every request for a lock; 0: nothing, the system is asked.
int refusal_of_locks = 0;

}  // namespace

/// Stands before the system's own for HDF5 too, as this program is linked to it.
extern "C" __attribute__((visibility("default"))) int flock(int file, int operation) noexcept {
  if (refusal_of_locks == 0) return static_cast<int>(syscall(SYS_flock, file, operation));
  errno = refusal_of_locks;
  return -1;
}

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::SampleStore;
using testing_support::shared_file;
using testing_support::TempFolder;
using testing_support::write_text;

constexpr H5Z_filter_t kLz4 = 32004;

/// A file of each kind, and its reader.
struct Kind {
  const char* name;
  void (*write)(const std::filesystem::path& path);
  void (*read)(const std::filesystem::path& path);
  const char* dataset;  ///< one that the reader reads
};

void read_store(const std::filesystem::path& path) {
  const StoreReader store(path);
  std::vector<std::byte> rows(store.schema().n_rows * store.schema().features.columns.size());
  store.read_features(0, store.schema().n_rows, rows.data());
}

constexpr Kind kKinds[] = {
    {"store", [](const std::filesystem::path& path) { SampleStore(Dtype::int8, 10, 3).write(path); }, read_store, "features"},
    {"tensor", [](const std::filesystem::path& path) { SampleStore(Dtype::int8, 10, 3).write(path); },
     [](const std::filesystem::path& path) { read_integer_tensor(path); }, "adjacency"},
    {"arrays",
     [](const std::filesystem::path& path) {
       write_array_file(path, true, {"test arrays", "{}", {{"counts", {3}, std::vector<std::int64_t>{1, 2, 3}}}});
     },
     [](const std::filesystem::path& path) { read_array_file(path, "test arrays"); }, "counts"},
};

class UnreadableFile : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    GetParam().write(path_);
    GetParam().read(path_);
  }
  void TearDown() override { refusal_of_locks = 0; }

  template <class E>
  std::string error() const {
    return message_of<E>([&] { GetParam().read(path_); });
  }
  std::string name() const { return path_.string(); }

  /// Replaces the dataset that is read by one of zeros, in a chunk, with the filters of `creation`.
  void replace_dataset(hid_t creation) const {
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    hsize_t extent[2] = {10, 3};
    const hid_t old = H5Dopen2(file, GetParam().dataset, H5P_DEFAULT);
    const hid_t space = H5Dget_space(old);
    const hid_t type = H5Dget_type(old);
    const int rank = H5Sget_simple_extent_dims(space, extent, nullptr);
    ASSERT_GE(H5Pset_chunk(creation, rank, extent), 0);
    const std::vector<char> zeros(extent[0] * (rank == 2 ? extent[1] : 1) * H5Tget_size(type));
    ASSERT_GE(H5Dclose(old), 0);
    ASSERT_GE(H5Ldelete(file, GetParam().dataset, H5P_DEFAULT), 0);
    const hid_t dataset = H5Dcreate2(file, GetParam().dataset, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    const hsize_t start[2] = {0, 0};
    if (H5Pget_filter_by_id2(creation, H5Z_FILTER_DEFLATE, nullptr, nullptr, nullptr, 0, nullptr, nullptr) >= 0) {
      ASSERT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, zeros.data()), 0);
    } else {
      ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, start, zeros.size(), zeros.data()), 0);
    }
    H5Dclose(dataset);
    H5Tclose(type);
    H5Sclose(space);
    ASSERT_GE(H5Fclose(file), 0);
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "f.h5";
};

TEST_P(UnreadableFile, InUse) {
  const int other = open(path_.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(other, LOCK_EX | LOCK_NB), 0);
  const std::string message = error<IoError>();
  EXPECT_TRUE(message.starts_with(name() + ": the file is open for writing in another program: close it there")) << message;
  EXPECT_FALSE(contains(message, "HDF5_USE_FILE_LOCKING")) << message;  // it would be read half written
  close(other);
  GetParam().read(path_);
}

TEST_P(UnreadableFile, OnAFileSystemWithoutLocks) {
  for (const int refusal : {ENOLCK, EOPNOTSUPP}) {
    refusal_of_locks = refusal;
    const std::string message = error<IoError>();
    EXPECT_TRUE(message.starts_with(name() + ": the file cannot be locked, as its file system refuses: ")) << message;
    EXPECT_TRUE(contains(message, "HDF5_USE_FILE_LOCKING=FALSE")) << message;
    EXPECT_FALSE(contains(message, "damaged")) << message;
  }
}

/// HDF5 reads the variable when it starts: so in a process of its own, which runs the test from its beginning.
TEST_P(UnreadableFile, IsReadWithoutLocksWhereTheyAreTurnedOff) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
  EXPECT_EXIT(
      {
        refusal_of_locks = ENOLCK;
        GetParam().read(path_);
        std::filesystem::remove_all(folder_.path());
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
  unsetenv("HDF5_USE_FILE_LOCKING");
}

TEST_P(UnreadableFile, WrittenOnAFileSystemWithoutLocks) {
  refusal_of_locks = ENOLCK;
  const std::string message = message_of<IoError>([&] { GetParam().write(folder_ / "new.h5"); });
  EXPECT_TRUE(contains(message, "new.h5: cannot create: No locks available (errno 37); with HDF5_USE_FILE_LOCKING=FALSE")) << message;
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"f.h5"});
}

TEST_P(UnreadableFile, WithAFilterThatIsNotThere) {
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  // As if it had been applied, though HDF5 does not have it: chunks are written past the filters.
  ASSERT_GE(H5Pset_filter(creation, kLz4, H5Z_FLAG_OPTIONAL, 0, nullptr), 0);
  replace_dataset(creation);
  H5Pclose(creation);
  const std::string message = error<InputError>();
  EXPECT_TRUE(message.starts_with(name() + ": /" + GetParam().dataset + " is compressed by the filter number 32004, which this HDF5 does not have")) << message;
  EXPECT_TRUE(contains(message, "name the folder of the filter's plugin in HDF5_PLUGIN_PATH and set CARTOGRAF_HDF5_PLUGINS=1")) << message;
}

/// The version of the superblock, byte 8, stands for all that an older library does not know.
TEST_P(UnreadableFile, OfANewerHdf5) {
  std::string bytes = read_bytes(path_);
  bytes[8] = '\x9';
  write_text(path_, bytes);
  const std::string message = error<InputError>();
  EXPECT_TRUE(contains(message, "the file has a format that HDF5 ")) << message;
  EXPECT_TRUE(contains(message, "does not know (bad superblock version number): a newer HDF5 wrote it")) << message;
}

/// The mark that HDF5 sets in files of its latest format while they are written: byte 11 of a superblock of version 3.
TEST_P(UnreadableFile, NotClosedByItsWriter) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  ASSERT_GE(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), 0);
  const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  ASSERT_GE(H5Fflush(file, H5F_SCOPE_GLOBAL), 0);
  const std::string bytes = read_bytes(path_);
  H5Fclose(file);
  H5Pclose(access);
  write_text(path_, bytes);
  const std::string message = error<IoError>();
  EXPECT_TRUE(message.starts_with(name() + ": the file is marked as open for writing")) << message;
  EXPECT_TRUE(contains(message, "h5clear -s FILE")) << message;
}

TEST_P(UnreadableFile, WithALinkToWhatIsNotThere) {
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(H5Ldelete(file, GetParam().dataset, H5P_DEFAULT), 0);
  ASSERT_GE(H5Lcreate_soft("/x", file, GetParam().dataset, H5P_DEFAULT, H5P_DEFAULT), 0);
  ASSERT_GE(H5Fclose(file), 0);
  EXPECT_EQ(error<InputError>(), name() + ": expected a dataset /" + GetParam().dataset + ", found a link to what is not there");
}

/// Also through a link inside of the file, and whatever is there: nothing of it is opened.
TEST_P(UnreadableFile, WithALinkToAnotherFile) {
  const std::filesystem::path pipe = folder_ / "pipe";  // which would be waited for
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const bool by_soft_link : {false, true}) {
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(H5Ldelete(file, GetParam().dataset, H5P_DEFAULT), 0);
    const char* const place = by_soft_link ? "elsewhere" : GetParam().dataset;
    ASSERT_GE(H5Lcreate_external(pipe.c_str(), "/x", file, place, H5P_DEFAULT, H5P_DEFAULT), 0);
    if (by_soft_link) {
      ASSERT_GE(H5Lcreate_soft("/elsewhere", file, GetParam().dataset, H5P_DEFAULT, H5P_DEFAULT), 0);
    }
    ASSERT_GE(H5Fclose(file), 0);
    const std::string message = error<InputError>();
    EXPECT_TRUE(contains(message, "expected values in this file, found a reference to another file")) << message;
  }
}

TEST_P(UnreadableFile, WithAGroupForADataset) {
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  ASSERT_GE(H5Ldelete(file, GetParam().dataset, H5P_DEFAULT), 0);
  H5Gclose(H5Gcreate2(file, GetParam().dataset, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  ASSERT_GE(H5Fclose(file), 0);
  EXPECT_EQ(error<InputError>(), name() + ": expected a dataset /" + GetParam().dataset + ", found a group or a type");
}

/// What is damaged is called so.
TEST_P(UnreadableFile, Damaged) {
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  ASSERT_GE(H5Pset_deflate(creation, 6), 0);
  replace_dataset(creation);
  H5Pclose(creation);
  std::string bytes = read_bytes(path_);
  const auto chunk = bytes.find("\x78\x9c");  // how zlib's streams of level 6 begin
  ASSERT_NE(chunk, std::string::npos);
  bytes[chunk + 2] = static_cast<char>(bytes[chunk + 2] ^ 0x7f);
  write_text(path_, bytes);
  EXPECT_TRUE(contains(error<InputError>(), " is damaged: ")) << error<InputError>();
}

TEST_P(UnreadableFile, Truncated) {
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 100);
  EXPECT_TRUE(contains(error<InputError>(), "the file is truncated or damaged: truncated file")) << error<InputError>();
}

INSTANTIATE_TEST_SUITE_P(Kinds, UnreadableFile, testing::ValuesIn(kKinds), [](const auto& kind) { return std::string(kind.param.name); });

TEST(UnreadableTensor, OfH5pysOwnFilter) {
  const auto file = shared_file("field/lzf.h5");
  CARTOGRAF_SKIP_WITHOUT(file);
  const std::string message = message_of<InputError>([&] { read_integer_tensor(file); });
  EXPECT_TRUE(message.starts_with(file.string() + ": /adjacency is compressed by the filter 'lzf' (number 32000), which this HDF5 does not have")) << message;
}

}  // namespace
}  // namespace cartograf
