#include "io/files/text_input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <system_error>

#include "io/files/descriptor.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

using namespace std::string_view_literals;

/// The command puts the root folder in place of a standard stream that is closed, so that no file gets its number.
void require_no_folder(int descriptor, const std::string& name) {
  struct stat found {
  }, root{};
  if (fstat(descriptor, &found) != 0 || !S_ISDIR(found.st_mode)) return;
  const bool closed = descriptor == STDIN_FILENO && stat("/", &root) == 0 && found.st_ino == root.st_ino && found.st_dev == root.st_dev;
  throw InputError(closed ? "standard input is closed" : name + ": expected a file, found a folder");
}

using Look = std::function<void(const std::string&)>;

void require_size(std::uint64_t size, std::size_t most, const std::string& name) {
  if (size <= most) return;
  throw InputError(name + ": expected a file of at most " + std::to_string(most >> 20) + " MiB, found a larger one");
}

/// `look` sees what was read so far.
std::string read_all(int descriptor, const std::string& name, std::size_t most, const Look& look) {
  struct stat found {};
  if (fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode)) require_size(static_cast<std::uint64_t>(found.st_size), most, name);
  std::string text;
  std::string buffer(std::size_t{1} << 16, '\0');
  while (true) {
    const ssize_t n = read(descriptor, buffer.data(), buffer.size());
    if (n == 0) return text;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {  // somebody made the stream non-blocking
      pollfd ready{descriptor, POLLIN, 0};
      poll(&ready, 1, -1);
      continue;
    }
    if (n < 0) throw IoError(name + ": cannot read: " + describe_errno(errno));
    text.append(buffer.data(), static_cast<std::size_t>(n));
    require_size(text.size(), most, name);
    if (look) look(text);
  }
}

struct Signature {
  std::string_view begin;
  const char* what;
  const char* advice;
};

constexpr const char* kUnpack = "unpack it first";
constexpr const char* kWithPandas = "write it as CSV first, such as with pandas' to_csv(..., index=False)";
constexpr const char* kAsUtf8 = "convert it first, such as with 'iconv -f UTF-16 -t UTF-8'";

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n"sv;

constexpr Signature kSignatures[] = {
    {"PK\x03\x04"sv, "a zip file", kUnpack},
    {"PK\x05\x06"sv, "an empty zip file", kUnpack},
    {"BZh"sv, "a bzip2 file", kUnpack},
    {"\xfd"
     "7zXZ\0"sv,
     "an xz file", kUnpack},
    {"\x28\xb5\x2f\xfd"sv, "a zstd file", kUnpack},
    {"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip file", kUnpack},
    {"PAR1"sv, "a Parquet file", kWithPandas},
    {"ARROW1\0"sv, "an Arrow file", kWithPandas},
    {"FEA1"sv, "a Feather file", kWithPandas},
    {kHdf5, "an HDF5 file", "'cartograf export' writes a feature store as CSV"},
    {"\x93NUMPY"sv, "a NumPy array", "write it as CSV first, with a column of keys"},
    {"SQLite format 3\0"sv, "an SQLite database", "write the table as CSV first"},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "a file of Microsoft Office", "save the table as CSV"},
    {"%PDF-"sv, "a PDF file", "save the table as CSV"},
    {"version https://git-lfs.github.com/spec/"sv, "a pointer of Git LFS, not the file that it stands for", "fetch that with 'git lfs pull'"},
    {"\xff\xfe\0\0"sv, "a text in UTF-32", "convert it first, such as with 'iconv -f UTF-32 -t UTF-8'"},
    {"\0\0\xfe\xff"sv, "a text in UTF-32", "convert it first, such as with 'iconv -f UTF-32 -t UTF-8'"},
    {"\xff\xfe"sv, "a text in UTF-16", kAsUtf8},
    {"\xfe\xff"sv, "a text in UTF-16", kAsUtf8},
};

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"sv); }

/// PROTO, a version from 2 to 5, and an opcode that may follow: FRAME from version 4 on.
bool is_pickle(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[0] != '\x80' || bytes[1] < 2 || bytes[1] > 5) return false;
  return bytes[1] < 4 ? "}])(cXUKJGNI\x8a\x8c"sv.find(bytes[2]) != std::string_view::npos : bytes[2] == '\x95';
}

/// UTF-16 of ASCII without a byte order mark: every other byte is NUL.
bool is_bare_utf16(std::string_view bytes) {
  const std::size_t n = std::min<std::size_t>(bytes.size(), 64) / 2 * 2;
  if (n < 4) return false;
  for (const std::size_t nul : {std::size_t{0}, std::size_t{1}}) {
    bool all = true;
    for (std::size_t i = 0; i < n; ++i) all = all && (bytes[i] == '\0') == (i % 2 == nul);
    if (all) return true;
  }
  return false;
}

