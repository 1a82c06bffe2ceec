// Manual pages and completions, which are written from the definitions of the options.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Generated : public Cli {
 protected:
  void SetUp() override {
    for (const char* what : {"man", "bash", "zsh", "fish"}) succeeds({"generate", what, what});
  }

  bool there_is(const std::string& program) const { return shell("command -v " + program).exit_code == 0; }

  /// What bash offers for the last of some words, with the cursor behind it.
  std::vector<std::string> bash_offers(const std::vector<std::string>& words) const {
    std::string line = "source bash/cartograf\nCOMP_WORDS=(";
    for (const std::string& word : words) line += "'" + word + "' ";
    line += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_cartograf\nprintf '%s\\n' \"${COMPREPLY[@]}\"";
    const Result result = shell(line);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    std::vector<std::string> offers;
    std::istringstream lines(result.out);
    for (std::string one; std::getline(lines, one);) {
      if (!one.empty()) offers.push_back(one);
    }
    return offers;
  }

  static bool has(const std::vector<std::string>& offers, const std::string& word) { return std::find(offers.begin(), offers.end(), word) != offers.end(); }
};

constexpr const char* kCommands[] = {"spaces", "inspect", "predictors", "stats", "features", "export", "convert", "import", "train", "predict",
                                     "evaluate", "explain", "select", "search", "reproduce", "bench"};

TEST_F(Generated, PagesAreOneForEachCommand) {
  const std::string all = bytes("man/cartograf.1");
  for (const char* command : kCommands) {
    const std::string page = bytes(std::string("man/cartograf-") + command + ".1");
    EXPECT_TRUE(page.starts_with(".TH CARTOGRAF\\-")) << command;
    EXPECT_TRUE(contains(page.substr(0, page.find('\n')), " 1 \"2023-11-14\" \"cartograf ")) << page.substr(0, 100);  // SOURCE_DATE_EPOCH of the tests
    EXPECT_TRUE(contains(page, ".SH EXAMPLES\n")) << command;
    EXPECT_TRUE(contains(all, std::string("cartograf\\-") + command + " (1)")) << command;
  }
  EXPECT_TRUE(contains(bytes("man/cartograf-features.1"), ".TP\n\\fB\\-o, \\-\\-output FILE.h5\\fR\nthe feature store to write\n"));
  EXPECT_TRUE(contains(all, ".SH EXIT STATUS\n"));
  // All variables that docs/command.md has.
  std::ifstream command(CARTOGRAF_DOCS_DIR "/command.md");
  std::string line;
  while (std::getline(command, line) && line != "## Variables of the environment") {
  }
  int n_variables = 0;
  const std::string variables = all.substr(all.find(".SH ENVIRONMENT\n"));
  for (; std::getline(command, line) && !line.starts_with("## ");) {
    if (!line.starts_with("| `")) continue;
    const std::string name = line.substr(3, line.find('`', 3) - 3);
    EXPECT_TRUE(contains(variables, "\\fB" + name + "\\fR\n")) << name;
    ++n_variables;
  }
  EXPECT_GE(n_variables, 9);
  // A list keeps its columns.
  EXPECT_TRUE(contains(bytes("man/cartograf-reproduce.1"), "one of:\n.nf\n  graf\\-nb201       ")) << bytes("man/cartograf-reproduce.1").substr(0, 600);
}

TEST_F(Generated, PagesHaveTheDateOfTheVersion) {
  std::ifstream changes(CARTOGRAF_DOCS_DIR "/../CHANGELOG.md");
  std::string line, date;
  while (date.empty() && std::getline(changes, line)) {
    if (line.starts_with("## [")) date = line.substr(line.find(" - ") + 3);
  }
  ASSERT_FALSE(date.empty());
  EXPECT_EQ(shell("unset SOURCE_DATE_EPOCH; $C generate man of_version").err, "");
  const std::string page = bytes("of_version/cartograf.1"), expected = date == "unreleased" ? "" : date;  // no date is none that man could not read
  EXPECT_TRUE(page.starts_with(".TH CARTOGRAF 1 \"" + expected + "\" ")) << page.substr(0, 100);
  EXPECT_TRUE(contains(bytes("man/cartograf-search.1"), "or those to train next"));
}

TEST_F(Generated, PagesAreReadByMan) {
  if (!there_is("man")) GTEST_SKIP() << "there is no man";
  for (const char* command : kCommands) {
    const std::string page = std::string("man/cartograf-") + command + ".1";
    const Result result = shell("MANWIDTH=200 man --warnings -l " + page);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "") << command;
    EXPECT_TRUE(contains(result.out, std::string("cartograf-") + command + " - ")) << result.out.substr(0, 300);
    EXPECT_TRUE(contains(result.out, "--help")) << command;
  }
}

