// Stores as Zarr groups: the same values as the store, by an oracle that reads the files (tests/support/zarr_array.hpp).
#include <gtest/gtest.h>
#include <xxhash.h>

#include <cmath>
#include <cstdio>
#include <cstring>

#include "host/store/featurise.hpp"
#include "host/table/export.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"
#include "tests/support/sample_store.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/zarr_array.hpp"

namespace cartograf {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing_engine::nasbench201_features;
using testing_model::nasbench201;
using testing_support::contains;
using testing_support::json_file;
using testing_support::message_of;
using testing_support::SampleStore;
using testing_support::TempFolder;
using testing_support::ZarrArray;
using Names = std::vector<std::string>;

/// XXH3 of bytes, as attributes have it.
std::string digest(const std::string& bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  char text[50];
  std::snprintf(text, sizeof text, "xxh3-128:%016llx%016llx", static_cast<unsigned long long>(hash.high64), static_cast<unsigned long long>(hash.low64));
  return text;
}

class ZarrExports : public testing::Test {
 protected:
  fs::path exported(const StoreReader& store, const ExportOptions& options = {}) {
    const fs::path path = folder_ / ("e" + std::to_string(n_++) + ".zarr");
    export_store(store, path, options);
    return path;
  }
  StoreReader written(const SampleStore& sample) {
    const fs::path path = folder_ / ("s" + std::to_string(n_++) + ".h5");
    sample.write(path);
    return StoreReader(path);
  }

  TempFolder folder_;
  int n_ = 0;
};

// Chunks of 2^20 / 600 -> 1,024 rows of float32 columns: three, of which the last has 952 rows.
constexpr std::uint64_t kStoredRows = 3000;
constexpr std::size_t kStoredColumns = 150;

std::string feature_bytes(const SampleStore& sample) { return {reinterpret_cast<const char*>(sample.features().data()), sample.features().size()}; }

TEST_F(ZarrExports, HoldTheWholeStore) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    for (const char* compression : {"none", "gzip", "zstd"}) {
      const SampleStore sample(dtype, kStoredRows, kStoredColumns);
      const StoreReader store = written(sample);
      ExportOptions options;
      options.compression = parse_compression(compression);
      const fs::path path = exported(store, options);
      const auto array = [&](const std::string& name) { return ZarrArray::read(path, name); };
      EXPECT_TRUE(array("features").bytes == feature_bytes(sample));
      EXPECT_EQ(array("features").n_chunks, dtype == Dtype::float64 ? 6u : dtype == Dtype::float32 ? 3u
                                                                                                   : 1u);
      EXPECT_EQ(array("features").metadata["dimension_names"], (json{"index", "feature_names"}));
      EXPECT_TRUE(array("index").values<std::uint64_t>() == sample.index());
      EXPECT_TRUE(array("wide/params").values<std::int64_t>() == sample.cost());
      EXPECT_TRUE(array("predictions/score").values<double>() == sample.prediction());
      const std::string accuracies = array("targets/accuracy").bytes;
      ASSERT_EQ(accuracies.size(), sample.target().size() * sizeof(float));
      EXPECT_EQ(std::memcmp(accuracies.data(), sample.target().data(), accuracies.size()), 0) << "with missing values";
      const auto words = array("adjacency").values<std::uint16_t>();
      EXPECT_TRUE(std::vector<std::uint64_t>(words.begin(), words.end()) == sample.masks());
      EXPECT_EQ(array("adjacency").metadata["attributes"]["edges"], sample.schema().adjacency->edges);
      EXPECT_EQ(array("operation_names").texts, sample.schema().adjacency->operations);
      const Names keys = array("key").texts, names = array("feature_names").texts;
      ASSERT_EQ(keys.size(), kStoredRows);
      for (std::uint64_t row = 0; row < kStoredRows; ++row) ASSERT_EQ(keys[row], sample.key(row));
      const auto divisors = array("divisor").values<std::int32_t>();
      ASSERT_EQ(names.size(), kStoredColumns);
      for (std::size_t i = 0; i < kStoredColumns; ++i) {
        EXPECT_EQ(names[i], sample.schema().features.columns[i].name);
        EXPECT_EQ(divisors[i], sample.schema().features.columns[i].divisor);
      }
      const json about = json_file(path / "zarr.json")["attributes"];
      EXPECT_EQ(about["format"], "cartograf-features");
      EXPECT_EQ(about["space"], "sample");
      EXPECT_EQ(about["space_definition"], "{\"name\":\"sample\"}");
      EXPECT_EQ(about["convention"], "graf_nas");
      EXPECT_EQ(about["families"], "first,second");
      EXPECT_EQ(about["seed"], 42);
      EXPECT_EQ(about["cartograf_version"], store.cartograf_version());
      EXPECT_EQ(about["features_digest"], store.digest());
      EXPECT_EQ(about["features_digest"], digest(feature_bytes(sample)));
    }
  }
}

