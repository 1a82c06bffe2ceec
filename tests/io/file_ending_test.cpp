#include "io/files/file_ending.hpp"

#include <gtest/gtest.h>

#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::message_of;

TEST(FileEnding, IsOneOfThoseThatAreNamed) {
  EXPECT_NO_THROW(require_ending("a.csv", {".csv"}));
  EXPECT_NO_THROW(require_ending("folder.d/a.h5", {".csv", ".h5"}));
  EXPECT_NO_THROW(require_ending("folder.d/a", {".h5", kNoEnding}));
  EXPECT_EQ(message_of<InputError>([] { require_ending("a.txt", {".csv"}); }), "a.txt: expected a name that ends in .csv");
  EXPECT_EQ(message_of<InputError>([] { require_ending("a.txt", {".csv", ".npy", ".h5"}); }), "a.txt: expected a name that ends in .csv, .npy or .h5");
  EXPECT_EQ(message_of<InputError>([] { require_ending("a", {".csv"}); }), "a: expected a name that ends in .csv");
  EXPECT_EQ(message_of<InputError>([] { require_ending("a.csv.gz", {".csv", kNoEnding}, "a table is a text", "unpack it"); }),
            "a.csv.gz: a table is a text; expected a name that ends in .csv, or has no ending; unpack it");
}

TEST(FileEnding, IsNotAskedOfStreams) {
  for (const char* name : {"-", "/dev/stdout", "/dev/fd/1", "/dev/null"}) EXPECT_NO_THROW(require_ending(name, {".csv"})) << name;
}

}  // namespace
}  // namespace cartograf