bool has_old_mac_lines(std::string_view bytes) {
  return bytes.find('\n') == std::string_view::npos && bytes.find('\r') < bytes.size() - 1;  // a last one may be a half CR LF
}

bool begins_as_html(std::string_view bytes) {
  std::string begin(bytes.substr(0, 14));
  std::transform(begin.begin(), begin.end(), begin.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return begin.starts_with("<!doctype html") || begin.starts_with("<html");
}

std::string_view without_blanks(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == text.npos ? std::string_view() : text.substr(begin);
}

}  // namespace

std::optional<ForeignFile> foreign_file(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, 4096);
  if (begin.starts_with("PK\x03\x04"sv)) {
    if (begin.find("xl/") != begin.npos || begin.find("[Content_Types].xml") != begin.npos) return ForeignFile{"an Excel workbook", "save the table as CSV"};
    if (begin.find("/data.pkl") != begin.npos) return ForeignFile{"a file of PyTorch", "write the table as CSV first"};
  }
  for (const Signature& signature : kSignatures) {
    if (bytes.starts_with(signature.begin)) return ForeignFile{signature.what, signature.advice};
  }
  if (is_gzip(bytes)) return ForeignFile{"a gzip file inside a gzip file", kUnpack};
  if (is_pickle(bytes)) return ForeignFile{"a Python pickle", kWithPandas};
  if (begins_as_html(without_blanks(bytes))) return ForeignFile{"a page of HTML", "download the file itself"};
  if (is_bare_utf16(bytes)) return ForeignFile{"a text in UTF-16", kAsUtf8};
  if (has_old_mac_lines(bytes)) {
    return ForeignFile{"a text whose lines end as those of old Macs do (CR alone)", R"(convert it first, such as with 'tr "\r" "\n"')"};
  }
  return std::nullopt;
}

bool is_hdf5(std::string_view bytes) { return bytes.starts_with(kHdf5); }

void refuse_hdf5(const std::filesystem::path& path, std::string_view bytes, const std::string& expected) {
  if (!is_hdf5(bytes)) return;
  throw InputError(input_name(path) + ": expected " + expected + ", found an HDF5 file" + (is_stream(path) ? std::string("; ") + kHdf5NeedsName : ""));
}

bool begins_as_json(std::string_view text) {
  const std::string_view begin = without_blanks(text);
  return begin.starts_with('{') || begin.starts_with('[');
}

namespace {

/// Unpacks a gzip file while it is read.
class GzipText {
 public:
  /// `look` sees what was unpacked so far.
  GzipText(std::string name, Look look) : name_(std::move(name)), look_(std::move(look)) {
    constexpr int gzip_alone = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_alone) != Z_OK) throw Error(name_ + ": cannot unpack: out of memory");
  }
  ~GzipText() { inflateEnd(&stream_); }
  GzipText(const GzipText&) = delete;
  GzipText& operator=(const GzipText&) = delete;

  /// The bytes of the file so far.
  void see(std::string_view bytes) {
    bytes.remove_prefix(seen_);
    while (!bytes.empty()) {
      constexpr std::size_t most = std::numeric_limits<uInt>::max();
      const std::size_t n = std::min(most, bytes.size());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // which zlib does not write to
      stream_.avail_in = static_cast<uInt>(n);
      while (unpack_some()) {
      }
      bytes.remove_prefix(n);
      seen_ += n;
    }
  }

  std::string take() {
    if (in_member_) throw InputError(name_ + ": the gzip file ends before its text does");
    return std::move(text_);
  }

 private:
  /// Whether there may be more to unpack of what was given.
  bool unpack_some() {
    if (!in_member_) skip_padding();
    if (!in_member_ && stream_.avail_in == 0) return false;
    if (!in_member_) begin_member();
    stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_out = static_cast<uInt>(buffer_.size());
    const uInt before = stream_.avail_in;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    n_packed_ += before - stream_.avail_in;
    text_.append(buffer_.data(), buffer_.size() - stream_.avail_out);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      throw InputError(name_ + ": the gzip file is damaged: " + (stream_.msg != nullptr ? stream_.msg : "its checksum is wrong"));
    }
    if (look_) look_(text_);
    require_plausible_ratio();
    if (status == Z_STREAM_END) end_member();
    return status == Z_STREAM_END || stream_.avail_out == 0;
  }

  /// Zero bytes behind the last member, as gzip takes them: tapes and block devices have them.
  void skip_padding() {
    while (n_packed_ > 0 && stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
  }

  void begin_member() {
    inflateReset(&stream_);
    in_member_ = true;
    text_before_ = text_.size();
  }

  void end_member() {
    in_member_ = false;
    n_empty_ = text_.size() == text_before_ ? n_empty_ + 1 : 0;
    constexpr int most = 1000;  // block-wise writers end with one
    if (n_empty_ > most) throw InputError(name_ + ": expected a text, found more than " + std::to_string(most) + " empty parts of a gzip file, one behind the other");
  }

  void require_plausible_ratio() const {
    constexpr std::uint64_t small = std::uint64_t{32} << 20, most = 200;  // exports of features have 50
    if (text_.size() <= small || text_.size() / most <= n_packed_) return;
    throw InputError(name_ + ": expected a text of at most " + std::to_string(most) + " times the size of its gzip file, found a larger one; unpack it first if it is sound");
  }

  std::string name_;
  Look look_;
  z_stream stream_{};
  std::array<char, std::size_t{1} << 16> buffer_{};
  std::string text_;
  std::size_t seen_ = 0, text_before_ = 0;
  std::uint64_t n_packed_ = 0;
  bool in_member_ = false;
  int n_empty_ = 0;
};

}  // namespace

