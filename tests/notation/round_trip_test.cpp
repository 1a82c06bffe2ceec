// Every notation of every space: what is written is read as the same words.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "kernels/base/parallel.hpp"
#include "tests/notation/spaces.hpp"
#include "tests/support/sanitized.hpp"

namespace cartograf {
namespace {

using testing_notation::space_of;

/// Spaces with more architectures than this are sampled.
constexpr std::uint64_t kMostEnumerated = testing_support::fewer(500'000);
constexpr std::uint64_t kSample = testing_support::fewer(100'000);

struct Written {
  const char* space;
  const char* notation;
};

class NotationRoundTrips : public testing::TestWithParam<Written> {};

TEST_P(NotationRoundTrips, KeepTheWords) {
  const auto space = space_of(GetParam().space);
  const Notation& notation = find_notation(*space, GetParam().notation);
  const bool all = space->numbered() && space->size() <= kMostEnumerated;
  std::vector<std::uint64_t> indices = all ? std::vector<std::uint64_t>(space->size()) : space->sample(kSample, 20);
  if (all) std::iota(indices.begin(), indices.end(), std::uint64_t{0});
  for_row_blocks(indices.size(), 2, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      const EncodedKey architecture{words_of(*space, indices[i]), indices[i]};
      const std::string text = notation.write(*space, architecture);
      const EncodedKey read = read_key(*space, text);
      if (read.words == architecture.words && read.index == architecture.index) continue;
      throw InputError(text + " is index " + std::to_string(indices[i]) + " and is read as index " + std::to_string(read.index));
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, NotationRoundTrips,
                         testing::Values(Written{"nasbench201", "net"}, Written{"nasbench201", "nats"}, Written{"nasbench201.json", "nats"},
                                         Written{"transnasbench101_micro", "net"}, Written{"transnasbench101_micro", "nats"},
                                         Written{"transnasbench101_micro", "transnas"}, Written{"transnasbench101_macro", "net"},
                                         Written{"transnasbench101_macro", "transnas"}, Written{"natsbench_size.json", "net"},
                                         Written{"natsbench_size.json", "nats"}, Written{"nasbench101", "net"}, Written{"nasbench101", "nasbench101"},
                                         Written{"nasbench101_small.json", "nasbench101"}, Written{"darts", "net"}, Written{"darts", "genotype"},
                                         Written{"darts", "nasbench301"}, Written{"darts_cell", "net"}, Written{"darts_cell", "genotype"},
                                         Written{"darts_none", "net"}, Written{"darts_none", "genotype"}, Written{"nasnet", "net"}, Written{"nasnet", "genotype"},
                                         Written{"amoebanet", "genotype"}, Written{"pnas", "genotype"}, Written{"enas", "genotype"}, Written{"darts_none_cell", "net"}, Written{"darts_none_cell", "genotype"}, Written{"nasnet_cell", "net"},
                                         Written{"nasnet_cell", "genotype"}, Written{"amoebanet_cell", "net"}, Written{"amoebanet_cell", "genotype"},
                                         Written{"pnas_cell", "net"}, Written{"pnas_cell", "genotype"}, Written{"enas_cell", "net"},
                                         Written{"enas_cell", "genotype"}, Written{"nasbench_macro", "net"}, Written{"naap440", "net"}),
                         [](const auto& test) {
                           std::string name = std::string(test.param.space) + "_" + test.param.notation;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(NotationsOfSpaces, AreThoseOfTheirBenchmarks) {
  const auto names = [](const char* space) {
    std::string text;
    for (const Notation* notation : notations_of(*space_of(space))) text += std::string(notation->name) + " ";
    return text;
  };
  EXPECT_EQ(names("nasbench201"), "net nats ");
  EXPECT_EQ(names("nasbench101"), "net nasbench101 ");
  EXPECT_EQ(names("transnasbench101_micro"), "net nats transnas ");
  EXPECT_EQ(names("transnasbench101_macro"), "net transnas ");
  EXPECT_EQ(names("darts"), "net genotype nasbench301 ");
  EXPECT_EQ(names("darts_cell"), "net genotype ");
  EXPECT_EQ(names("naap440"), "net ");
  EXPECT_EQ(names("natsbench_size.json"), "net nats ");
  EXPECT_EQ(names("autoformer_tiny.json"), "net ");
}

}  // namespace
}  // namespace cartograf