TEST_F(Generated, PagesPassMandoc) {
  if (!there_is("mandoc")) GTEST_SKIP() << "there is no mandoc";
  EXPECT_EQ(shell("mandoc -T lint -W warning man/*.1").out, "");
}

TEST_F(Generated, CompletionOfBashOffersWhatMayStandThere) {
  EXPECT_EQ(shell("bash -n bash/cartograf").err, "");
  EXPECT_EQ(bash_offers({"cartograf", "fea"}), (std::vector<std::string>{"features"}));
  EXPECT_EQ(bash_offers({"cartograf", "help", "tra"}), (std::vector<std::string>{"train"}));
  for (const char* command : kCommands) EXPECT_TRUE(has(bash_offers({"cartograf", ""}), command)) << command;
  EXPECT_EQ(bash_offers({"cartograf", "features", "nasbench201", "--conv"}), (std::vector<std::string>{"--convention"}));
  EXPECT_EQ(bash_offers({"cartograf", "features", "--convention", ""}), (std::vector<std::string>{"graf_nas", "zc_combine", "paper"}));
  EXPECT_EQ(bash_offers({"cartograf", "features", "nasb"}), (std::vector<std::string>{"nasbench201", "nasbench101", "nasbench_macro"}));
  EXPECT_EQ(bash_offers({"cartograf", "evaluate", "s.h5", "--models", "rf,xg"}), (std::vector<std::string>{"rf,xgb", "rf,xgb+"}));
  EXPECT_EQ(bash_offers({"cartograf", "features", "--adjacency", "darts_none_c"}), (std::vector<std::string>{"darts_none_cell"}));  // a flag takes no value
  write("table.csv", "net\n");
  EXPECT_EQ(bash_offers({"cartograf", "train", "s.h5", "--targets", "tab"}), (std::vector<std::string>{"table.csv"}));
  EXPECT_EQ(bash_offers({"cartograf", "reproduce", "graf-nb1"}), (std::vector<std::string>{"graf-nb101"}));
  EXPECT_EQ(bash_offers({"cartograf", "convert", "nasbench201", "--to", "na"}), (std::vector<std::string>{"nats", "nasbench101", "nasbench301"}));
  EXPECT_EQ(bash_offers({"cartograf", "features", "nasbench201", "--families", "cost,op_c"}), (std::vector<std::string>{"cost,op_count"}));
  // What stands in a list is not offered again.
  const std::vector<std::string> all = bash_offers({"cartograf", "evaluate", "s.h5", "--models", ""}), others = bash_offers({"cartograf", "evaluate", "s.h5", "--models", "gp,xgb,"});
  EXPECT_TRUE(has(all, "gp") && has(all, "xgb") && has(all, "xgb+"));
  EXPECT_EQ(others.size(), all.size() - 2);
  EXPECT_TRUE(has(others, "gp,xgb,xgb+") && has(others, "gp,xgb,rf"));
  EXPECT_FALSE(has(others, "gp,xgb,gp") || has(others, "gp,xgb,xgb"));
  std::filesystem::create_directory(folder_ / "other");
  EXPECT_EQ(shell("source bash/cartograf; cd other; COMP_WORDS=(cartograf generate ''); COMP_CWORD=2; _cartograf; echo ${COMPREPLY[@]}").out, "man bash zsh fish\n");
}

// As bash itself completes: names with blanks are one word, typed with backslashes, in quotes, or not yet.
TEST_F(Generated, CompletionOfBashKnowsNamesWithBlanks) {
  write("my table.csv", "net\n");
  write("my*.csv", "net\n");
  for (const char* typed : {"my", "my\\ ta", "\"my ta"}) {
    EXPECT_TRUE(has(bash_offers({"cartograf", "train", "s.h5", "--targets", typed}), "my table.csv")) << typed;
  }
  EXPECT_EQ(bash_offers({"cartograf", "import", "my"}).size(), 2u);
}

