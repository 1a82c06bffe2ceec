#include <set>

#include "io/hdf5/digest.hpp"
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

using cartograf::Digest;

class Explain : public Cli {
 protected:
  void SetUp() override {
    make_store();
    write("t.csv", target_table(300));
    succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "rf", "-o", "m.ubj", "--device", "cpu"});
  }
  Arguments command(const Arguments& more = {}) const {
    Arguments arguments = {"explain", "s.h5", "--model", "m.ubj", "--targets", "t.csv", "--target", "acc", "--device", "cpu", "--shuffles", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(Explain, GivesJsonOfFeaturesFamiliesAndGroups) {
  const nlohmann::json json = json_of(command({"--rows-sample", "100", "--json"}));
  EXPECT_EQ(json.at("model"), "rf");
  EXPECT_EQ(json.at("architectures"), 100);
  EXPECT_EQ(json.at("population"), 300);
  EXPECT_GT(json.at("metrics").at("tau").get<double>(), 0.5);
  std::set<std::string> families, named;
  std::size_t columns = 0;
  for (const auto& family : json.at("families")) {
    families.insert(family.at("name").get<std::string>());
    columns += family.at("members").size();
  }
  EXPECT_EQ(families, (std::set<std::string>{"op_count", "min_path_len", "max_op_on_path", "node_degree"}));
  EXPECT_EQ(columns, json.at("features").size());
  double gain = 0, gain_of_families = 0;
  for (const auto& feature : json.at("features")) {
    EXPECT_TRUE(families.contains(feature.at("family").get<std::string>()));
    EXPECT_TRUE(feature.at("name").get<std::string>().starts_with(feature.at("family").get<std::string>()));
    for (const char* figure : {"shap", "tau_drop", "tau_drop_std", "mse_rise", "mse_rise_std", "total_gain", "gain"}) EXPECT_TRUE(feature.at(figure).is_number()) << figure;
    gain += feature.at("total_gain").get<double>();
  }
  for (const auto& family : json.at("families")) gain_of_families += family.at("total_gain").get<double>();
  EXPECT_NEAR(gain, gain_of_families, 1e-9 * gain);
  std::size_t members = 0;
  for (const auto& group : json.at("groups")) {
    EXPECT_EQ(group.at("name"), group.at("members")[0]);
    members += group.at("members").size();
  }
  EXPECT_EQ(members, json.at("features").size());
}

TEST_F(Explain, WhatIsNotAskedForIsNull) {
  const nlohmann::json json = json_of(command({"--importance", "shap", "--json"}));
  EXPECT_TRUE(json.at("features")[0].at("shap").is_number());
  for (const char* figure : {"tau_drop", "mse_rise", "total_gain", "gain"}) EXPECT_TRUE(json.at("features")[0].at(figure).is_null()) << figure;
}

TEST_F(Explain, DoesNotDependOnThreads) {
  EXPECT_EQ(output_of(command({"--json", "--threads", "1"})), output_of(command({"--json", "--threads", "4"})));
  EXPECT_NE(output_of(command({"--json"})), output_of(command({"--json", "--seed", "1"})));
}

TEST_F(Explain, PrintsTheMostImportantFirst) {
  const std::string text = output_of(command({"--top", "3"}));
  for (const char* part : {"rf of acc, on 300 of 300 architectures, those of its training among them unless left out: Kendall tau", "family ", "feature, 3 of ", "group of correlated columns, 3 of ", "node_degree"}) {
    EXPECT_TRUE(contains(text, part)) << text;
  }
}

TEST_F(Explain, SaysOnceWhatIsNotGrouped) {
  const std::string text = output_of(command({"--top", "3", "--group-correlation", "1"}));
  EXPECT_TRUE(contains(text, "group of correlated columns, 3 of ")) << text;  // the two averages of a set are the same
  succeeds({"train", "s.h5", "--columns", "op_count_0,op_count_2", "--targets", "t.csv", "--target", "acc", "--model", "rf", "-o", "two.ubj", "--device", "cpu"});
  Arguments arguments = command();
  arguments[3] = "two.ubj";
  const std::string alone = output_of(arguments);
  EXPECT_FALSE(contains(alone, "group of correlated columns")) << alone;
  EXPECT_TRUE(contains(alone, "\nno two columns are correlated by 0.95 or more\n")) << alone;
}

TEST_F(Explain, WritesATableAndAPage) {
  const Arguments arguments = command({"--csv", "e.csv", "--html", "e.html", "--top", "5", "--overwrite"});
  succeeds(arguments);
  const std::string csv = bytes("e.csv"), html = bytes("e.html");
  EXPECT_TRUE(csv.starts_with("kind,name,family,columns,members,shap,tau_drop,tau_drop_std,mse_rise,mse_rise_std,total_gain,gain\nfamily,op_count,,5,"));
  for (const char* part : {"<h2>Families of features, by importance</h2>", "<h2>What each feature does to the prediction</h2>", "<h2>Features, by importance</h2>", "<h2>Predicted against true values</h2>",
                           "<th scope=\"col\">drop of Kendall tau</th>", "the first 5 of 191 by mean |SHAP|", "skip_<wbr>connect</dd>",
                           "<dt>rows explained</dt><dd>300 of 300</dd>", "<dt>seeds</dt><dd>42 of the training rows, 42 of the predictor, 42 of the explained rows and the shuffles</dd>",
                           "<dd>300 of the architectures that train was given; where --train-size drew them, the last 300 of numpy.random.RandomState(42).permutation(n) of these n</dd>"}) {
    EXPECT_TRUE(contains(html, part)) << part;
  }
  // The digest is that of all bytes of the file.
  Digest digest;
  const std::string model = bytes("m.ubj");
  digest.update(model.data(), model.size());
  EXPECT_TRUE(contains(html, "<dt>model</dt><dd>m.ubj (" + digest.text() + ")</dd>"));
  fails(2, command({"--csv", "e.csv"}), {"e.csv", "exists"});
  fails(2, command({"--html", "e.html"}), {"e.html", "exists"});
  succeeds(arguments);
  EXPECT_EQ(bytes("e.csv"), csv);
  EXPECT_EQ(bytes("e.html"), html);
}

TEST_F(Explain, OfAModelWithoutTreesShowsPartialDependence) {
  succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "ridge", "-o", "r.h5"});
  const std::string command = "$C explain s.h5 --targets t.csv --target acc --shuffles 1 --top 3 --html ";
  ASSERT_EQ(shell(command + "file.html --model r.h5").exit_code, 0);
  const std::string html = bytes("file.html");
  EXPECT_TRUE(contains(html, "<h2>How the prediction depends on each feature</h2>"));
  EXPECT_TRUE(contains(html, "SHAP values, which show each architecture, are of tree ensembles"));
  EXPECT_FALSE(contains(html, "class=\"swarms\""));
  // A model from a stream has the same digest.
  Digest digest;
  const std::string model = bytes("r.h5");
  digest.update(model.data(), model.size());
  EXPECT_TRUE(contains(html, "<dd>r.h5 (" + digest.text() + ")</dd>"));
  ASSERT_EQ(shell("cat r.h5 | " + command + "pipe.html --model -").exit_code, 0);
  EXPECT_TRUE(contains(bytes("pipe.html"), "<dd>- (" + digest.text() + ")</dd>"));
}

