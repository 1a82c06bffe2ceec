#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "host/predictor/registry.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

/// What docs/predictors.md must say of a predictor, word by word; when it does not, this is printed, to be pasted there.
std::string section(const PredictorKind& kind) {
  std::string text = "## `" + kind.name + "`\n\n" + kind.summary + (kind.on_gpu ? ", on CPU or GPU" : ", on the CPU") +
                     (kind.published_table.empty() ? "" : ", for the published table of " + kind.published_table) + ".\n\n";
  if (kind.parameters.empty()) return text + "It has no parameters.\n";
  text += "| parameter | default | meaning |\n|---|---|---|\n";
  for (const ParameterInfo& parameter : kind.parameters) {
    text += "| `" + parameter.name + "` | " + (parameter.default_value.empty() ? "" : "`" + parameter.default_value + "`") + " | " + parameter.help + " |\n";
  }
  return text;
}

std::string page() { return testing_support::read_bytes(CARTOGRAF_DOCS_DIR "/predictors.md"); }

TEST(PredictorsPage, HasASectionForEveryPredictorWithItsParametersAndDefaults) {
  const std::string text = page();
  for (const PredictorKind& kind : predictor_kinds()) {
    EXPECT_TRUE(testing_support::contains(text, section(kind))) << "docs/predictors.md lacks:\n"
                                                                << section(kind);
  }
}

TEST(PredictorsPage, HasNoSectionForWhatIsNone) {
  std::set<std::string> headings;
  std::istringstream lines(page());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## `")) headings.insert(line);
  }
  for (const std::string& name : predictor_names()) headings.erase("## `" + name + "`");
  EXPECT_TRUE(headings.empty()) << *headings.begin();
}

}  // namespace
}  // namespace cartograf
