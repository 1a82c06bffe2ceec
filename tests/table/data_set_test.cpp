#include "host/table/data_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/evaluate/evaluate.hpp"
#include "host/space/catalog.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::nasbench201;
using testing_model::numbers;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using testing_support::write_text;

/// The key of architecture `index` of NAS-Bench-201, without the project's code.
std::string key(std::uint64_t index) {
  std::string text = ")";
  for (int digit = 0; digit < 6; ++digit) {
    text = std::to_string(index % 5) + (digit == 0 ? "" : ", ") + text;
    index /= 5;
  }
  return "(" + text;
}

/// Rows "key",a,b of some architectures.
std::string table(const std::string& header, const std::vector<std::pair<std::uint64_t, std::string>>& rows) {
  std::string text = "net," + header + "\n";
  for (const auto& [index, values] : rows) text += "\"" + key(index) + "\"," + values + "\n";
  return text;
}

bool any_contains(const std::vector<std::string>& notes, const std::vector<std::string>& parts) {
  return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) { return contains(note, part); });
  });
}

std::vector<std::string> names_of(const FeatureMatrix& matrix) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : matrix.features.columns) names.push_back(column.name);
  return names;
}

/// A store of the architectures 0..9 with op_count_0 .. op_count_4 and costs; targets for them are 0, 1, ..., 9.
class DataSets : public testing::Test {
 protected:
  void SetUp() override {
    make_store("s.h5", {});
    std::vector<std::pair<std::uint64_t, std::string>> rows;
    for (std::uint64_t i = 0; i < 10; ++i) rows.emplace_back(i, std::to_string(i));
    write("t.csv", table("acc", rows));
  }
  void make_store(const char* name, testing_model::StoreChoice choice) const {
    choice.end = 10;
    choice.families = {"op_count", "cost"};
    testing_model::write_store(folder_ / name, choice);
  }
  void write(const char* name, const std::string& text) const { write_text(folder_ / name, text); }
  JoinedTable join(const char* file, const char* name = "") const { return {name, folder_ / file}; }
  DataSetOptions options(ColumnOptions columns) const {
    DataSetOptions result;
    static_cast<ColumnOptions&>(result) = std::move(columns);
    result.targets.table = folder_ / "t.csv";
    result.targets.column = "acc";
    return result;
  }
  DataSet load(const DataSetOptions& how) const { return load_data_set(StoreReader(folder_ / "s.h5"), nasbench201(), how); }
  DataSet load(ColumnOptions columns) const { return load(options(std::move(columns))); }
  std::string error_of(ColumnOptions columns) const {
    return message_of<InputError>([&] { load(std::move(columns)); });
  }
  void expect_error(ColumnOptions columns, const std::vector<std::string>& parts) const {
    const std::string message = error_of(std::move(columns));
    for (const std::string& part : parts) EXPECT_TRUE(contains(message, part)) << "'" << part << "' is not in: " << message;
  }

  TempFolder folder_;
};

