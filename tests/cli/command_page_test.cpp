// What docs/command.md, docs/spaces.md and docs/limits.md say of the command is what it does.
#include <regex>
#include <set>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class CommandPage : public Cli {
 protected:
  static std::string page(const std::string& name) { return testing_support::read_bytes(std::string(CARTOGRAF_DOCS_DIR "/") + name); }

  /// The text between two others.
  static std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t from = text.find(begin), to = text.find(end, from + begin.size());
    EXPECT_NE(to, std::string::npos) << begin;
    return text.substr(from + begin.size(), to - from - begin.size());
  }

  static std::set<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), expression); match != std::sregex_iterator(); ++match) found.insert((*match)[1]);
    return found;
  }
};

TEST_F(CommandPage, ListsTheCommandsOfTheHelp) {
  const std::string table = between(page("command.md"), "| **Look** | |\n", "\n\n");
  EXPECT_EQ(matches(table, "\n\\| `([a-z]+)[ `]"), [&] {
    std::set<std::string> names = matches(output_of({"--help"}), "\n  ([a-z]+) ");
    names.erase("spaces");  // the first line of the table
    return names;
  }());
  EXPECT_TRUE(table.starts_with("| `spaces "));
}

TEST_F(CommandPage, ListsTheNamesOfSpaces) {
  const std::string table = between(page("spaces.md"), "### Names of built-in spaces\n", "## A search space of your own");
  std::set<std::string> documented;
  for (const std::string& line : matches(table, "\n(\\| `[^\n]*)")) {
    const std::string space = *matches(line, "\\| `([a-z0-9_]+)` \\|$").begin();
    for (const std::string& name : matches(line.substr(0, line.rfind("| `")), "`([a-z0-9_]+)`")) {
      EXPECT_TRUE(output_of({"spaces", name}).starts_with(space + "\n")) << name;
      documented.insert(name);
    }
  }
  std::set<std::string> listed;
  for (const std::string& names : matches(output_of({"spaces"}), "; also ([a-z0-9_, ]+)\n")) {
    for (const std::string& name : matches(names, "([a-z0-9_]+)")) listed.insert(name);
  }
  EXPECT_EQ(documented, listed);
}

TEST_F(CommandPage, ShowsWhatAnErrorLooksLike) {
  const std::string shown = between(page("limits.md"), "```\ncartograf features: ", "```\n");
  EXPECT_EQ("cartograf features: " + shown, cartograf({"features", "nasbench201"}).err);
}

}  // namespace
}  // namespace testing_cli
