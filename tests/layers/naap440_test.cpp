// NAAP-440 against its data set: schemes, features and costs of all 440 rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/layers/computed_layers.hpp"
#include "tests/support/files.hpp"

namespace cartograf {
namespace {

using testing_layers::cost_of;
using testing_layers::names_of;
using testing_layers::row_of;
using testing_layers::whole_space;
using testing_support::shared_file;

using Row = std::map<std::string, double>;

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) result.push_back(field);
  return result;
}

/// The rows of a table without quotes, each by column name.
std::vector<Row> read_table(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  const std::vector<std::string> names = fields(line);
  std::vector<Row> rows;
  while (std::getline(stream, line)) {
    const std::vector<std::string> values = fields(line);
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = std::stod(values.at(i));
  }
  return rows;
}

/// "conv3x3_w16_s2", or "conv1x1_w32_s1_residual".
std::string operation_of(const nlohmann::json& layer) {
  const std::string kernel = std::to_string(layer["kernel_size"].get<int>());
  return "conv" + kernel + "x" + kernel + "_w" + std::to_string(layer["width"].get<int>()) + "_s" + std::to_string(layer["stride"].get<int>()) +
         (layer["residual"].get<bool>() ? "_residual" : "");
}

/// The operations of an architecture in the order of its layers.
std::vector<std::string> operations_of(const SearchSpace& space, std::uint64_t index) {
  const std::vector<std::uint64_t> words = words_of(space, index);
  const std::vector<std::string> names = space.adjacency_bits().operations;
  std::vector<std::string> operations;
  for (int layer = 0; layer < space.cell().n_elements; ++layer) {
    for (std::size_t op = 0; op < names.size(); ++op) {
      if ((words[op] >> layer & 1) != 0) operations.push_back(names[op]);
    }
  }
  return operations;
}

TEST(Naap440, SchemesAreThePublishedOnes) {
  const auto path = shared_file("data/naap440/generated_schemes.json");
  CARTOGRAF_SKIP_WITHOUT(path);
  const auto schemes = nlohmann::json::parse(testing_support::read_bytes(path));
  const auto space = make_naap440();
  ASSERT_EQ(schemes.size(), space->size());
  for (std::size_t i = 0; i < schemes.size(); ++i) {
    std::vector<std::string> expected;
    for (const auto& layer : schemes[i]) expected.push_back(operation_of(layer));
    ASSERT_EQ(operations_of(*space, i), expected) << "ModelId " << i + 1;
  }
}

struct Version {
  const char* name;
  const char* table;
  std::ptrdiff_t n_features;  ///< that the table has
};

class Naap440Tables : public testing::TestWithParam<Version> {};

TEST_P(Naap440Tables, AreReproduced) {
  const auto path = shared_file(GetParam().table);
  CARTOGRAF_SKIP_WITHOUT(path);
  const std::vector<Row> table = read_table(path);
  const auto space = make_naap440();
  ASSERT_EQ(table.size(), space->size());
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  const std::vector<double> values = whole_space(*space, features);
  for (const Row& row : table) {
    const std::uint64_t index = space->index_of(std::to_string(static_cast<int>(row.at("ModelId"))));
    for (const char* cost : {"NumParams", "NumMACs"}) ASSERT_EQ(static_cast<double>(cost_of(*space, cost, index)), row.at(cost)) << index;
    const std::vector<double> found = row_of(values, features, index);
    ASSERT_EQ(std::count_if(features.columns().begin(), features.columns().end(), [&](const FeatureColumn& column) { return row.contains(column.name); }),
              GetParam().n_features);
    for (std::size_t column = 0; column < found.size(); ++column) {
      const auto expected = row.find(features.columns()[column].name);
      if (expected == row.end()) continue;
      ASSERT_EQ(found[column], expected->second) << expected->first << " of ModelId " << index + 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Versions, Naap440Tables,
                         testing::Values(Version{"v1", "data/naap440/naap440.csv", 4}, Version{"v2", "data/naap440/naap440v2.csv", 6}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Naap440, HasItsColumns) {
  const auto space = make_naap440();
  const FeatureSet features = select_features(*space, Convention::graf_nas, {});
  EXPECT_EQ(names_of(features), (std::vector<std::string>{"NumLayers", "NumStages", "FirstLayerWidth", "LastLayerWidth", "NumSkipConnections",
                                                          "NumPartialRFLayers"}));
  ASSERT_EQ(features.wide_columns().size(), 2u);
  EXPECT_EQ(features.wide_columns()[0].name, "NumParams");
  EXPECT_EQ(features.wide_columns()[1].name, "NumMACs");
  EXPECT_EQ(features.families, (std::vector<std::string>{"scheme", "cost"}));
}

}  // namespace
}  // namespace cartograf