TEST_F(DataSets, WithoutOptionsAreTheStore) {
  const DataSet data = load(ColumnOptions{});
  EXPECT_EQ(data.matrix.data, load_features(StoreReader(folder_ / "s.h5")).data);
  EXPECT_EQ(data.population.rows, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(data.population.targets, (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(data.keys[9], key(9));
  EXPECT_TRUE(data.notes.empty());
  EXPECT_EQ(data.matrix.features.column_families, (std::vector<std::string>{"op_count", "op_count", "op_count", "op_count", "op_count", "cost", "cost", "cost"}));
}

TEST_F(DataSets, HoldOnlyThePopulationInItsOrder) {
  write("only.txt", key(7) + "\n" + key(2) + "\n" + key(5) + "\n");
  DataSetOptions how = options({});
  how.targets.only = folder_ / "only.txt";
  const DataSet data = load(how);
  EXPECT_EQ(data.keys, (std::vector<std::string>{key(7), key(2), key(5)}));
  EXPECT_EQ(data.population.targets, (std::vector<double>{7, 2, 5}));
  const std::vector<double> all = numbers(load(ColumnOptions{}).matrix), some = numbers(data.matrix);
  ASSERT_EQ(some.size(), 3u * 8);
  for (std::size_t j = 0; j < 8; ++j) {
    EXPECT_EQ(some[j], all[7 * 8 + j]);
    EXPECT_EQ(some[8 + j], all[2 * 8 + j]);
    EXPECT_EQ(some[16 + j], all[5 * 8 + j]);
  }
}

TEST_F(DataSets, JoinByArchitectureAndNotByPlaceOrSpelling) {
  write("z.csv", "zen,net\n0.5,\"(0,0,0,0,0,3)\"\n" + std::string("1e300,\"(4, 4, 4, 4, 4, 4)\"\n-2,\"( 0, 0, 0, 0, 0, 1 )\"\n"));
  const DataSet data = load(ColumnOptions{{join("z.csv")}, {"zen", "op_count_*"}, {}, {}, {}});
  EXPECT_EQ(data.keys, (std::vector<std::string>{key(1), key(3)}));
  EXPECT_EQ(data.population.targets, (std::vector<double>{1, 3}));
  EXPECT_EQ(data.population.rows, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(data.matrix.features.dtype, Dtype::float64);
  EXPECT_EQ(data.matrix.features.representation, Representation::values);
  EXPECT_EQ(names_of(data.matrix), (std::vector<std::string>{"op_count_0", "op_count_1", "op_count_2", "op_count_3", "op_count_4", "zen"}));
  // (0, 0, 0, 0, 0, 1) and (0, 0, 0, 0, 0, 3): five times operation 0 and once another.
  EXPECT_EQ(numbers(data.matrix), (std::vector<double>{5, 1, 0, 0, 0, -2, 5, 0, 0, 1, 0, 0.5}));
  EXPECT_TRUE(any_contains(data.notes, {"z.csv", "has no row for 8 of 10 architectures", key(0)})) << data.notes.size();
  EXPECT_TRUE(any_contains(data.notes, {"z.csv", "1 of its 3 rows", key(15624)}));
  EXPECT_EQ(data.notes.size(), 2u);
}

TEST_F(DataSets, ArePreparedTheSameFromAStoreOfAnyDtype) {
  write("z.csv", table("zen", {{1, "1"}, {2, "2"}, {3, ""}}));
  const ColumnOptions columns{{join("z.csv")}, {}, {}, {}, {}};
  const std::vector<double> expected = numbers(load(columns).matrix);
  for (const Dtype dtype : {Dtype::int8, Dtype::float64}) {
    testing_model::StoreChoice choice;
    choice.dtype = dtype;
    std::filesystem::remove(folder_ / "s.h5");
    make_store("s.h5", choice);
    const std::vector<double> found = numbers(load(columns).matrix);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_TRUE(found[i] == expected[i] || (std::isnan(found[i]) && std::isnan(expected[i]))) << i;
  }
}

TEST_F(DataSets, NameTheColumnsOfANamedTable) {
  write("z.csv", table("params,zen", {{0, "1,2"}, {1, "3,4"}}));
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"the column 'params' is in", "s.h5", "z.csv", "NAME=FILE"});
  const DataSet data = load(ColumnOptions{{join("z.csv", "zcp")}, {"params", "family:zcp"}, {}, {}, {}});
  EXPECT_EQ(names_of(data.matrix), (std::vector<std::string>{"params", "zcp.params", "zcp.zen"}));
  EXPECT_EQ(data.matrix.features.column_families, (std::vector<std::string>{"cost", "zcp", "zcp"}));
  EXPECT_EQ(data.matrix.features.preparation.joined, (std::vector<std::string>{"zcp.params", "zcp.zen"}));
}

TEST_F(DataSets, TakeSeveralTablesAndLeaveOutWhatOneOfThemLacks) {
  write("a.csv", table("a", {{0, "0"}, {1, "10"}, {2, "20"}}));
  write("b.csv", table("b", {{2, "200"}, {1, "100"}, {3, "300"}}));
  const DataSet data = load(ColumnOptions{{join("a.csv"), join("b.csv")}, {"a", "b"}, {}, {}, {}});
  EXPECT_EQ(numbers(data.matrix), (std::vector<double>{10, 100, 20, 200}));
  write("b.csv", table("b", {{3, "1"}, {4, "2"}}));
  expect_error({{join("a.csv"), join("b.csv")}, {}, {}, {}, {}}, {"no architecture is in all of the joined tables"});
}

TEST_F(DataSets, KeepThePopulationWhenNoColumnOfATableIsKept) {
  write("z.csv", table("zen", {{1, "1"}, {5, "2"}}));
  const DataSet data = load(ColumnOptions{{join("z.csv")}, {"op_count_*"}, {}, {}, {}});
  EXPECT_EQ(data.keys, (std::vector<std::string>{key(1), key(5)}));
  EXPECT_TRUE(data.matrix.features.preparation.empty());
}

TEST_F(DataSets, JoinAStoreOfTheSameSpace) {
  testing_model::StoreChoice choice;
  choice.families = {"min_path_len"};
  choice.begin = 5;
  choice.end = 25;
  testing_model::write_store(folder_ / "other.h5", choice);
  const DataSet data = load(ColumnOptions{{join("other.h5")}, {"family:other"}, {}, {}, {}});
  EXPECT_EQ(data.keys.front(), key(5));
  EXPECT_EQ(data.keys.size(), 5u);
  const FeatureMatrix other = load_features(StoreReader(folder_ / "other.h5"));
  const std::vector<double> expected = numbers(other), found = numbers(data.matrix);
  ASSERT_EQ(found.size(), 5 * other.features.columns.size());
  EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin()));
  EXPECT_TRUE(any_contains(data.notes, {"15 of its 20 rows"}));
}

