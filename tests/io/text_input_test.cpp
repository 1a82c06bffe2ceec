// What a file is, and texts from files, gzip and streams.
#include "io/files/text_input.hpp"

#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using namespace std::string_literals;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using testing_support::write_text;

/// A gzip member, as zlib's own function for files writes it.
std::string gzip_of(const std::string& text) {
  const TempFolder folder;
  const gzFile file = gzopen((folder / "x.gz").c_str(), "wb");
  EXPECT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  gzclose(file);
  return testing_support::read_bytes(folder / "x.gz");
}

std::string numbers(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

std::string text_of(std::string_view bytes) {
  const TempFolder folder;
  write_text(folder / "x", bytes);
  return read_text(folder / "x");
}

std::string error_of(std::string_view bytes) {
  const TempFolder folder;
  write_text(folder / "x", bytes);
  const std::string message = message_of<InputError>([&] { read_text(folder / "x"); });
  const std::string name = (folder / "x").string();
  return message.starts_with(name) ? message.substr(name.size()) : "no file name in: " + message;
}

TEST(ReadText, UnpacksGzip) {
  const std::string text = numbers(200'000);
  EXPECT_TRUE(text_of(gzip_of(text)) == text);
  EXPECT_TRUE(text_of(gzip_of("a,b\n") + gzip_of(text)) == "a,b\n" + text);  // as 'cat' joins them
  EXPECT_EQ(text_of(gzip_of("")), "");
}

// Tapes and block devices fill up with zeros, which gzip(1) leaves out.
TEST(ReadText, UnpacksGzipWithZerosBehindIt) {
  const std::string zeros(5000, '\0');
  EXPECT_EQ(text_of(gzip_of("a,b\n") + zeros), "a,b\n");
  EXPECT_TRUE(contains(error_of(gzip_of("a,b\n") + zeros + std::string(100, 'x')), ": the gzip file is damaged"));
}

// Block-wise writers end with an empty member; a pipe of them has no end.
TEST(ReadText, RefusesEmptyGzipWithoutEnd) {
  const std::string empty = gzip_of("");
  std::string some, many;
  for (int i = 0; i < 100; ++i) some += empty;
  for (int i = 0; i < 1100; ++i) many += empty;
  EXPECT_EQ(text_of(gzip_of("a,b\n") + some + gzip_of("1,2\n")), "a,b\n1,2\n");
  EXPECT_EQ(error_of(gzip_of("a,b\n") + many), ": expected a text, found more than 1000 empty parts of a gzip file, one behind the other");
}

TEST(ReadText, RefusesGzipThatIsNothingButItsRatio) {
  std::string lines;
  while (lines.size() < (std::size_t{34} << 20)) lines += "\"(0, 0, 0, 0, 0, 0)\",1\n";
  const std::string packed = gzip_of(lines);
  ASSERT_GT(lines.size() / packed.size(), 200u);
  EXPECT_TRUE(contains(error_of(packed), ": expected a text of at most 200 times the size of its gzip file, found a larger one")) << error_of(packed);
  lines.resize(std::size_t{30} << 20);
  EXPECT_EQ(text_of(gzip_of(lines)).size(), lines.size());
}

TEST(ReadText, RefusesDamagedGzip) {
  const std::string bytes = gzip_of(numbers(1000));
  for (const std::size_t length : {std::size_t{3}, std::size_t{10}, std::size_t{11}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_EQ(error_of(bytes.substr(0, length)), ": the gzip file ends before its text does") << length;
  }
  for (const std::size_t position : {bytes.size() / 2, bytes.size() - 6, bytes.size() - 2}) {
    std::string damaged = bytes;
    damaged[position] = static_cast<char>(damaged[position] ^ 0x55);
    EXPECT_TRUE(contains(error_of(damaged), ": the gzip file is damaged") || contains(error_of(damaged), "ends before")) << position << error_of(damaged);
  }
  EXPECT_TRUE(contains(error_of(bytes + "rest"), ": the gzip file is damaged"));
  EXPECT_TRUE(contains(error_of(gzip_of(gzip_of("a\n"))), "a gzip file inside a gzip file"));
}

TEST(ReadText, SaysWhatAFileIs) {
  const std::pair<std::string, const char*> kinds[] = {
      {"PK\x03\x04\x14\0\0\0data.csv"s, "a zip file"},
      {"PK\x03\x04\x14\0\0\0[Content_Types].xml"s, "an Excel workbook"},
      {"PK\x03\x04\x14\0\0\0archive/data.pkl"s, "a file of PyTorch"},
      {"BZh91AY&SY", "a bzip2 file"},
      {"\xfd"
       "7zXZ\0\0"s,
       "an xz file"},
      {"\x28\xb5\x2f\xfd\x04", "a zstd file"},
      {"PAR1\x15\x04", "a Parquet file"},
      {"ARROW1\0\0"s, "an Arrow file"},
      {"\x89HDF\r\n\x1a\n\0"s, "an HDF5 file"},
      {"\x93NUMPY\x01\0"s, "a NumPy array"},
      {"SQLite format 3\0"s, "an SQLite database"},
      {"\x80\x04\x95\x1e\0"s, "a Python pickle"},
      {"\x80\x03}q\0"s, "a Python pickle"},
      {"\x80\x02]q\0"s, "a Python pickle"},
      {"\xff\xfen\0e\0t\0"s, "a text in UTF-16"},
      {"\xfe\xff\0n\0e\0t"s, "a text in UTF-16"},
      {"n\0e\0t\0,\0"s, "a text in UTF-16"},
      {"\0n\0e\0t\0,"s, "a text in UTF-16"},
      {"\xff\xfe\0\0n\0\0\0"s, "a text in UTF-32"},
      {"net,acc\r1,2\r", "old Macs"},
      {"\n <!DOCTYPE html>\n<html>", "a page of HTML"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a pointer of Git LFS"},
  };
  for (const auto& [bytes, what] : kinds) {
    EXPECT_TRUE(contains(error_of(bytes), what) && contains(error_of(bytes), "; ")) << what << ": " << error_of(bytes);
    EXPECT_TRUE(contains(error_of(gzip_of(bytes)), what)) << what;  // a pickle is often packed
  }
}

TEST(ReadText, TakesTextForText) {
  for (const std::string text : {"", "a", "\r", "a,b\r\n", "a\r\nb\r", "(0, 1)\n", "\xEF\xBB\xBFnet\n", "{\"a\": 1}", "PA", "\x80rest", "\xe4\n", "B"}) {
    EXPECT_EQ(text_of(text), text);
  }
}

TEST(ReadText, NamesTheFirstNul) {
  EXPECT_EQ(error_of("net,acc\n(0),1\n(\0),2\n"s), ":3:2: expected a text, found the byte '\\x00' of a binary file");
}

TEST(ReadText, KnowsJson) {
  EXPECT_TRUE(begins_as_json(" \n{\"a\": 1}"));
  EXPECT_TRUE(begins_as_json("\xEF\xBB\xBF[1]"));
  EXPECT_FALSE(begins_as_json("net,acc\n{"));
  EXPECT_FALSE(begins_as_json(""));
}

TEST(ReadFile, ReadsStreamsThroughTheirDescriptor) {
  const testing_support::PipedText piped("net,acc\n");
  EXPECT_EQ(read_file(piped.name()), "net,acc\n");
  EXPECT_EQ(message_of<InputError>([&] { read_file(piped.name()); }),
            piped.name() + ": found an empty stream; what a stream holds can be read once");
}

// A path opened anew would begin at the beginning.
TEST(ReadFile, GoesOnWhereTheDescriptorIs) {
  const TempFolder folder;
  write_text(folder / "x", "read before\nnet\n");
  FILE* const file = fopen((folder / "x").c_str(), "rb");
  ASSERT_EQ(lseek(fileno(file), 12, SEEK_SET), 12);
  EXPECT_EQ(read_file("/dev/fd/" + std::to_string(fileno(file))), "net\n");
  fclose(file);
}

TEST(StreamName, KnowsDescriptors) {
  EXPECT_EQ(input_descriptor("-"), 0);
  EXPECT_EQ(output_descriptor("-"), 1);
  EXPECT_EQ(output_descriptor("/dev/stdout"), 1);
  EXPECT_EQ(input_descriptor("/dev/stdin"), 0);
  EXPECT_EQ(output_descriptor("/dev/fd/63"), 63);
  EXPECT_EQ(output_descriptor("/proc/self/fd/3"), 3);
  for (const char* name : {"", "./-", "-.csv", "/dev/fd/", "/dev/fd/x", "/dev/fd/-1", "/dev/fd/1/x", "/dev/null", "/dev/shm/x"}) {
    EXPECT_EQ(output_descriptor(name), std::nullopt) << name;
  }
  EXPECT_EQ(input_name("-"), "standard input");
  EXPECT_EQ(output_name("-"), "standard output");
}

}  // namespace
}  // namespace cartograf
