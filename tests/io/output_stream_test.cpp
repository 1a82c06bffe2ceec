#include <gtest/gtest.h>

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
  EXPECT_EQ(folder.names(), Names{"x.partial"});
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
