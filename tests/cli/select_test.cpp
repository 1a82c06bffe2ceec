#include <algorithm>
#include <sstream>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Select : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("t.csv", target_table(300));
  }

  static Arguments command(const Arguments& more) {
    Arguments arguments = {"select", "s.h5", "--targets", "t.csv", "--target", "acc", "--device", "cpu", "--train-size", "40", "--seeds", "1:4"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::vector<std::string> lines_of(std::string_view name) const {
    std::vector<std::string> lines;
    std::istringstream text(bytes(name));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
};

TEST_F(Select, WritesAListThatColumnsReads) {
  for (const char* by : {"importance", "redundancy"}) {
    succeeds(command({"--by", by, "--count", "7", "-o", "columns.txt", "--overwrite"}));
    EXPECT_EQ(lines_of("columns.txt").size(), 7u) << by;
    const nlohmann::json json = json_of({"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc", "--device", "cpu", "--models", "rf", "--train-sizes",
                                         "40", "--seeds", "1:2", "--columns", "@columns.txt", "--json"});
    EXPECT_GT(json.at("summary")[0].at("tau_mean").get<double>(), 0.3) << by;
  }
}

TEST_F(Select, ShowsTauAgainstTheNumberOfColumns) {
  const nlohmann::json json = json_of(command({"--counts", "1,5,20", "--json"}));
  const nlohmann::json& curve = json.at("curve");
  ASSERT_EQ(curve.size(), 4u);  // all columns come last
  EXPECT_EQ(curve[0].at("columns"), 1);
  EXPECT_EQ(curve[2].at("columns"), 20);
  EXPECT_GT(curve[2].at("tau_mean").get<double>(), curve[0].at("tau_mean").get<double>());
  double last = 1;
  for (const nlohmann::json& ranked : json.at("ranking")) {
    EXPECT_LE(ranked.at("score").get<double>(), last);
    last = ranked.at("score");
  }
  // All columns give what evaluate gives.
  const nlohmann::json all = json_of({"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc", "--device", "cpu", "--models", "rf", "--train-sizes",
                                      "40", "--seeds", "1:4", "--json"});
  EXPECT_NEAR(curve[3].at("tau_mean").get<double>(), all.at("summary")[0].at("tau_mean").get<double>(), 1e-12);
}

TEST_F(Select, WritesNamesThatReadBackAsTheyAre) {
  std::string table = "net,!x,\"q\"\"q\",*,@f,x\n";
  for (unsigned i = 0; i < 300; ++i) {
    table += "\"" + key(i) + "\"";
    for (unsigned column = 1; column <= 5; ++column) table += "," + std::to_string((i * (17 + 40 * column)) % 307);
    table += "\n";
  }
  write("j.csv", table);
  const Arguments common = {"--join", "j.csv", "--by", "redundancy"};
  Arguments choose = command(common);
  choose.insert(choose.end(), {"--columns", "family:j", "--count", "5", "-o", "names.txt"});
  succeeds(choose);
  EXPECT_EQ(lines_of("names.txt").size(), 5u);
  Arguments again = command(common);
  again.insert(again.end(), {"--columns", "@names.txt", "--json"});
  std::vector<std::string> names;
  const nlohmann::json json = json_of(again);
  for (const nlohmann::json& ranked : json.at("ranking")) names.push_back(ranked.at("column"));
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"!x", "*", "@f", "q\"q", "x"}));
}

TEST_F(Select, WritesAPage) {
  succeeds(command({"--counts", "1,5", "--html", "s.html"}));
  const std::string html = bytes("s.html");
  for (const char* part : {"<h2>Kendall tau by number of columns</h2>", "<h2>The columns that were chosen</h2>", "<dt>rows trained on</dt>", "<dt>seeds of the splits</dt>", "<dt>feature store</dt><dd>s.h5 (xxh3-128:"}) {
    EXPECT_TRUE(contains(html, part)) << part;
  }
}

TEST_F(Select, RefusesBadInput) {
  fails(2, command({"--by", "beauty"}), {"--by"});
  fails(2, command({"--count", "0"}), {"--count"});
  fails(2, command({"--counts", "1,9999"}), {"number of columns 9999", "expected 1 to"});
  fails(2, command({"--model", "knn"}), {"predictor knn", "tree ensemble"});
  fails(2, command({"-o", "t.csv", "--overwrite"}), {"t.csv", "what the command reads"});
  fails(2, command({"--html", "page.txt"}), {".html"});
  fails(2, command({"-o", "same.html", "--html", "same.html"}), {"--output and --html", "expected two files"});
  fails(2, command({"--tolerance", "nan"}), {"--tolerance"});
  fails(2, command({"--tolerance", "2"}), {"--tolerance"});
  fails(2, command({"--seeds", "3:3"}), {"--seeds"});
}

}  // namespace
}  // namespace testing_cli
