#include <set>

#include <cartograf/version.hpp>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Help : public Cli, public testing::WithParamInterface<const char*> {};

TEST_P(Help, HasAnExampleAndGoesToStandardOutput) {
  const Result result = cartograf({GetParam(), "--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(contains(result.out, "Examples")) << result.out;
  EXPECT_TRUE(contains(result.out, std::string("cartograf ") + GetParam())) << result.out;
  // Those compute nothing.
  const bool on_one_thread = std::set<std::string>{"inspect", "import", "predictors"}.contains(GetParam());
  EXPECT_EQ(contains(result.out, "--threads"), !on_one_thread) << result.out;
}

TEST_P(Help, TouchesNothing) {
  cartograf({GetParam(), "--help"});
  EXPECT_EQ(snapshot(folder_.path()), Snapshot{});
}

constexpr const char* kCommands[] = {"spaces", "features", "inspect", "export", "convert", "import", "predictors", "train", "predict",
                                     "evaluate", "explain", "select", "reproduce", "search", "stats", "bench"};

INSTANTIATE_TEST_SUITE_P(Commands, Help, testing::ValuesIn(kCommands),
                         [](const auto& run) { return test_name({run.param}); });

class General : public Cli {};

TEST_F(General, HelpNamesEveryCommand) {
  const std::string text = output_of({"--help"});
  for (const char* command : kCommands) {
    EXPECT_TRUE(contains(text, command)) << command;
  }
}

// What a command refuses of a space, its help has "of a store" behind.
TEST_F(General, HelpSaysWhichOptionsAreOfStores) {
  write("t.csv", target_table(9));
  const std::vector<Arguments> train = {{"--join", "t.csv"}, {"--columns", "a"}, {"--exclude", "a"}, {"--log", "a"}, {"--missing", "-1"}};
  const auto help_has = [&](const char* command, const std::string& option) {
    const std::string help = output_of({command, "--help"});
    const std::size_t at = help.find("\n  " + option + " ");
    ASSERT_NE(at, help.npos) << help;
    const std::string text = help.substr(at + 1, help.find("\n  -", at + 1) - at);
    EXPECT_TRUE(contains(text, " of a store: ")) << text;
  };
  for (const Arguments& option : train) {
    help_has("train", option[0]);
    fails(2, {"train", "nasbench201", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj", option[0], option[1]}, {"are for a feature store, found a search space"});
  }
  help_has("predict", "--join");
  EXPECT_FALSE(contains(output_of({"evaluate", "--help"}), " of a store: "));  // which has all of them for spaces too
}

TEST_F(General, VersionIsThatOfTheProject) { EXPECT_EQ(output_of({"--version"}), "cartograf " CARTOGRAF_VERSION "\n"); }

TEST_F(General, NoCommandIsBadUsage) { fails(2, {}, {"--help"}); }

TEST_F(General, UnknownCommandIsBadUsage) { fails(2, {"feature"}, {"feature"}); }

// Whoever reads the output must not take half of it for all of it.
TEST_F(General, OutputToAFullDiskIsAnError) {
  make_store();
  const std::vector<Arguments> commands = {{"spaces"},
                                           {"spaces", "nasbench201", "--json"},
                                           {"inspect", "s.h5", "--json"},
                                           {"evaluate", "s.h5", "--target", "params", "--models", "xgb", "--train-sizes", "9", "--seeds", "1:2"},
                                           {"stats", "s.h5"},
                                           {"--version"},
                                           {"features", "--help"}};
  for (const Arguments& arguments : commands) {
    const Result result = cartograf(arguments, "/dev/full");
    EXPECT_EQ(result.exit_code, 1) << arguments.front();
    EXPECT_TRUE(contains(result.err, "standard output")) << arguments.front() << ": " << result.err;
  }
}

}  // namespace
}  // namespace testing_cli