TEST_F(DataSets, RefuseAStoreOfAnotherSpace) {
  const auto space = find_space("transnasbench101_micro");
  featurise(*space, select_features(*space, Convention::graf_nas, {"op_count"}), architecture_range(*space, 0, 10), folder_ / "micro.h5", {});
  expect_error({{join("micro.h5")}, {}, {}, {}, {}}, {"micro.h5", "nasbench201", "transnasbench101_micro"});
}

TEST_F(DataSets, RefuseATableWithoutACommonKey) {
  write("z.csv", table("zen", {{100, "1"}, {200, "2"}}));
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"z.csv", "shares no architecture", "s.h5", key(100)});
}

TEST_F(DataSets, RefuseATableWithoutColumnsAndOneOfText) {
  write("z.csv", key(1) + "\n" + key(2) + "\n");
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"z.csv", "columns beside the keys"});
  write("z.csv", table("hash,zen", {{1, "ab,1"}, {2, "cd,2"}}));
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"z.csv:2:", "'hash'", "'ab'", "--exclude"});
  EXPECT_EQ(load(ColumnOptions{{join("z.csv")}, {}, {"hash"}, {}, {}}).keys.size(), 2u);
  write("z.csv", table("zen,zen", {{1, "1,1"}, {2, "2,2"}}));
  expect_error({{join("z.csv")}, {"zen"}, {}, {}, {}}, {"zen", "z.csv"});
}

TEST_F(DataSets, CountMissingValuesAndPlaceholders) {
  write("z.csv", table("a,b,c", {{0, ",1,-1e8"}, {1, "nan,,-100000000.0"}, {2, "5,6,7"}}));
  const ColumnOptions columns{{join("z.csv")}, {"a", "b", "c"}, {}, {}, {}};
  const DataSet data = load(columns);
  EXPECT_TRUE(any_contains(data.notes, {"z.csv", "missing values: 3, in a 2, b 1"}));
  EXPECT_TRUE(any_contains(data.notes, {"z.csv", "-100000000", "c 2", "--missing -100000000"}));
  const std::vector<double> values = numbers(data.matrix);
  EXPECT_TRUE(std::isnan(values[0]) && std::isnan(values[3]) && std::isnan(values[4]));
  EXPECT_EQ(values[2], -1e8);
  ColumnOptions named = columns;
  named.missing_values = {-1e8};
  const DataSet without = load(named);
  EXPECT_TRUE(any_contains(without.notes, {"missing values: 5", "c 2"}));
  EXPECT_FALSE(any_contains(without.notes, {"--missing"}));
  EXPECT_TRUE(std::isnan(numbers(without.matrix)[2]));
}

TEST_F(DataSets, RefuseInfinitiesThatAreNotNamed) {
  write("z.csv", table("a", {{0, "inf"}, {1, "-inf"}, {2, "3"}}));
  ColumnOptions columns{{join("z.csv")}, {"a"}, {}, {}, {}};
  expect_error(columns, {"z.csv:2:22", "'a'", "inf", "--missing inf"});
  columns.missing_values = {HUGE_VAL};
  expect_error(columns, {"z.csv:3:22", "--missing -inf"});
  columns.missing_values = {HUGE_VAL, -HUGE_VAL};
  EXPECT_TRUE(any_contains(load(columns).notes, {"missing values: 2"}));
  write("z.csv", table("a", {{0, "1e39"}, {1, "2"}}));
  expect_error(columns, {"z.csv:2:22", "fits float32", "1e+39"});
  expect_error({{}, {}, {}, {}, {-1}}, {"--missing", "joined table"});
}