// Every option that help lists is offered.
TEST_F(Generated, CompletionsHaveEveryOption) {
  const std::string zsh = bytes("zsh/_cartograf"), fish = bytes("fish/cartograf.fish");
  for (const char* command : kCommands) {
    const std::vector<std::string> offers = bash_offers({"cartograf", command, "-"});
    std::istringstream help(output_of({command, "--help"}));
    for (std::string line; std::getline(help, line);) {
      if (!line.starts_with("  -")) continue;
      const std::size_t begin = line.find("--"), end = line.find(' ', begin);
      const std::string option = line.substr(begin, end - begin);
      EXPECT_TRUE(has(offers, option)) << command << " " << option;
      EXPECT_TRUE(contains(zsh, option)) << command << " " << option;
      EXPECT_TRUE(contains(fish, std::string("__cartograf_is_command ") + command + "'")) << command;
      EXPECT_TRUE(contains(fish, " -l " + option.substr(2) + " ")) << command << " " << option;
    }
  }
}

TEST_F(Generated, CompletionOfZshIsUnderstood) {
  if (!there_is("zsh")) GTEST_SKIP() << "there is no zsh";
  EXPECT_EQ(shell("zsh -n zsh/_cartograf").err, "");
  // A shell in a terminal of its own, as people have it; each read waits for what it is to show.
  write("complete.zsh", R"(zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= ; fpath=($PWD/zsh \$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; print re''ady"
zpty -r -m z line '*ready*'
zpty -n -w z $'cartograf features nasbench201 --convention \t\t'
zpty -r -m z line '*zc_combine*'
print -r -- $line
zpty -n -w z $'\x15cartograf evaluate s.h5 --models gp,rid\t'
zpty -r -m z line '*gp,ridge*'
print -r -- $line
zpty -n -w z $'\x15cartograf help repr\t'
zpty -r -m z line '*help reproduce*'
print -r -- $line
zpty -n -w z $'\x15cartograf reproduce graf-rob\t'
zpty -r -m z line '*graf-robustness*'
print -r -- $line
zpty -n -w z $'\x15cartograf evaluate s.h5 --models gp,g\t'
zpty -r -m z line '*gp,gbm*'
print -r -- $line
zpty -n -w z $'\x15cartograf generate z\t'
zpty -r -m z line '*generate zsh*'
print -r -- $line
)");
  const Result result = shell("timeout 100 zsh -f complete.zsh");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* offered : {"graf_nas", "zc_combine", "gp,ridge", "help reproduce", "graf-robustness", "gp,gbm", "generate zsh"}) EXPECT_TRUE(contains(result.out, offered)) << result.out;
}

TEST_F(Generated, CompletionOfFishOffersWhatMayStandThere) {
  if (!there_is("fish")) GTEST_SKIP() << "there is no fish";
  const auto offers = [&](const std::string& line) { return shell("HOME=$PWD fish --no-config -c 'source fish/cartograf.fish; complete -C \"" + line + "\"'").out; };
  EXPECT_TRUE(contains(offers("cartograf fea"), "features\t")) << offers("cartograf fea");
  EXPECT_TRUE(contains(offers("cartograf features --conv"), "--convention\t"));
  EXPECT_TRUE(offers("cartograf features --convention z").starts_with("zc_combine\t")) << offers("cartograf features --convention z");
  EXPECT_TRUE(offers("cartograf features nasbench2").starts_with("nasbench201\tNAS-Bench-201 (Dong and Yang")) << offers("cartograf features nasbench2");
  EXPECT_TRUE(offers("cartograf evaluate s.h5 --models gp,rid").starts_with("gp,ridge\t")) << offers("cartograf evaluate s.h5 --models gp,rid");
  EXPECT_TRUE(contains(offers("cartograf evaluate s.h5 --models rf,g"), "rf,gp\t"));
  EXPECT_FALSE(contains(offers("cartograf evaluate s.h5 --models gp,g"), "gp,gp\t"));
  EXPECT_TRUE(contains(offers("cartograf evaluate s.h5 --models gp,g"), "gp,gbm\t"));
  EXPECT_TRUE(contains(offers("cartograf generate z"), "zsh"));
  EXPECT_TRUE(offers("cartograf help repr").starts_with("reproduce\t")) << offers("cartograf help repr");
  EXPECT_TRUE(contains(offers("cartograf reproduce graf-"), "graf-hw\tNAS-Bench-201, latencies"));
  EXPECT_TRUE(contains(offers("cartograf convert nasbench201 --to n"), "nats\t|op~0|"));
  EXPECT_TRUE(contains(offers("cartograf features nasbench201 --families op_c"), "op_count\t"));
}

TEST_F(Generated, IsNotListed) {
  EXPECT_FALSE(contains(output_of({"--help"}), "generate"));
  fails(2, {"generate", "html", "x"}, {"expected man, bash, zsh, fish, found 'html'"});
}

}  // namespace
}  // namespace testing_cli
