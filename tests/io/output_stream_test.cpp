#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using Names = std::vector<std::string>;

TEST(OutputStream, WritesAFileThatAppearsWhenFinished) {
  const TempFolder folder;
  OutputStream out(folder / "x", false);
  out.write("one ");
  out.write("two");
  EXPECT_EQ(folder.names(), Names{"x.*.partial"});
  out.finish();
  EXPECT_EQ(read_bytes(folder / "x"), "one two");
}

TEST(OutputStream, WritesMoreThanItsBuffer) {
  const TempFolder folder;
  std::string expected;
  OutputStream out(folder / "x", false);
  for (int i = 0; i < 300000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    expected += line;
    out.write(line);
  }
  out.finish();
  EXPECT_TRUE(read_bytes(folder / "x") == expected);
}

TEST(OutputStream, LeavesNothingWhenNotFinished) {
  const TempFolder folder;
  { OutputStream(folder / "x", false).write("lost"); }
  EXPECT_EQ(folder.names(), Names{});
}

TEST(OutputStream, WritesStraightToADevice) {
  OutputStream out("/dev/null", false);
  out.write("text");
  out.finish();
}

/// What a file holds after an OutputStream wrote to its descriptor.
std::string written_behind(const std::string& before, int flags) {
  const TempFolder folder;
  testing_support::write_text(folder / "x", before);
  const int file = open((folder / "x").c_str(), O_WRONLY | flags);
  OutputStream out("/dev/fd/" + std::to_string(file), false);
  out.write("ours\n");
  out.finish();
  EXPECT_EQ(write(file, "after\n", 6), 6);  // the descriptor is still open, and stands behind what we wrote
  close(file);
  return read_bytes(folder / "x");
}

// The name opened anew would begin at the start of the file, or behind all that others write later.
TEST(OutputStream, WritesThroughTheDescriptor) {
  EXPECT_EQ(written_behind("", 0), "ours\nafter\n");
  EXPECT_EQ(written_behind("before\n", O_APPEND), "before\nours\nafter\n");
}

TEST(OutputStream, ToAClosedOrReadDescriptorIsAnIoError) {
  const TempFolder folder;
  testing_support::write_text(folder / "x", "old");
  const int file = open((folder / "x").c_str(), O_RDONLY);
  const std::string name = "/dev/fd/" + std::to_string(file);
  EXPECT_EQ(message_of<IoError>([&] { check_output(name, true); }), name + ": cannot open for writing: it is open for reading alone");
  EXPECT_THROW(OutputStream(name, true), IoError);
  close(file);
  EXPECT_TRUE(testing_support::contains(message_of<IoError>([&] { check_output(name, true); }), "Bad file descriptor"));
  EXPECT_EQ(read_bytes(folder / "x"), "old");
}

TEST(OutputStream, TakesAFileBelowDevForAFile) {
  if (!std::filesystem::is_directory("/dev/shm")) GTEST_SKIP() << "no folder /dev/shm";
  const std::string name = "/dev/shm/cartograf_output_stream_test_" + std::to_string(getpid());
  OutputStream out(name, false);
  out.write("text");
  out.finish();
  EXPECT_EQ(read_bytes(name), "text");
  std::filesystem::remove(name);
}

TEST(OutputStream, OnAFullDeviceIsAnIoError) {
  OutputStream out("/dev/full", false);
  out.write("text");
  const std::string message = message_of<IoError>([&] { out.finish(); });
  EXPECT_EQ(message, "/dev/full: cannot write: No space left on device (errno 28)");
}

TEST(OutputStream, OnAFullDeviceFailsBeforeTheEnd) {
  OutputStream out("/dev/full", false);
  EXPECT_THROW(out.write(std::string(std::size_t{4} << 20, 'x')), IoError);
}

TEST(ReadFile, GivesAllBytes) {
  const TempFolder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  testing_support::write_text(folder / "x", bytes);
  EXPECT_EQ(read_file(folder / "x"), bytes);
}

TEST(ReadFile, GivesAnEmptyFile) {
  const TempFolder folder;
  testing_support::write_text(folder / "x", "");
  EXPECT_EQ(read_file(folder / "x"), "");
}

}  // namespace
}  // namespace cartograf