TEST_F(DataSets, TakeNaturalLogarithms) {
  write("z.csv", table("a", {{0, "1"}, {1, "2.5"}, {2, ""}}));
  const DataSet data = load(ColumnOptions{{join("z.csv")}, {"params", "a"}, {}, {"params", "a"}, {}});
  const std::vector<double> plain = numbers(load(ColumnOptions{{join("z.csv")}, {"params"}, {}, {}, {}}).matrix), values = numbers(data.matrix);
  EXPECT_EQ(values[0], std::log(plain[0]));
  EXPECT_EQ(values[1], 0);
  EXPECT_EQ(values[3], std::log(2.5));
  EXPECT_TRUE(std::isnan(values[5]));
  EXPECT_EQ(data.matrix.features.preparation.logarithms, (std::vector<std::string>{"params", "a"}));
  EXPECT_EQ(load(ColumnOptions{{}, {"params"}, {}, {"params"}, {}}).matrix.features.dtype, Dtype::float64);
}

TEST_F(DataSets, RefuseLogarithmsOfWhatIsNotAboveZero) {
  write("z.csv", table("a", {{0, "1"}, {1, "-2.5"}, {2, "4"}}));
  expect_error({{join("z.csv")}, {}, {}, {"a"}, {}}, {"--log", "'a'", key(1), "above 0", "-2.5"});
  expect_error({{}, {}, {}, {"op_count_1"}, {}}, {"--log", "'op_count_1'", key(0), "found 0"});
}

TEST_F(DataSets, RefuseTheTargetAsAFeature) {
  expect_error({{join("t.csv")}, {}, {}, {}, {}}, {"t.csv", "target 'acc' is among the columns", "--exclude acc"});
  expect_error({{join("t.csv", "x")}, {}, {}, {}, {}}, {"--exclude x.acc"});
}

TEST_F(DataSets, RefuseATargetThatIsTheSameForAllThatIsLeft) {
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  for (std::uint64_t i = 0; i < 10; ++i) rows.emplace_back(i, i < 3 ? "1" : "2");
  write("t.csv", table("acc", rows));
  write("z.csv", table("a", {{0, "1"}, {1, "2"}, {2, "3"}}));
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"'acc'", "the same for all"});
  write("z.csv", table("a", {{0, "1"}}));
  expect_error({{join("z.csv")}, {}, {}, {}, {}}, {"'acc'", "found 1 architecture"});
}

TEST_F(DataSets, LeaveOutWhatHasNoTarget) {
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  for (std::uint64_t i = 0; i < 10; ++i) rows.emplace_back(i, i % 2 == 0 ? "-1" : std::to_string(i));
  write("t.csv", table("acc", rows));
  DataSetOptions how = options({});
  how.targets.missing = {-1};
  const DataSet data = load(how);
  EXPECT_EQ(data.population.n_left_out, 5u);
  EXPECT_EQ(data.population.targets, (std::vector<double>{1, 3, 5, 7, 9}));
  EXPECT_EQ(data.keys[1], key(3));
  EXPECT_EQ(data.matrix.n_rows, 5u);
}

TEST_F(DataSets, OfNaap440AreJoinedByModelId) {
  const auto space = find_space("naap440");
  featurise(*space, select_features(*space, Convention::graf_nas, {}), architecture_range(*space, 0, 5), folder_ / "n.h5", {});
  write("n.csv", "ModelId,MaxAccuracy,e1LossMean\n5,0.5,5\n1,0.1,1\n3,0.3,3\n");
  DataSetOptions how;
  how.targets = {folder_ / "n.csv", "MaxAccuracy", folder_ / "n.csv"};
  how.joins = {join("n.csv")};
  how.columns = {"NumParams", "e1LossMean"};
  how.log = {"NumParams"};
  const DataSet data = load_data_set(StoreReader(folder_ / "n.h5"), *space, how);
  EXPECT_EQ(data.population.targets, (std::vector<double>{0.5, 0.1, 0.3}));
  EXPECT_EQ(data.keys, (std::vector<std::string>{"5", "1", "3"}));
  const std::vector<double> values = numbers(data.matrix);
  const WideColumn& params = space->costs().front();
  ASSERT_EQ(params.name, "NumParams");
  EXPECT_EQ(values[0], std::log(static_cast<double>(params.evaluate(words_of(*space, 4).data()))));
  EXPECT_EQ(values[1], 5);
}

