// What is free is known before anything is written, and said where it does not do.
#include "io/files/free_space.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "io/files/text_output.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/small_disk.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::SmallDisk;
using testing_support::TempFolder;
using testing_support::write_text;

TEST(FreeSpace, IsThatOfTheDiskOfTheFile) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", 256);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  EXPECT_EQ(free_space(folder / "disk/x.h5"), 256u << 10);
  write_text(folder / "disk/y", std::string(64 << 10, 'y'));
  EXPECT_EQ(free_space(folder / "disk/x.h5"), 192u << 10);
  write_text(folder / "disk/linked", "");
  std::filesystem::create_symlink("disk/linked", folder / "link");
  EXPECT_EQ(free_space(folder / "link"), 192u << 10);
  EXPECT_GT(free_space(folder / "x.h5"), 192u << 10);
  EXPECT_EQ(free_space(folder / "none/x.h5"), std::nullopt);
}

TEST(FreeSpace, IsUnknownWhereTheSystemDoesNotCount) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", 0);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  EXPECT_EQ(free_space(folder / "disk/x"), std::nullopt);
  require_free_space(folder / "disk/x", 1e30, "it takes much", "take less");
}

TEST(FreeSpace, ThatWillNotDoIsNamed) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", 256);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  const std::filesystem::path file = folder / "disk/x.h5";
  require_free_space(file, 256 << 10, "the store takes all", "take less");
  EXPECT_EQ(message_of<IoError>([&] { require_free_space(file, (256 << 10) + 1, "the store takes more", "take less"); }),
            file.string() + ": No space left on device: the store takes more, there are 262.1 kB free; take less");
}

TEST(FreeSpace, AndWhatWasWrittenAreSaidWhenADiskIsFull) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", 256);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  const std::string message = message_of<DiskFull>([&] {
    OutputStream out(folder / "disk/x.csv", false);
    out.write(std::string(std::size_t{2} << 20, 'x'));
    out.finish();
  });
  EXPECT_EQ(message, (folder / "disk/x.csv").string() + ": cannot write: No space left on device (errno 28); 262.1 kB of it were written, 0 bytes are free");
}

TEST(FreeSpace, IsWhatFullDisksAndQuotasLack) {
  for (const int error : {ENOSPC, EDQUOT}) EXPECT_THROW(throw_write_error("x", error), DiskFull);
  EXPECT_EQ(message_of<IoError>([] { throw_write_error("x: cannot write", EIO); }), "x: cannot write: Input/output error (errno 5)");
  try {
    throw_write_error("x", EFBIG);
  } catch (const DiskFull&) {
    ADD_FAILURE() << "a limit of this process is no full disk";
  } catch (const IoError&) {
  }
}

}  // namespace
}  // namespace cartograf
