#include "host/report/feature_label.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <regex>
#include <set>
#include <utility>

#include "host/family/family.hpp"
#include "host/space/space_document.hpp"

namespace cartograf {
namespace {

const OpNames kOperations{{"skip_connect", "none", "nor_conv_3x3"}, 0};

/// What is read of HTML without entities.
std::string text_of(const std::string& html) { return std::regex_replace(html, std::regex("<[^>]*>"), ""); }

std::size_t chips_in(const std::string& html) {
  const std::regex chip("class=\"op op");
  return static_cast<std::size_t>(std::distance(std::sregex_iterator(html.begin(), html.end(), chip), std::sregex_iterator()));
}

TEST(FeatureLabel, HasAChipForEachOperation) {
  for (const auto& [name, chips] : std::initializer_list<std::pair<const char*, std::size_t>>{
           {"min_path_len_banned_(0, 2)", 2}, {"node_degree_allowed_(0, 1, 2)_avg_in", 3}, {"max_op_on_path_(skip_connect,none)", 2}, {"op_count_2", 1}, {"op_count_normal_1", 1}, {"min_path_len_banned_()", 0}, {"params", 0}}) {
    EXPECT_EQ(chips_in(feature_label(name, kOperations)), chips) << name;
  }
  EXPECT_NE(feature_label("op_count_2", kOperations).find("title=\"nor_conv_3x3\">2</span>"), std::string::npos);
  EXPECT_NE(feature_label("min_path_len_banned_()", kOperations).find("class=\"op empty\""), std::string::npos);
}

TEST(FeatureLabel, CountsIdsFromTheFirst) {
  const OpNames from_two{{"conv1x1", "conv3x3", "maxpool"}, 2};
  EXPECT_NE(feature_label("op_count_2", from_two).find("title=\"conv1x1\""), std::string::npos);
  EXPECT_EQ(chips_in(feature_label("op_count_1", from_two)), 0u);
  EXPECT_EQ(chips_in(feature_label("op_count_5", from_two)), 0u);
}

TEST(FeatureLabel, LeavesOtherBracketsAlone) {
  for (const char* name : {"e(3)", "f_(7)", "f_(0", "f_(0,)", "f_(0, 9)_x", "_()_(", ""}) {
    EXPECT_EQ(text_of(feature_label(name, kOperations)), name);
  }
  EXPECT_EQ(chips_in(feature_label("f_(0, 9)_x", kOperations)), 0u);
  EXPECT_EQ(chips_in(feature_label("f_(0)", {})), 0u);
}

TEST(FeatureLabel, OfEveryColumnReadsAsItsName) {
  for (const char* space : {"nasbench201", "darts", "nasbench101", "transnasbench101_macro"}) {
    const auto known = open_space(space);
    for (const Convention convention : {Convention::graf_nas, Convention::zc_combine}) {
      std::set<std::string> shown, names;
      const FeatureSet features = select_features(*known, convention, {});
      for (const FeatureColumn& column : features.columns()) {
        const std::string html = feature_label(column.name, known->traits().ops);
        const std::string name = std::regex_replace(column.name, std::regex(">"), "&gt;");
        EXPECT_EQ(text_of(html), name) << space;
        names.insert(column.name);
        shown.insert(html);
      }
      EXPECT_EQ(shown.size(), names.size()) << space;
    }
  }
}

TEST(FeatureLabel, HasALegend) {
  const std::string html = operation_legend(kOperations);
  for (const char* part : {">0</span></dt><dd>skip_<wbr>connect</dd>", ">1</span></dt><dd>none</dd>", ">2</span></dt>"}) EXPECT_NE(html.find(part), std::string::npos) << part;
  EXPECT_EQ(operation_legend({}), "");
}

}  // namespace
}  // namespace cartograf