/// A model of joined columns, in a file and back.
class ModelsOfJoinedColumns : public DataSets {
 protected:
  void SetUp() override {
    DataSets::SetUp();
    std::vector<std::pair<std::uint64_t, std::string>> rows;
    for (std::uint64_t i = 0; i < 10; ++i) rows.emplace_back(i, (i == 3 ? "-1e8" : std::to_string(10 + i)) + "," + std::to_string(i % 4));
    write("z.csv", table("zen,jacov", rows));
  }
  Model train(const DataSet& data) const {
    ModelInfo info;
    info.predictor = "xgb";
    info.target = "acc";
    return Model::train(std::move(info), data.matrix, data.population.rows, data.population.targets, {}, 1);
  }
  Model reloaded(const Model& model) const {
    model.save(folder_ / "m.ubj", true);
    return Model::load(folder_ / "m.ubj", {}, 1);
  }
  LoadedColumns columns_of(const Model& model, std::vector<JoinedTable> joins) const {
    return load_columns_of_model(StoreReader(folder_ / "s.h5"), nasbench201(), model.info().features, joins);
  }
};

TEST_F(ModelsOfJoinedColumns, AreAppliedToTheSameColumns) {
  const DataSet data = load(ColumnOptions{{join("z.csv", "z")}, {"op_count_*", "params", "z.zen"}, {}, {"params", "z.zen"}, {-1e8}});
  const Model model = reloaded(train(data));
  EXPECT_EQ(model.info().features.preparation, data.matrix.features.preparation);
  const LoadedColumns columns = columns_of(model, {join("z.csv", "z")});
  EXPECT_EQ(columns.matrix.features.columns, data.matrix.features.columns);
  EXPECT_EQ(model.predict(columns.matrix, "s"), train(data).predict(data.matrix, "s"));
  EXPECT_TRUE(any_contains(columns.notes, {"missing values: 1"}));

  const auto without = message_of<InputError>([&] { columns_of(model, {}); });
  EXPECT_TRUE(contains(without, "'z.zen'") && contains(without, "--join")) << without;
  const auto other = message_of<InputError>([&] { columns_of(model, {join("z.csv")}); });
  EXPECT_TRUE(contains(other, "no column 'z.zen'") && contains(other, "zen")) << other;
  const auto plain = message_of<InputError>([&] { model.predict(load_features(StoreReader(folder_ / "s.h5")), "s.h5"); });
  EXPECT_TRUE(contains(plain, "columns")) << plain;
}

TEST_F(ModelsOfJoinedColumns, ArePredictedForTheArchitecturesOfTheTable) {
  const DataSet data = load(ColumnOptions{{join("z.csv")}, {"zen"}, {}, {}, {}});
  const Model model = train(data);
  write("z.csv", table("zen,jacov", {{8, "18,1"}, {2, "12,1"}}));
  const LoadedColumns columns = columns_of(model, {join("z.csv")});
  EXPECT_EQ(columns.kept, (std::vector<std::size_t>{2, 8}));
  EXPECT_EQ(numbers(columns.matrix), (std::vector<double>{12, 18}));
}

TEST_F(ModelsOfJoinedColumns, OfTheStoreAloneTakeNoTable) {
  const Model model = train(load(ColumnOptions{{}, {"op_count_*"}, {}, {}, {}}));
  const auto message = message_of<InputError>([&] { columns_of(model, {join("z.csv")}); });
  EXPECT_TRUE(contains(message, "--join") && contains(message, "store alone")) << message;
  EXPECT_EQ(columns_of(model, {}).matrix.features.columns.size(), 5u);
}

TEST_F(ModelsOfJoinedColumns, DoNotTakeColumnsWithoutTheirLogarithms) {
  const DataSet data = load(ColumnOptions{{}, {"params", "flops"}, {}, {"params"}, {}});
  const Model model = reloaded(train(data));
  EXPECT_EQ(model.predict(columns_of(model, {}).matrix, "s"), train(data).predict(data.matrix, "s"));
  const DataSet plain = load(ColumnOptions{{}, {"params", "flops"}, {}, {}, {}});
  const auto message = message_of<InputError>([&] { model.predict(plain.matrix, "plain"); });
  EXPECT_TRUE(contains(message, "plain: the columns are not prepared")) << message;
}

TEST_F(ModelsOfJoinedColumns, OfSomeColumnsAreNotMixedUpWithAnotherConvention) {
  const Model model = train(load(ColumnOptions{{}, {"op_count_*"}, {}, {}, {}}));
  std::filesystem::remove(folder_ / "s.h5");
  testing_model::StoreChoice choice;
  choice.convention = Convention::zc_combine;
  make_store("s.h5", choice);
  const auto message = message_of<InputError>([&] { columns_of(model, {}); });
  EXPECT_TRUE(contains(message, "graf_nas") && contains(message, "zc_combine")) << message;
}

}  // namespace
}  // namespace cartograf