TEST_F(ZarrExports, ChooseRowsAndColumns) {
  const SampleStore sample(Dtype::float32, kStoredRows, kStoredColumns);
  ExportOptions options;
  options.columns = {"score", "column_7", "column_2"};
  options.first_row = 900;
  options.end_row = 2500;
  const fs::path path = exported(written(sample), options);
  const auto features = ZarrArray::read(path, "features").values<float>(), all = [&] {
    std::vector<float> values(kStoredRows * kStoredColumns);
    std::memcpy(values.data(), sample.features().data(), sample.features().size());
    return values;
  }();
  ASSERT_EQ(features.size(), 1600u * 2);
  for (std::uint64_t row = 0; row < 1600; ++row) {
    ASSERT_EQ(features[2 * row], all[(900 + row) * kStoredColumns + 7]);
    ASSERT_EQ(features[2 * row + 1], all[(900 + row) * kStoredColumns + 2]);
  }
  EXPECT_EQ(ZarrArray::read(path, "feature_names").texts, (Names{"column_7", "column_2"}));
  EXPECT_EQ(ZarrArray::read(path, "divisor").values<std::int32_t>(), (std::vector<std::int32_t>{1, 4}));
  EXPECT_TRUE(ZarrArray::read(path, "index").values<std::uint64_t>() == std::vector<std::uint64_t>(sample.index().begin() + 900, sample.index().begin() + 2500));
  EXPECT_TRUE(ZarrArray::read(path, "predictions/score").values<double>() == std::vector<double>(sample.prediction().begin() + 900, sample.prediction().begin() + 2500));
  EXPECT_EQ(ZarrArray::read(path, "key").texts.front(), sample.key(900));
  EXPECT_FALSE(fs::exists(path / "targets"));
  EXPECT_FALSE(fs::exists(path / "wide"));
  EXPECT_EQ(json_file(path / "zarr.json")["attributes"]["features_digest"], digest(ZarrArray::read(path, "features").bytes));
}

TEST_F(ZarrExports, WithoutFeaturesHaveNone) {
  ExportOptions options;
  options.columns = {"accuracy"};
  const fs::path path = exported(written(SampleStore(Dtype::int8, 10, 3)), options);
  for (const char* name : {"features", "feature_names", "divisor"}) EXPECT_FALSE(fs::exists(path / name));
  EXPECT_FALSE(json_file(path / "zarr.json")["attributes"].contains("features_digest"));
  EXPECT_EQ(ZarrArray::read(path, "targets/accuracy").values<float>()[3], 1);
}

TEST_F(ZarrExports, HaveTheDivisorsOfRows) {
  const SampleStore sample(Dtype::int8, 100, 3);
  StoreSchema schema = sample.schema();
  schema.row_divisor = true;
  schema.features.columns[1].divisor = 0;
  schema.numbered = false;
  StoreWriter writer(folder_ / "s.h5", schema, {}, false, 1);
  writer.append(sample.rows(0, 100));
  writer.finish();
  const fs::path path = exported(StoreReader(folder_ / "s.h5"));
  EXPECT_EQ(ZarrArray::read(path, "row_divisor").values<std::uint8_t>(), sample.row_divisors());
  EXPECT_EQ(ZarrArray::read(path, "row_divisor").metadata["dimension_names"], json{"row"});
  EXPECT_EQ(ZarrArray::read(path, "features").metadata["dimension_names"], (json{"row", "feature_names"}));
  EXPECT_FALSE(fs::exists(path / "index"));
  EXPECT_EQ(json_file(path / "zarr.json")["attributes"]["numbered"], 0);
}

