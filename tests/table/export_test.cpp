// Stores as text and as NumPy arrays.
#include "host/table/export.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "host/store/featurise.hpp"
#include "tests/engine/computed.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/files.hpp"
#include "tests/support/golden_table.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"
#include "tests/support/stores.hpp"

namespace cartograf {
namespace {

using testing_engine::nasbench201_features;
using testing_model::nasbench201;
using testing_support::contains;
using testing_support::GoldenTable;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using Names = std::vector<std::string>;

class Export : public testing::Test {
 protected:
  StoreReader store(Dtype dtype, std::uint64_t first = 0, std::uint64_t end = 15625, const Names& families = {}, bool keys = true) {
    FeaturiseOptions options;
    options.dtype = dtype;
    options.keys = keys;
    const auto path = folder_ / ("s" + std::to_string(n_stores_++) + ".h5");
    const FeatureSet features = select_features(nasbench201(), Convention::graf_nas, families);
    featurise(nasbench201(), features, architecture_range(nasbench201(), first, end), path, options);
    return StoreReader(path);
  }
  std::string exported(const StoreReader& reader, const ExportOptions& options = {}, const std::string& extension = ".csv") {
    const auto path = folder_ / ("e" + std::to_string(n_stores_++) + extension);
    export_store(reader, path, options);
    return read_bytes(path);
  }

