// verify of stores of every kind that the command writes.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class VerifyCommand : public Cli, public testing::WithParamInterface<std::string> {};

TEST_P(VerifyCommand, FindsNothingInWhatWasWritten) {
  write("k.txt", "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|\n(4, 3, 0, 3, 1, 4)\n|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|\n");
  ASSERT_EQ(shell("$C features " + GetParam() + " --device cpu -o s.h5").exit_code, 0);
  const nlohmann::json found = json_of({"verify", "s.h5", "--json", "--all", "--device", "cpu"}), said = json_of({"inspect", "s.h5", "--json"});
  EXPECT_EQ(found["recomputed"], said["rows"]);
  EXPECT_EQ(found["content_digest"], said["content_digest"]);
  EXPECT_TRUE(found["without_checksum"].empty());
}

INSTANTIATE_TEST_SUITE_P(Stores, VerifyCommand,
                         testing::Values("nasbench201 --adjacency", "nasbench201 --keys k.txt", "nasbench201 --families cost", "nasbench201 --families signal,op_count --range 0:500",
                                         "nasbench201 --no-keys --dtype int8 --compression gzip", "nasbench101 --sample 3000 --dtype int8", "nasbench101 --sample 500 --families signal --dtype float32",
                                         "darts --sample 200", "nasnet --sample 60 --families op_count", "naap440 --convention zc_combine", "transnasbench101_macro", "nasbench201 --shard 1/4",
                                         "nasbench201 --unique --range 0:700", CARTOGRAF_DOCS_DIR "/examples/two_inputs.json"),
                         [](const auto& store) { return std::to_string(store.index); });

TEST_F(VerifyCommand, SaysWhatItLookedAt) {
  make_store("s.h5", {"--range", "0:2000", "--no-content-digest"});
  const std::string said = output_of({"verify", "s.h5", "--rows", "50"});
  EXPECT_TRUE(contains(said, "s.h5\n  checksums   right\n  recomputed  50 of 2,000 rows: the same\n  content     sha256:")) << said;
  EXPECT_TRUE(contains(said, ", which the store does not say\n")) << said;
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "--train-size", "50", "-o", "m.h5"});
  succeeds({"predict", "s.h5", "--model", "m.h5", "-o", "p.h5"});
  EXPECT_TRUE(contains(output_of({"verify", "p.h5"}), "recomputed  0 of 2,000 rows"));
  std::string changed = bytes("s.h5");
  changed[changed.size() / 3] = static_cast<char>(changed[changed.size() / 3] ^ 1);
  write("s.h5", changed);
  fails(2, {"verify", "s.h5"}, {"s.h5: /features is damaged, or was changed: its checksum is wrong"});
  fails(2, {"verify", "m.h5"}, {"m.h5: expected a feature store, found a model"});
  fails(2, {"verify", "none.h5"}, {"none.h5"});
}

}  // namespace
}  // namespace testing_cli