TEST_F(ZarrExports, HaveTheClassesOfAllRows) {
  const SampleStore sample(Dtype::int8, 100, 3);
  StoreSchema schema = sample.schema();
  schema.classes = ClassTable{"labelled", {5, 6, 7, 8}, {5, 5, 7, 7}};
  StoreWriter writer(folder_ / "s.h5", schema, {}, false, 1);
  writer.append(sample.rows(0, 100));
  writer.finish();
  const StoreReader store(folder_ / "s.h5");
  const fs::path path = exported(store);
  EXPECT_EQ(ZarrArray::read(path, "class_index").values<std::uint64_t>(), schema.classes->index);
  EXPECT_EQ(ZarrArray::read(path, "class").values<std::uint64_t>(), schema.classes->representative);
  EXPECT_EQ(ZarrArray::read(path, "class").metadata["attributes"]["equivalence"], "labelled");
  EXPECT_EQ(ZarrArray::read(path, "class").metadata["dimension_names"], json{"class_index"});
  ExportOptions options;
  options.end_row = 50;
  EXPECT_FALSE(fs::exists(exported(store, options) / "class"));
}

TEST_F(ZarrExports, HaveNumbersInOtherOrders) {
  featurise(nasbench201(), select_features(nasbench201(), Convention::graf_nas, {"op_count"}), architecture_range(nasbench201(), 5, 10), folder_ / "s.h5", {});
  ExportOptions options;
  options.orders = {IndexOrder::nats, IndexOrder::cartograf};
  const fs::path path = exported(StoreReader(folder_ / "s.h5"), options);
  EXPECT_EQ(ZarrArray::read(path, "cartograf_index").values<std::uint64_t>(), (std::vector<std::uint64_t>{5, 6, 7, 8, 9}));
  const auto nats = ZarrArray::read(path, "nats_index").values<std::uint64_t>();
  for (std::size_t i = 0; i < nats.size(); ++i) EXPECT_EQ(index_of_number(nasbench201(), IndexOrder::nats, nats[i]), 5 + i);
  EXPECT_THROW(exported(written(SampleStore(Dtype::int8, 10, 3)), options), InputError);
}

TEST_F(ZarrExports, AreTheSameBytesOnAnyNumberOfThreads) {
  const StoreReader store = written(SampleStore(Dtype::float32, kStoredRows, kStoredColumns));
  Names texts;
  for (const int threads : {1, 2, 7}) {
    ExportOptions options;
    options.compression = parse_compression("gzip");
    options.threads = threads;
    const fs::path path = exported(store, options);
    std::string text;
    for (int i = 0; i < 3; ++i) text += testing_support::read_bytes(path / "features" / ("c." + std::to_string(i) + ".0"));
    texts.push_back(text + testing_support::read_bytes(path / "zarr.json"));
  }
  EXPECT_TRUE(texts[0] == texts[1] && texts[0] == texts[2]);
}

TEST_F(ZarrExports, OfADamagedStoreLeaveNothing) {
  const SampleStore sample(Dtype::float32, kStoredRows, kStoredColumns);
  sample.write(folder_ / "s.h5");
  std::string bytes = testing_support::read_bytes(folder_ / "s.h5");
  const std::string rows = feature_bytes(sample).substr(0, 4096);
  const std::size_t at = bytes.find(rows);
  ASSERT_NE(at, std::string::npos);
  bytes[at + 100] = static_cast<char>(bytes[at + 100] + 1);
  testing_support::write_text(folder_ / "s.h5", bytes);
  EXPECT_TRUE(contains(message_of<InputError>([&] { exported(StoreReader(folder_ / "s.h5")); }), "/features is damaged"));
  EXPECT_EQ(folder_.names(), Names{"s.h5"});
}

TEST_F(ZarrExports, OfATargetThatZarrCannotNameAreRefused) {
  const SampleStore sample(Dtype::int8, 100, 3);
  StoreSchema schema = sample.schema();
  schema.sides[1].path = "targets/__accuracy";
  StoreWriter writer(folder_ / "s.h5", schema, {}, false, 1);
  writer.append(sample.rows(0, 100));
  writer.finish();
  const StoreReader store(folder_ / "s.h5");
  EXPECT_TRUE(contains(message_of<InputError>([&] { exported(store); }), "Zarr takes no array of the name '/targets/__accuracy'"));
  EXPECT_EQ(folder_.names(), Names{"s.h5"});
  ExportOptions options;
  options.columns = {"!__accuracy"};
  EXPECT_EQ(ZarrArray::read(exported(store, options), "predictions/score").values<double>(), sample.prediction());
}

}  // namespace
}  // namespace cartograf
