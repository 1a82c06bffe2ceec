#include "kernels/features/codec.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/kernels/small_plan.hpp"
#include "tests/reference/oracle.hpp"

namespace cartograf {
namespace {

using testing_kernels::nasbench201_codec;

TEST(EdgeCodec, DecodesTheWholeSpaceToItsDigits) {
  const EdgeCodec codec = nasbench201_codec();
  for (std::uint64_t index = 0; index < reference::kNasbench201Size; ++index) {
    EdgeMask masks[5];
    codec.decode(index, masks);
    const reference::Key key = reference::nasbench201_key(index);
    for (std::size_t op = 0; op < 5; ++op) {
      for (std::size_t edge = 0; edge < 6; ++edge) {
        ASSERT_EQ(masks[op] >> edge & 1, key[edge] == static_cast<int>(op) ? 1u : 0u) << "index " << index;
      }
      ASSERT_EQ(masks[op] >> 6, 0u);
    }
  }
}

TEST(EdgeCodec, PutsPositionsOnTheirEdges) {
  EdgeCodec codec{3, 4, {2, 0, 1}};
  EdgeMask masks[4];
  codec.decode(1 * 16 + 3 * 4 + 1, masks);  // digits 1, 3, 1
  EXPECT_EQ(masks[0], 0u);
  EXPECT_EQ(masks[1], 0b110u);
  EXPECT_EQ(masks[2], 0u);
  EXPECT_EQ(masks[3], 0b001u);
}

TEST(EdgeCodec, OfLargeIndices) {
  EdgeCodec codec{62, 2, {}};
  for (std::uint8_t position = 0; position < 62; ++position) codec.edge_of_position[position] = position;
  EdgeMask masks[2];
  codec.decode((std::uint64_t{1} << 62) - 2, masks);  // 61 ones and a zero
  EXPECT_EQ(masks[0], std::uint64_t{1} << 61);
  EXPECT_EQ(masks[1], low_bits(61));
}

TEST(ArchitectureSource, CountsFromItsFirst) {
  ArchitectureSource source{nasbench201_codec()};
  source.first = 100;
  EdgeMask found[5], expected[5];
  source.masks_of_row(23, found);
  source.codec.decode(123, expected);
  for (int op = 0; op < 5; ++op) EXPECT_EQ(found[op], expected[op]);
}

TEST(ArchitectureSource, ReadsItsIndices) {
  const std::vector<std::uint64_t> indices = {7, 15624, 3};
  ArchitectureSource source{nasbench201_codec()};
  source.first = 100;
  source.indices = indices.data();
  EdgeMask found[5], expected[5];
  source.masks_of_row(1, found);
  source.codec.decode(15624, expected);
  for (int op = 0; op < 5; ++op) EXPECT_EQ(found[op], expected[op]);
}

TEST(ArchitectureSource, ReadsItsPackedAdjacency) {
  const std::vector<EdgeMask> packed = {1, 2, 4, 8, 16, 32, 16, 8, 4, 2};
  ArchitectureSource source{nasbench201_codec()};
  source.packed = packed.data();
  EdgeMask found[5];
  source.masks_of_row(1, found);
  for (std::size_t op = 0; op < 5; ++op) EXPECT_EQ(found[op], packed[5 + op]);
}

}  // namespace
}  // namespace cartograf