void require_existing(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return;
  if (error == std::errc::permission_denied) throw IoError(input_name(path) + ": cannot look for it: " + describe_errno(EACCES));
  if (error == std::errc::too_many_symbolic_link_levels) throw InputError(input_name(path) + ": expected a file, found symbolic links that lead in a circle");
  if (std::filesystem::is_symlink(path, error)) throw InputError(input_name(path) + ": the file that this symbolic link points to is not there");
  throw InputError(input_name(path) + ": no such file");
}

namespace {

std::string read_looking(const std::filesystem::path& path, std::size_t most, const Look& look) {
  const std::optional<int> stream = input_descriptor(path);
  if (stream) {
    const std::string name = input_name(path);
    require_no_folder(*stream, name);
    std::string bytes = read_all(*stream, name, most, look);
    if (bytes.empty()) throw InputError(name + ": found an empty stream; what a stream holds can be read once");
    return bytes;
  }
  require_existing(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw InputError(input_name(path) + ": expected a file, found a folder");
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw IoError(input_name(path) + ": cannot read: " + describe_errno(errno));
  return read_all(file.number(), input_name(path), most, look);
}

/// Looks at a text while it is read. Every byte is looked at once.
class TextCheck {
 public:
  explicit TextCheck(std::string name) : name_(std::move(name)) {}

  void see(const std::string& text) {
    while (seen_ < text.size()) {
      const char* const begin = text.data() + seen_;
      const std::size_t n_new = text.size() - seen_;
      const auto* const line_end = static_cast<const char*>(std::memchr(begin, '\n', n_new));
      const std::size_t n = line_end == nullptr ? n_new : static_cast<std::size_t>(line_end - begin) + 1;
      if (const auto* const nul = static_cast<const char*>(std::memchr(begin, '\0', n))) refuse_binary(text, static_cast<std::size_t>(nul - text.data()));
      seen_ += n;
      if (seen_ - line_start_ > kMostBytesOfLine && !begins_as_json(text)) {
        refuse_foreign(text);
        throw InputError(name_ + ":" + std::to_string(line_) + ": expected lines of at most " + std::to_string(kMostBytesOfLine >> 20) + " MiB, found a longer one");
      }
      if (line_end == nullptr) return;
      line_start_ = seen_;
      ++line_;
    }
    require_size(text.size(), kMostBytes, name_);
  }

  void refuse_foreign(const std::string& text) const {
    if (const std::optional<ForeignFile> foreign = foreign_file(text)) {
      throw InputError(name_ + ": expected a text, found " + foreign->what + "; " + foreign->advice);
    }
  }

 private:
  [[noreturn]] void refuse_binary(const std::string& text, std::size_t nul) const {
    refuse_foreign(text);
    throw InputError(name_ + ":" + std::to_string(line_) + ":" + std::to_string(nul - line_start_ + 1) + ": expected a text, found the byte " +
                     in_quotes(text.substr(nul, 1)) + " of a binary file");
  }

  std::string name_;
  std::size_t seen_ = 0, line_start_ = 0, line_ = 1;
};

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t most, const std::function<void(const std::string&)>& look) { return read_looking(path, most, look); }

std::string read_text(const std::filesystem::path& path) {
  const std::string name = input_name(path);
  TextCheck check(name);
  const Look look = [&](const std::string& text) { check.see(text); };
  GzipText unpacked(name, look);
  std::string text = read_looking(path, kMostBytes, [&](const std::string& bytes) {
    is_gzip(bytes) ? unpacked.see(bytes) : look(bytes);
  });
  if (is_gzip(text)) text = unpacked.take();
  check.refuse_foreign(text);
  return text;
}

}  // namespace cartograf
