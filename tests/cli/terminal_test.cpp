// What people see on a terminal: a bar that is gone before anything else is printed, colours, and the width of the help.
#include <algorithm>
#include <regex>

#include "tests/cli/cli.hpp"
#include "tests/cli/terminal.hpp"

namespace testing_cli {
namespace {

class Terminal : public Cli {
 protected:
  TerminalResult in_terminal(const Arguments& arguments, int columns = 100, const std::vector<std::string>& variables = {}) const {
    TerminalResult result = run_in_terminal(arguments, folder_.path(), columns, variables);
    EXPECT_EQ(result.exit_code, 0) << result.bytes;
    return result;
  }

  static bool any_line_holds(const TerminalResult& result, const std::string& part) {
    for (const std::string& line : result.screen) {
      if (contains(line, part)) return true;
    }
    return false;
  }

  const Arguments evaluate_ = {"evaluate", "s.h5", "--target", "params", "--models", "ridge,knn", "--train-sizes", "9,20", "--seeds", "1:4"};
};

TEST_F(Terminal, ShowsABarThatSaysWhatRuns) {
  const TerminalResult result = in_terminal({"features", "nasbench201", "-o", "s.h5"});
  EXPECT_TRUE(contains(result.bytes, "\r\x1b[Kfeatures nasbench201  [")) << result.bytes;
  EXPECT_TRUE(contains(result.bytes, " of 15,625  ")) << result.bytes;
  EXPECT_TRUE(contains(result.bytes, "/s  ")) << result.bytes;
  EXPECT_FALSE(contains(result.bytes, "e+")) << result.bytes;
}

TEST_F(Terminal, ShowsABarThatSaysHowLargeAStoreIs) {
  const TerminalResult plain = in_terminal({"features", "nasbench201", "-o", "s.h5"}, 120);
  EXPECT_TRUE(std::regex_search(plain.bytes, std::regex("/s  [0-9:]+ s left  [0-9.]+ MB\r"))) << plain.bytes;
  const TerminalResult compressed = in_terminal({"features", "nasbench201", "-o", "z.h5", "--compression", "gzip"}, 120);
  EXPECT_TRUE(std::regex_search(compressed.bytes, std::regex("/s  [0-9:]+ s left  [0-9.]+ k?B \\([0-9.]+:1\\)\r"))) << compressed.bytes;
}

TEST_F(Terminal, ListsSpacesInColumns) {
  std::vector<std::string> names;
  for (const nlohmann::json& space : json_of({"spaces", "--json"})) names.push_back(space.at("name"));
  for (const int columns : {50, 80, 100, 300}) {
    const TerminalResult result = in_terminal({"spaces"}, columns);
    std::vector<std::string> listed;
    for (const std::string& line : result.screen) {
      EXPECT_LE(line.size(), static_cast<std::size_t>(columns)) << line;
      if (line.starts_with(' ')) continue;
      listed.push_back(line.substr(0, line.find(' ')));
      EXPECT_EQ(line.find_last_of(" 0123456789", 39), columns == 50 ? line.size() - 1 : 39u) << line;  // where sizes end
      EXPECT_TRUE(columns == 50 || line.substr(39, 2) == "  ") << line;
    }
    EXPECT_EQ(listed, names) << columns;
    EXPECT_EQ(any_line_holds(result, "darts                   about 1.077e+18"), true);
  }
  const std::string elsewhere = output_of({"spaces"});
  EXPECT_EQ(static_cast<std::size_t>(std::count(elsewhere.begin(), elsewhere.end(), '\n')), names.size());
}

TEST_F(Terminal, HasNoBarLeftAtTheEnd) {
  const TerminalResult result = in_terminal({"features", "nasbench201", "-o", "s.h5"});
  ASSERT_EQ(result.screen.size(), 1u) << result.bytes;
  EXPECT_TRUE(result.screen[0].starts_with("s.h5: 15,625 architectures of nasbench201 x 191 features")) << result.screen[0];
}

TEST_F(Terminal, HasRowsOfEvaluateAndNoBarAmongThem) {
  make_store();
  const TerminalResult result = in_terminal(evaluate_);
  EXPECT_TRUE(contains(result.bytes, "evaluate nasbench201  [")) << result.bytes;
  ASSERT_EQ(result.screen.size(), 5u) << result.bytes;
  EXPECT_TRUE(result.screen[0].starts_with("model    train size  seeds      Kendall tau")) << result.screen[0];
  EXPECT_TRUE(result.screen[1].starts_with("ridge             9      3 ")) << result.screen[1];
  EXPECT_TRUE(result.screen[2].starts_with("ridge            20      3 ")) << result.screen[2];
  EXPECT_TRUE(result.screen[3].starts_with("knn               9      3 ")) << result.screen[3];
  EXPECT_TRUE(result.screen[4].starts_with("knn              20      3 ")) << result.screen[4];
  EXPECT_FALSE(any_line_holds(result, "[#") || any_line_holds(result, "[.")) << result.bytes;
}

TEST_F(Terminal, HasNoBarBeforeATableThatIsTheOutput) {
  make_store();
  Arguments csv = evaluate_, select = {"select", "s.h5", "--target", "params", "--train-size", "20", "--seeds", "1:3", "--counts", "2,4", "--count", "2", "-o", "-"};
  csv.insert(csv.end(), {"--csv", "-"});
  const TerminalResult of_csv = in_terminal(csv), of_select = in_terminal(select);
  ASSERT_EQ(of_csv.screen.size(), 13u) << of_csv.bytes;
  EXPECT_EQ(of_csv.screen[0], "features,model,train_size,seed,model_seed,tau,spearman,r2,mse,mae");
  EXPECT_TRUE(contains(of_select.bytes, "select nasbench201  [")) << of_select.bytes;
  EXPECT_EQ(of_select.screen.size(), 2u) << of_select.bytes;
}

TEST_F(Terminal, ShowsNoBarThatIsNotWanted) {
  for (const char* option : {"--no-progress", "--quiet", "-q"}) {
    const TerminalResult result = in_terminal({"features", "nasbench201", "-o", "s.h5", "--overwrite", option});
    EXPECT_FALSE(contains(result.bytes, "\x1b[K") || contains(result.bytes, "[#")) << option << result.bytes;
    EXPECT_EQ(result.screen.empty() || result.screen == std::vector<std::string>{""}, std::string(option) != "--no-progress") << result.bytes;
  }
}

TEST_F(Terminal, ThatIsDumbGetsNoBar) {
  const TerminalResult result = in_terminal({"features", "nasbench201", "-o", "s.h5", "--overwrite"}, 100, {"TERM=dumb"});
  EXPECT_FALSE(contains(result.bytes, "\x1b[") || contains(result.bytes, "[#")) << result.bytes;
}

TEST_F(Terminal, HasNoBarAmongLinesOfAFileThatItIs) {
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  const TerminalResult result = in_terminal({"predict", "nasbench201", "--model", "m.h5", "-o", "-"});
  EXPECT_FALSE(contains(result.bytes, "\x1b[")) << result.bytes.substr(0, 200);
  EXPECT_EQ(result.screen.size(), 15626u);
}

TEST_F(Terminal, FitsTheBarIntoItsWidth) {
  for (const int columns : {20, 45, 60, 200}) {
    const TerminalResult result = in_terminal({"features", "nasbench201", "-o", "s.h5", "--overwrite"}, columns);
    const std::size_t begin = result.bytes.find("features nasbench");
    ASSERT_NE(begin, std::string::npos) << columns << result.bytes;
    EXPECT_LT(result.bytes.substr(begin, result.bytes.find('\r', begin) - begin).size(), static_cast<std::size_t>(columns)) << result.bytes;
    EXPECT_EQ(result.screen.size(), 1u) << result.bytes;
  }
}

TEST_F(Terminal, ShowsHeadersBoldAndErrorsRedUnlessColoursAreRefused) {
  make_store();
  EXPECT_TRUE(contains(in_terminal(evaluate_).bytes, "\x1b[1mmodel "));
  EXPECT_TRUE(contains(in_terminal({"features", "--help"}).bytes, "\x1b[1mInput:\x1b[0m"));
  EXPECT_TRUE(contains(run_in_terminal({"inspect", "none.h5"}, folder_.path()).bytes, "\x1b[31mcartograf:\x1b[0m none.h5: "));
  EXPECT_TRUE(contains(run_in_terminal({"inspect"}, folder_.path()).bytes, "\x1b[31mcartograf inspect:\x1b[0m "));
  for (const std::string variable : {"NO_COLOR=1", "TERM=dumb"}) {
    EXPECT_FALSE(contains(in_terminal({"features", "--help"}, 100, {variable}).bytes, "\x1b[")) << variable;
    EXPECT_FALSE(contains(run_in_terminal({"inspect", "none.h5"}, folder_.path(), 100, {variable}).bytes, "\x1b[")) << variable;
  }
  EXPECT_TRUE(contains(in_terminal({"features", "--help"}, 100, {"NO_COLOR="}).bytes, "\x1b["));  // empty is not set
}

TEST_F(Terminal, HasHelpAtItsWidthAndNoWiderThan120Columns) {
  for (const int columns : {60, 80, 100, 120, 300}) {
    for (const char* command : {"features", "evaluate", "search", "bench"}) {
      const TerminalResult result = in_terminal({command, "--help"}, columns);
      std::size_t widest = 0;
      for (const std::string& line : result.screen) {
        if (line == "Examples:") break;  // which are shown as they are typed
        // One word may be wider.
        if (line.find(' ', line.find_first_not_of(' ')) != line.npos) widest = std::max(widest, line.size());
      }
      const std::size_t width = static_cast<std::size_t>(std::min(columns, 120));
      EXPECT_LE(widest, width) << command;
      EXPECT_GT(widest, width - 12) << command;
    }
  }
}

}  // namespace
}  // namespace testing_cli