TEST_F(Explain, TakesJoinedColumns) {
  // One architecture in three is in the table.
  std::string table = "net,proxy\n";
  for (unsigned i = 0; i < 300; i += 3) table += "\"" + key(i) + "\"," + std::to_string(300 - i) + ".5\n";
  write("proxies.csv", table);
  succeeds({"train", "s.h5", "--targets", "t.csv", "--target", "acc", "--model", "rf", "-o", "joined.ubj", "--join", "zc=proxies.csv", "--device", "cpu"});
  const Arguments without = {"explain", "s.h5", "--model", "joined.ubj", "--targets", "t.csv", "--target", "acc", "--device", "cpu", "--shuffles", "1"};
  fails(2, without, {"--join"});
  Arguments with = without;
  with.insert(with.end(), {"--join", "zc=proxies.csv", "--json"});
  const nlohmann::json json = json_of(with);
  EXPECT_EQ(json.at("population"), 100);
  const nlohmann::json& last = json.at("families").back();
  EXPECT_EQ(last.at("members"), nlohmann::json::array({"zc.proxy"}));
  EXPECT_GT(last.at("shap").get<double>(), 0);
}

TEST_F(Explain, RefusesBadInput) {
  fails(2, command({"--importance", "weight"}), {"--importance", "weight"});
  fails(2, command({"--rows-sample", "1"}), {"--rows-sample"});
  fails(2, command({"--rows-sample", "some"}), {"--rows-sample"});
  fails(2, command({"--group-correlation", "0"}), {"group correlation", "above 0 and up to 1", "found 0"});
  fails(2, command({"--shuffles", "0"}), {"--shuffles"});
  fails(2, command({"--html", "e.txt"}), {"e.txt: expected a name that ends in .html"});
  fails(2, command({"--csv", "t.csv", "--overwrite"}), {"t.csv"});
  fails(2, {"explain", "s.h5", "--model", "none.ubj", "--target", "params", "--device", "cpu"}, {"none.ubj: no such file"});
  make_store("small.h5", {"--range", "0:300", "--families", "op_count"});
  fails(2, {"explain", "small.h5", "--model", "m.ubj", "--target", "params", "--device", "cpu"}, {"small.h5: no column '", "which the model was trained on"});
  succeeds({"features", "transnasbench101_micro", "-o", "other.h5"});
  fails(2, {"explain", "other.h5", "--model", "m.ubj", "--target", "params", "--device", "cpu"}, {"other.h5", "nasbench201", "transnasbench101_micro"});
}

}  // namespace
}  // namespace testing_cli
