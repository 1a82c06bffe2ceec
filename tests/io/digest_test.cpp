#include "io/hdf5/digest.hpp"

#include <gtest/gtest.h>

namespace cartograf {
namespace {

std::string digest_of(std::string_view bytes) {
  Digest digest;
  digest.update(bytes.data(), bytes.size());
  return digest.text();
}

// Published test vector of XXH3-128 for no bytes; the text stands in every store.
TEST(Digest, OfNothingIsTheOneOfXxh3) { EXPECT_EQ(Digest().text(), "xxh3-128:99aa06d3014798d86001c324468d497f"); }

TEST(Digest, DoesNotDependOnThePieces) {
  Digest pieces;
  pieces.update("abc", 3);
  pieces.update("", 0);
  pieces.update("def", 3);
  EXPECT_EQ(pieces.text(), digest_of("abcdef"));
}

TEST(Digest, SeesEveryBitAndTheOrder) {
  EXPECT_NE(digest_of("abc"), digest_of("abb"));
  EXPECT_NE(digest_of("abc"), digest_of("acb"));
  EXPECT_NE(digest_of("abc"), digest_of(std::string_view("abc\0", 4)));
}

}  // namespace
}  // namespace cartograf
