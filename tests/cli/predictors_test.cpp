#include <set>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Predictors : public Cli {};

TEST_F(Predictors, AreListed) {
  const std::string text = output_of({"predictors"});
  for (const char* name : {"rf ", "xgb ", "xgb+ "}) EXPECT_TRUE(contains(text, name)) << text;
}

TEST_F(Predictors, AreDescribedWithTheirParameters) {
  const std::string text = output_of({"predictors", "xgb+"});
  for (const char* part : {"xgb+", "rounds ", "10000", "learning_rate", "0.01", "boosting rounds"}) EXPECT_TRUE(contains(text, part)) << text;
  fails(2, {"predictors", "xgboost"}, {"'xgboost'", "xgb"});
}

TEST_F(Predictors, AsJsonSayTheSame) {
  const nlohmann::json all = json_of({"predictors", "--json"});
  std::set<std::string> names;
  for (const nlohmann::json& predictor : all) {
    names.insert(predictor.at("name"));
    EXPECT_EQ(json_of({"predictors", predictor.at("name"), "--json"}), predictor);
    EXPECT_FALSE(predictor.at("summary").get<std::string>().empty());
    EXPECT_TRUE(predictor.at("on_gpu").is_boolean());
    for (const nlohmann::json& parameter : predictor.at("parameters")) {
      EXPECT_TRUE(parameter.at("default").is_string());
      for (const char* key : {"name", "meaning"}) EXPECT_FALSE(parameter.at(key).get<std::string>().empty()) << key;
    }
  }
  EXPECT_EQ(names.size(), all.size());
  EXPECT_TRUE(names.contains("rf") && names.contains("xgb") && names.contains("xgb+"));
}

}  // namespace
}  // namespace testing_cli