  TempFolder folder_;
  int n_stores_ = 0;
};

TEST_F(Export, TextDoesNotDependOnTheDtype) {
  const std::string text = exported(store(Dtype::int8));
  EXPECT_TRUE(text == exported(store(Dtype::float32)));
  EXPECT_TRUE(text == exported(store(Dtype::float64)));
}

TEST_F(Export, TextIsThatOfTheOracle) {
  std::string expected = "net";
  for (const std::string& name : reference::nasbench201_names(reference::Convention::graf_nas)) {
    expected += contains(name, ",") ? ",\"" + name + "\"" : "," + name;
  }
  expected += "\n";
  for (std::uint64_t row = 0; row < 500; ++row) {
    const reference::Key key = reference::nasbench201_key(row);
    expected += "\"" + reference::key_text(key) + "\"";
    for (const auto value : reference::nasbench201_features(reference::Convention::graf_nas, key)) {
      char digits[32];
      std::snprintf(digits, sizeof digits, "%g", value.value());  // quarters: exact and shortest
      expected += std::string(",") + digits;
    }
    expected += "\n";
  }
  EXPECT_TRUE(exported(store(Dtype::float32, 0, 500)) == expected);
}

TEST_F(Export, TextEqualsTheGoldenTable) {
  const auto golden_path = testing_support::golden_file("nasbench201.graf_nas.csv.gz");
  CARTOGRAF_SKIP_WITHOUT(golden_path);
  export_store(store(Dtype::float32), folder_ / "all.csv", {});
  const GoldenTable all = GoldenTable::read(folder_ / "all.csv");
  const GoldenTable golden = GoldenTable::read(golden_path);
  EXPECT_EQ(all.names, golden.names);
  for (std::size_t row = 0; row < golden.rows.size(); ++row) {
    ASSERT_EQ(all.keys[2 * row], golden.keys[row]);
    ASSERT_TRUE(all.rows[2 * row] == golden.rows[row]) << golden.keys[row];
  }
}

TEST_F(Export, ChoosesColumnsByNameAndGlobInTheOrderAsked) {
  ExportOptions options;
  options.columns = {"op_count_3", "op_count_?"};
  options.end_row = 1;
  const std::string text = exported(store(Dtype::int8), options);
  EXPECT_EQ(text.substr(0, text.find('\n')), "net,op_count_3,op_count_0,op_count_1,op_count_2,op_count_3,op_count_4");
}

TEST_F(Export, TakesTheSelectorsOfEvaluate) {
  std::ofstream(folder_ / "list.txt") << "op_count_4\n!op_count_1\n";
  const auto columns_of = [&](const Names& selectors) {
    ExportOptions options;
    options.columns = selectors;
    options.end_row = 1;
    const std::string text = exported(store(Dtype::int8, 0, 5, {"op_count", "cost"}), options);
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(columns_of({"family:cost", "op_count_0"}), "net,flops,flops_nats,params,op_count_0");
  EXPECT_EQ(columns_of({"!family:cost", "!op_count_[0-2]"}), "net,op_count_3,op_count_4");
  EXPECT_EQ(columns_of({"op_count_1", "op_count_0", "@" + (folder_ / "list.txt").string()}), "net,op_count_0,op_count_4");
}

TEST_F(Export, ChoosesRows) {
  ExportOptions options;
  options.columns = {"op_count_0"};
  options.first_row = 2;
  options.end_row = 4;
  EXPECT_EQ(exported(store(Dtype::int8, 10, 20), options), "net,op_count_0\n\"(0, 0, 0, 0, 2, 2)\",4\n\"(0, 0, 0, 0, 2, 3)\",4\n");
}

TEST_F(Export, WritesTheIndexWhenThereAreNoKeys) {
  ExportOptions options;
  options.columns = {"op_count_0"};
  EXPECT_EQ(exported(store(Dtype::int8, 10, 12, {}, false), options), "index,op_count_0\n10,5\n11,4\n");
}

TEST_F(Export, WritesWideColumnsAsIntegers) {
  const std::string text = exported(store(Dtype::float32, 0, 1, {"cost"}));
  EXPECT_EQ(text, "net,flops,flops_nats,params\n\"(0, 0, 0, 0, 0, 0)\",7943872,7783050,73306\n");
}

/// The array of a .npy file: what its header says, and its numbers.
template <class T>
std::vector<T> npy_values(const std::string& file, const std::string& description) {
  const std::size_t header = 10 + static_cast<unsigned char>(file[8]) + 256u * static_cast<unsigned char>(file[9]);
  EXPECT_TRUE(file.starts_with("\x93NUMPY"));
  EXPECT_TRUE(contains(file.substr(0, header), description)) << file.substr(10, header);
  std::vector<T> values((file.size() - header) / sizeof(T));
  std::memcpy(values.data(), file.data() + header, values.size() * sizeof(T));
  return values;
}

/// A store with a cost, a target and a prediction.
StoreReader sample_store(const std::filesystem::path& path, Dtype dtype) {
  testing_support::SampleStore(dtype, 6, 1).write(path);
  return StoreReader(path);
}

TEST_F(Export, WritesTargetsAndPredictionsAsTheShortestFloats) {
  ExportOptions options;
  options.columns = {"params", "accuracy", "score"};
  options.first_row = 1;
  options.end_row = 4;
  EXPECT_EQ(exported(sample_store(folder_ / "sample.h5", Dtype::int8), options),
            "net,params,accuracy,score\n"
            "k1,1152921504606846977,0.33333334,0.14285715\n"
            "k2,1152921504606846978,0.6666667,0.2857143\n"
            "k3,1152921504606846979,1,0.42857143\n");
}

TEST_F(Export, WritesTargetsAndPredictionsByDefaultAfterTheFeatures) {
  const std::string text = exported(sample_store(folder_ / "sample.h5", Dtype::float32));
  EXPECT_EQ(text.substr(0, text.find('\n')), "net,column_0,params,accuracy,score");
}

TEST_F(Export, NpyHoldsTargetsAndPredictions) {
  ExportOptions options;
  options.columns = {"column_0", "accuracy", "score"};
  const auto values = npy_values<float>(exported(sample_store(folder_ / "sample.h5", Dtype::int8), options, ".npy"), "'shape': (6, 3)");
  ASSERT_EQ(values.size(), 18u);
  EXPECT_TRUE(std::isnan(values[1])) << "a missing target";
  for (std::size_t row = 1; row < 5; ++row) {
    EXPECT_EQ(values[3 * row + 1], static_cast<float>(row) / 3);
    EXPECT_EQ(values[3 * row + 2], static_cast<float>(static_cast<double>(row) / 7));
  }
}

TEST_F(Export, TextOfOtherSpacesEqualsTheGoldenTable) {
  for (const char* name : {"transnasbench101_micro", "darts"}) {
    const auto golden_path = testing_support::golden_file(std::string(name) + ".zc_combine.csv.gz");
    CARTOGRAF_SKIP_WITHOUT(golden_path);
    const GoldenTable golden = GoldenTable::read(golden_path);
    const SearchSpace& space = testing_engine::space_called(name);
    std::string keys;
    for (const std::string& key : golden.keys) keys += key + "\n";
    testing_support::write_text(folder_ / "keys", keys);
    const auto store_path = folder_ / (std::string(name) + ".h5");
    featurise(space, select_features(space, Convention::zc_combine, {}), architecture_keys(space, folder_ / "keys"), store_path, {});
    const auto text_path = folder_ / (std::string(name) + ".csv");
    export_store(StoreReader(store_path), text_path, {});
    const GoldenTable all = GoldenTable::read(text_path);
    EXPECT_EQ(all.names, golden.names);
    EXPECT_EQ(all.keys, golden.keys);
    EXPECT_TRUE(all.rows == golden.rows) << name;
  }
}

TEST_F(Export, WritesFractionsInTheirShortestDigits) {
  ExportOptions options;
  options.columns = {"node_degree_(skip_connect)_avg_in"};
  options.end_row = 3;
  EXPECT_EQ(exported(store(Dtype::float32, 4, 7), options),
            "net,node_degree_(skip_connect)_avg_in\n\"(0, 0, 0, 0, 0, 4)\",1.25\n\"(0, 0, 0, 0, 1, 0)\",1.25\n\"(0, 0, 0, 0, 1, 1)\",1\n");
}

TEST_F(Export, UnknownColumnsAreRejectedWithASuggestion) {
  ExportOptions options;
  options.columns = {"op_cuont_0"};
  const StoreReader reader = store(Dtype::int8, 0, 5);
  const std::string message = message_of<InputError>([&] { export_store(reader, folder_ / "e.csv", options); });
  EXPECT_EQ(message, reader.name() + ": no column is called or matches 'op_cuont_0'; did you mean op_count_0, op_count_1 or op_count_2?");
}

TEST_F(Export, RowsOutsideAreRejected) {
  const StoreReader reader = store(Dtype::int8, 0, 5);
  for (const auto& [first, end] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 6}, {3, 3}, {4, 2}, {5, UINT64_MAX}}) {
    ExportOptions options;
    options.first_row = first;
    options.end_row = end;
    EXPECT_THROW(export_store(reader, folder_ / "e.csv", options), InputError) << first << ':' << end;
  }
}

TEST_F(Export, OtherExtensionsAreRejected) {
  const StoreReader reader = store(Dtype::int8, 0, 5);
  EXPECT_EQ(message_of<InputError>([&] { export_store(reader, folder_ / "e.txt", {}); }),
            (folder_ / "e.txt").string() + ": expected a name that ends in .csv, .npy or .zarr");
}

TEST_F(Export, FailuresLeaveNothing) {
  const StoreReader reader = store(Dtype::int8, 0, 5);
  ExportOptions options;
  options.columns = {"no such column"};
  EXPECT_THROW(export_store(reader, folder_ / "e.csv", options), InputError);
  EXPECT_EQ(folder_.names(), Names{"s0.h5"});
}

TEST_F(Export, DoesNotReplaceAFileUnasked) {
  const StoreReader reader = store(Dtype::int8, 0, 5);
  testing_support::write_text(folder_ / "e.csv", "old");
  EXPECT_THROW(export_store(reader, folder_ / "e.csv", {}), InputError);
  EXPECT_EQ(read_bytes(folder_ / "e.csv"), "old");
  ExportOptions options;
  options.overwrite = true;
  export_store(reader, folder_ / "e.csv", options);
  EXPECT_NE(read_bytes(folder_ / "e.csv"), "old");
}

TEST_F(Export, ToAFullDeviceIsAnIoError) {
  const StoreReader reader = store(Dtype::int8, 0, 5);
  const std::string message = message_of<IoError>([&] { export_store(reader, "/dev/full", {}); });
  EXPECT_TRUE(contains(message, "No space left on device")) << message;
}

TEST_F(Export, NpyHoldsFloat32FromInt8AndFloat32) {
  const auto expected = testing_engine::computed<float>(nasbench201_features(Convention::graf_nas), Dtype::float32, 0, 5000);
  const std::string description = "{'descr': '<f4', 'fortran_order': False, 'shape': (5000, 191), }";
  EXPECT_TRUE(npy_values<float>(exported(store(Dtype::int8, 0, 5000), {}, ".npy"), description) == expected);
  EXPECT_TRUE(npy_values<float>(exported(store(Dtype::float32, 0, 5000), {}, ".npy"), description) == expected);
}

TEST_F(Export, NpyHoldsFloat64FromFloat64) {
  const auto expected = testing_engine::computed<double>(nasbench201_features(Convention::graf_nas), Dtype::float64, 0, 100);
  EXPECT_TRUE(npy_values<double>(exported(store(Dtype::float64, 0, 100), {}, ".npy"), "'descr': '<f8'") == expected);
}

TEST_F(Export, NpyHoldsFloat64WithWideColumns) {
  const auto values = npy_values<double>(exported(store(Dtype::int8, 0, 1, {"op_count", "cost"}), {}, ".npy"), "'shape': (1, 8)");
  EXPECT_EQ(values, (std::vector<double>{6, 0, 0, 0, 0, 7943872, 7783050, 73306}));
}

}  // namespace
}  // namespace cartograf
