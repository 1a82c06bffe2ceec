#include "host/table/prediction_file.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;

class PredictionFile : public testing::Test {
 protected:
  void write_store(bool keys = true) const {
    testing_model::StoreChoice choice;
    choice.begin = 10;
    choice.end = 13;
    choice.keys = keys;
    testing_model::write_store(folder_ / "s.h5", choice);
  }
  void write(const std::string& file, const std::string& target = "acc", bool overwrite = false) const {
    write_predictions(StoreReader(folder_ / "s.h5"), rows_, {{target, predictions_}}, folder_ / file, overwrite);
  }
  std::string error_of(const std::string& file, const std::string& target = "acc") const {
    return message_of<InputError>([&] { write(file, target); });
  }

  TempFolder folder_;
  std::vector<std::size_t> rows_ = {0, 1, 2};
  std::vector<double> predictions_ = {0.1f, -3, 1e-9f};
};

TEST_F(PredictionFile, MayBeOfSomeRows) {
  write_store();
  rows_ = {0, 2};
  predictions_ = {5, 7};
  write("p.csv");
  EXPECT_EQ(read_bytes(folder_ / "p.csv"), "net,acc\n\"(0, 0, 0, 0, 2, 0)\",5\n\"(0, 0, 0, 0, 2, 2)\",7\n");
  write("p.h5");
  EXPECT_EQ(StoreReader(folder_ / "p.h5").read_index(0, 2), (std::vector<std::uint64_t>{10, 12}));
}

TEST_F(PredictionFile, AsTextHasKeysAndTheShortestDigits) {
  write_store();
  write("p.csv");
  EXPECT_EQ(read_bytes(folder_ / "p.csv"),
            "net,acc\n\"(0, 0, 0, 0, 2, 0)\",0.1\n\"(0, 0, 0, 0, 2, 1)\",-3\n\"(0, 0, 0, 0, 2, 2)\",1e-09\n");
}

TEST_F(PredictionFile, MayHaveSeveralColumns) {
  write_store();
  const std::vector<PredictedColumn> columns = {{"acc", {1, 2, 3}}, {"acc.deviation", {0.5, 0.25, 0}}};
  write_predictions(StoreReader(folder_ / "s.h5"), rows_, columns, folder_ / "p.csv", false);
  EXPECT_EQ(read_bytes(folder_ / "p.csv"),
            "net,acc,acc.deviation\n\"(0, 0, 0, 0, 2, 0)\",1,0.5\n\"(0, 0, 0, 0, 2, 1)\",2,0.25\n"
            "\"(0, 0, 0, 0, 2, 2)\",3,0\n");
  write_predictions(StoreReader(folder_ / "s.h5"), rows_, columns, folder_ / "p.h5", false);
  const StoreReader store(folder_ / "p.h5");
  ASSERT_EQ(store.schema().sides.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(store.schema().sides[i].path, "predictions/" + columns[i].name);
    EXPECT_EQ(store.read_side(i, 0, 3), columns[i].values);
  }
}

TEST_F(PredictionFile, AsTextQuotesTheTarget) {
  write_store();
  write("p.csv", "a,\"b\"");
  EXPECT_TRUE(read_bytes(folder_ / "p.csv").starts_with("net,\"a,\"\"b\"\"\"\n"));
}

TEST_F(PredictionFile, AsTextOfAStoreWithoutKeysHasIndices) {
  write_store(false);
  write("p.csv");
  EXPECT_EQ(read_bytes(folder_ / "p.csv"), "index,acc\n10,0.1\n11,-3\n12,1e-09\n");
}

TEST_F(PredictionFile, AsAStoreHasIndexKeysAndPredictions) {
  write_store();
  write("p.h5", "my target");
  const StoreReader reader(folder_ / "p.h5");
  EXPECT_EQ(reader.schema().features.space, "nasbench201");
  EXPECT_TRUE(reader.schema().features.columns.empty());
  ASSERT_EQ(reader.schema().sides.size(), 1u);
  EXPECT_EQ(reader.schema().sides[0], (SideColumn{"predictions/my target", SideType::float32}));
  EXPECT_EQ(reader.read_index(0, 3), (std::vector<std::uint64_t>{10, 11, 12}));
  EXPECT_EQ(reader.read_keys(0, 3), StoreReader(folder_ / "s.h5").read_keys(0, 3));
  EXPECT_EQ(reader.read_side(0, 0, 3), std::vector<double>(predictions_.begin(), predictions_.end()));
}

TEST_F(PredictionFile, AsAStoreWithoutKeysHasNone) {
  write_store(false);
  write("p.h5");
  EXPECT_EQ(StoreReader(folder_ / "p.h5").schema().key_width, 0u);
}

TEST_F(PredictionFile, OfAnotherKindIsRefused) {
  write_store();
  for (const char* name : {"p.txt", "p", "p.CSV", "p.h5.gz"}) {
    EXPECT_TRUE(contains(error_of(name), "expected a name that ends in .csv or .h5")) << name;
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
}

TEST_F(PredictionFile, OfATargetThatIsNoDatasetNameIsRefused) {
  write_store();
  for (const char* name : {"", "a/b", "."}) EXPECT_TRUE(contains(error_of("p.h5", name), "write a .csv instead")) << name;
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"s.h5"});
}

TEST_F(PredictionFile, ThatExistsIsKept) {
  write_store();
  for (const char* name : {"p.csv", "p.h5"}) {
    testing_support::write_text(folder_ / name, "precious");
    EXPECT_TRUE(contains(error_of(name), "exists already")) << name;
    EXPECT_EQ(read_bytes(folder_ / name), "precious");
    write(name, "acc", true);
    EXPECT_NE(read_bytes(folder_ / name), "precious");
  }
}

}  // namespace
}  // namespace cartograf
