#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <utility>

#include "io/files/temporary_folder.hpp"
#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"

namespace cartograf::bench {
namespace {

/// Bytes of features at most: the page cache should hold both files.
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;
/// Bytes of a call, of either.
constexpr std::size_t kPiece = std::size_t{16} << 20;

/// A file that is written from its beginning to its end. It is truncated when it is opened, as a store is: closing such a
/// file, ext4 starts to write it to the disk, so that it is not found empty after a crash. Both pay for that.
class PlainFile {
 public:
  explicit PlainFile(const std::filesystem::path& path) : path_(path), file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)) {
    if (file_ < 0 || ftruncate(file_, 0) != 0) fail();
  }
  ~PlainFile() {
    if (file_ >= 0) ::close(file_);
  }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  void write(const std::byte* data, std::size_t size) {
    while (size > 0) {
      const ssize_t written = ::write(file_, data, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail();
      data += written;
      size -= static_cast<std::size_t>(written);
    }
  }
  void close() {
    if (::close(std::exchange(file_, -1)) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const { throw IoError(path_.string() + ": cannot write: " + describe_errno(errno)); }

  std::filesystem::path path_;
  int file_;
};

double write_plainly(const std::filesystem::path& path, const Buffer& data, std::uint64_t size) {
  const double seconds = seconds_of([&] {
    PlainFile file(path);
    for (std::uint64_t done = 0; done < size;) {
      // A store is a little larger than its features; what is in the bytes does not matter.
      const std::uint64_t begin = done % data.size();
      const std::uint64_t n = std::min({static_cast<std::uint64_t>(kPiece), data.size() - begin, size - done});
      file.write(data.data() + begin, n);
      done += n;
    }
    file.close();
  });
  std::filesystem::remove(path);
  return seconds;
}

/// Rows that are ready to be stored, computed where they are stored from.
class ReadyRows {
 public:
  ReadyRows(const Subject& subject, std::uint64_t rows)
      : subject_(subject), schema_(schema_of(subject, rows)), features_(rows * subject.row_size()), index_(rows), row_divisors_(rows, 1) {
    FeatureEngine engine(subject.space, subject.features, subject.options.execution);
    for_pieces(subject.space.size(), rows, rows, [&](std::uint64_t first, std::uint64_t n, std::uint64_t row) {
      engine.compute_range(first, n, subject.dtype, features_.data() + row * subject.row_size());
      std::iota(&index_[row], &index_[row] + n, first);
    });
  }

  const Buffer& features() const { return features_; }

  void store(const std::filesystem::path& path) const {
    StoreWriter writer(path, schema_, {}, false, subject_.options.execution.threads);
    const std::uint64_t piece = subject_.rows_in(kPiece);
    for (std::uint64_t row = 0; row < schema_.n_rows; row += piece) {
      const std::uint64_t n = std::min(piece, schema_.n_rows - row);
      writer.append({n, &index_[row], features_.data() + row * subject_.row_size(), nullptr, nullptr, &row_divisors_[row], {}});
    }
    writer.finish();
  }

 private:
  static StoreSchema schema_of(const Subject& subject, std::uint64_t rows) {
    FeaturiseOptions options;
    options.dtype = subject.dtype;
    options.keys = false;
    options.content_digest = false;
    StoreSchema schema = store_schema(subject.space, subject.features, architecture_range(subject.space, 0, 1), options);
    schema.n_rows = rows;
    return schema;
  }

  const Subject& subject_;
  StoreSchema schema_;
  Buffer features_;
  std::vector<std::uint64_t> index_;
  std::vector<std::uint8_t> row_divisors_;
};

}  // namespace

Measurement measure_hdf5_write(const Subject& subject) {
  const TemporaryFolder folder(subject.options.folder);
  const auto store = folder / "store.h5", plain = folder / "plain";
  const std::uint64_t n_rows = subject.rows_in(std::min(subject.options.memory, kMostBytes));
  const ReadyRows rows(subject, n_rows);
  rows.store(store);
  const std::uint64_t size = std::filesystem::file_size(store);
  std::filesystem::remove(store);
  const auto stored = [&] {
    const double seconds = seconds_of([&] { rows.store(store); });
    std::filesystem::remove(store);
    return seconds;
  };
  const WorkAndLimit times = time_in_turn(
      subject.options.repetitions, [&] { return write_plainly(plain, rows.features(), size); }, stored, subject.pulse);
  Measurement result = subject.measurement("hdf5_write", n_rows, size);
  result.seconds = times.work;
  result.limit = "write() of the same bytes to a file opened alike in the same folder";
  result.limit_seconds = times.limit;
  result.goal_fraction = 0.8;
  return result;
}

}  // namespace cartograf::bench
