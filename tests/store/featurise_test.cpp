// The main job: architectures -> features -> store.
#include "host/family/family.hpp"
#include "host/store/featurise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "host/store/value_reader.hpp"
#include "io/hdf5/store_reader.hpp"
#include "tests/engine/computed.hpp"
#include "tests/reference/oracle.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/files.hpp"

namespace cartograf {
namespace {

using testing_engine::computed;
using testing_engine::nasbench201;
using testing_engine::nasbench201_features;
using testing_support::read_bytes;
using testing_support::TempFolder;
using testing_support::write_text;
using Names = std::vector<std::string>;

class Featurise : public testing::Test {
 protected:
  void run(const Architectures& architectures, const FeaturiseOptions& options = {}) {
    featurise(nasbench201(), features_, architectures, path_, options);
  }
  std::vector<std::byte> stored_features(const StoreReader& store) const {
    const StoreSchema& schema = store.schema();
    std::vector<std::byte> features(schema.n_rows * schema.features.columns.size() * size_of(schema.features.dtype));
    store.read_features(0, schema.n_rows, features.data());
    return features;
  }

  FeatureSet features_ = nasbench201_features(Convention::graf_nas);
  Architectures whole_ = architecture_range(nasbench201(), 0, nasbench201().size());
  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "f.h5";
};

class EveryDtype : public Featurise, public testing::WithParamInterface<Dtype> {};

TEST_P(EveryDtype, StoreHoldsWhatTheEngineComputes) {
  FeaturiseOptions options;
  options.dtype = GetParam();
  run(whole_, options);
  std::vector<std::byte> expected(whole_.n * features_.columns().size() * size_of(GetParam()));
  FeatureEngine(nasbench201(), features_, {}).compute_range(0, whole_.n, GetParam(), expected.data());
  EXPECT_TRUE(stored_features(StoreReader(path_)) == expected);
}

TEST_P(EveryDtype, NumeratorsComeBack) {
  FeaturiseOptions options;
  options.dtype = GetParam();
  run(whole_, options);
  const StoreReader store(path_);
  ValueReader reader(store);
  reader.read(0, whole_.n);
  const auto numerators = computed<std::int8_t>(features_, Dtype::int8, 0, whole_.n);
  const auto columns = reader.columns();
  for (std::uint64_t row = 0; row < whole_.n; ++row) {
    for (std::size_t column = 0; column < columns.size(); ++column) {
      ASSERT_EQ(reader.numerator(row, columns[column]), numerators[row * columns.size() + column]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Dtypes, EveryDtype, testing::Values(Dtype::int8, Dtype::float32, Dtype::float64),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_F(Featurise, WritesKeysAndIndices) {
  run(architecture_range(nasbench201(), 100, 5000));
  const StoreReader store(path_);
  const auto keys = store.read_keys(0, 4900);
  const auto indices = store.read_index(0, 4900);
  for (std::uint64_t row = 0; row < 4900; ++row) {
    ASSERT_EQ(indices[row], 100 + row);
    ASSERT_EQ(keys[row], nasbench201().key(100 + row));
  }
}

TEST_F(Featurise, LeavesKeysOutWhenAsked) {
  FeaturiseOptions options;
  options.keys = false;
  run(architecture_range(nasbench201(), 0, 10), options);
  EXPECT_EQ(StoreReader(path_).schema().key_width, 0u);
}

TEST_F(Featurise, WritesTheSchemaItAnnounces) {
  FeaturiseOptions options;
  options.adjacency = true;
  features_ = select_features(nasbench201(), Convention::zc_combine, {"node_degree", "cost"});
  const Architectures sample = architecture_sample(nasbench201(), 20, 7);
  const StoreSchema announced = store_schema(nasbench201(), features_, sample, options);
  run(sample, options);
  const StoreReader store(path_);
  EXPECT_EQ(store.schema().features.space, "nasbench201");
  EXPECT_EQ(store.schema().space_definition, nasbench201().definition());
  EXPECT_EQ(store.schema().features.convention, "zc_combine");
  EXPECT_EQ(store.schema().features.families, (Names{"node_degree", "cost"}));
  EXPECT_EQ(store.schema().features.columns, announced.features.columns);
  EXPECT_EQ(store.schema().n_rows, 20u);
  EXPECT_EQ(store.schema().seed, 7u);
  EXPECT_EQ(store.schema().adjacency->edges, announced.adjacency->edges);
  EXPECT_EQ(store.schema().sides.size(), 3u);
}

TEST_F(Featurise, AnnouncesItsSize) {
  FeaturiseOptions options;
  options.dtype = Dtype::int8;
  options.adjacency = true;
  features_ = select_features(nasbench201(), Convention::graf_nas, {"op_count", "cost"});
  const StoreSchema schema = store_schema(nasbench201(), features_, whole_, options);
  // index, 5 counts, key "(0, 0, 0, 0, 0, 0)", three costs, 5 masks of one byte
  EXPECT_EQ(uncompressed_size(schema), 15625.0 * (8 + 5 + 18 + 24 + 5));
}

TEST_F(Featurise, WritesCostsExactly) {
  features_ = select_features(nasbench201(), Convention::graf_nas, {"cost"});
  run(whole_);
  const StoreReader store(path_);
  EXPECT_TRUE(store.schema().features.columns.empty());
  std::size_t params = 0;
  while (store.schema().sides.at(params).path != "wide/params") ++params;
  const auto values = store.read_side_integers(params, 0, whole_.n);
  for (std::uint64_t row = 0; row < whole_.n; ++row) {
    ASSERT_EQ(values[row], reference::nasbench201_params(reference::nasbench201_key(row)));
  }
}

TEST_F(Featurise, GzipAndThreadsChangeNoValue) {
  FeaturiseOptions options;
  options.compression = parse_compression("gzip");
  options.execution.threads = 7;
  run(whole_, options);
  const std::string digest = StoreReader(path_).digest();
  EXPECT_TRUE(StoreReader(path_).features_intact());
  featurise(nasbench201(), features_, whole_, folder_ / "g.h5", {});
  EXPECT_EQ(StoreReader(folder_ / "g.h5").digest(), digest);
}

TEST_F(Featurise, EqualInputGivesEqualBytes) {
  FeaturiseOptions options;
  options.execution.threads = 1;
  run(whole_, options);
  options.execution.threads = 7;
  options.execution.strategy = EvaluationStrategy::direct;
  featurise(nasbench201(), features_, whole_, folder_ / "g.h5", options);
  EXPECT_TRUE(read_bytes(path_) == read_bytes(folder_ / "g.h5"));
}

TEST_F(Featurise, RowsOfASampleAreThoseOfTheirIndices) {
  const Architectures sample = architecture_sample(nasbench201(), 1000, 3);
  FeaturiseOptions options;
  options.dtype = Dtype::int8;
  run(sample, options);
  const StoreReader store(path_);
  const auto indices = store.read_index(0, sample.n);
  EXPECT_EQ(indices, sample.indices);
  std::vector<std::byte> expected(sample.n * features_.columns().size());
  FeatureEngine(nasbench201(), features_, {}).compute(indices, Dtype::int8, expected.data());
  EXPECT_TRUE(stored_features(store) == expected);
}

TEST_F(Featurise, KeysOfAFileStandAsTheyWereWritten) {
  write_text(folder_ / "keys", "(1,1,1,1,1,1)\n( 0, 0, 0, 0, 0,  2 )\n");
  run(architecture_keys(nasbench201(), folder_ / "keys"));
  const StoreReader store(path_);
  EXPECT_EQ(store.read_keys(0, 2), (Names{"(1,1,1,1,1,1)", "( 0, 0, 0, 0, 0,  2 )"}));
  EXPECT_EQ(store.read_index(0, 2), (std::vector<std::uint64_t>{3906, 2}));
}

TEST_F(Featurise, RowsOfKeysAreThoseOfTheirWordsWhateverTheOrderOfSources) {
  const SearchSpace& darts = testing_engine::space_called("darts_cell");
  write_text(folder_ / "keys", "((1, 5), (0, 0), (1, 1), (0, 1), (1, 3), (0, 3), (3, 2), (1, 3))\n");
  FeaturiseOptions options;
  options.adjacency = true;
  const FeatureSet features = select_features(darts, Convention::paper, {});
  featurise(darts, features, architecture_keys(darts, folder_ / "keys"), path_, options);
  const StoreReader store(path_);
  EXPECT_EQ(store.read_keys(0, 1), Names{"((1, 5), (0, 0), (1, 1), (0, 1), (1, 3), (0, 3), (3, 2), (1, 3))"});
  const auto index = store.read_index(0, 1);
  EXPECT_EQ(darts.key(index[0]), "((0, 0), (1, 5), (0, 1), (1, 1), (0, 3), (1, 3), (1, 3), (3, 2))");
  const auto expected = testing_engine::computed_of_indices<float>(darts, features, Dtype::float32, index);
  std::vector<float> found(features.columns().size());
  store.read_features(0, 1, found.data());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(store.schema().adjacency->operations, darts.adjacency_bits().operations);
  EXPECT_EQ(store.schema().adjacency->edges, darts.adjacency_bits().edges);
  EXPECT_EQ(store.schema().adjacency->word_bits, 16);  // 14 candidate edges
}

TEST_F(Featurise, DoesNotReplaceAFileUnasked) {
  write_text(path_, "old");
  EXPECT_THROW(run(whole_), InputError);
  EXPECT_EQ(read_bytes(path_), "old");
}

TEST_F(Featurise, ReplacesAFileWhenAsked) {
  write_text(path_, "old");
  FeaturiseOptions options;
  options.overwrite = true;
  run(whole_, options);
  EXPECT_EQ(StoreReader(path_).schema().n_rows, whole_.n);
}

TEST_F(Featurise, StoppedByItsProgressLeavesNothing) {
  FeaturiseOptions options;
  options.execution.progress = [](std::uint64_t, std::uint64_t) { throw Interrupted("stopped"); };
  EXPECT_THROW(run(whole_, options), Interrupted);
  EXPECT_EQ(folder_.names(), Names{});
}

TEST_F(Featurise, StoppedByItsProgressKeepsTheOldFile) {
  write_text(path_, "old");
  FeaturiseOptions options;
  options.overwrite = true;
  options.execution.progress = [](std::uint64_t, std::uint64_t) { throw Interrupted("stopped"); };
  EXPECT_THROW(run(whole_, options), Interrupted);
  EXPECT_EQ(folder_.names(), Names{"f.h5"});
  EXPECT_EQ(read_bytes(path_), "old");
}

TEST_F(Featurise, ReportsProgressUpToTheEnd) {
  FeaturiseOptions options;
  options.dtype = Dtype::float64;  // 23 MB: more than one batch
  std::vector<std::uint64_t> done;
  options.execution.progress = [&](std::uint64_t rows, std::uint64_t total) {
    EXPECT_EQ(total, whole_.n);
    done.push_back(rows);
  };
  run(whole_, options);
  EXPECT_GT(done.size(), 1u);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(done.back(), whole_.n);
}

TEST_F(Featurise, TellsHowMuchIsWritten) {
  for (const int level : {0, 1}) {
    FeaturiseOptions options;
    options.dtype = Dtype::float64;  // 23 MB: more than one batch
    if (level > 0) options.compression = {CompressionMethod::gzip, level};
    options.overwrite = true;
    std::vector<Written> told;
    std::uint64_t n_done = 0;
    options.on_written = [&](const Written& now) { told.push_back(now); };
    options.execution.progress = [&](std::uint64_t rows, std::uint64_t) {
      EXPECT_EQ(told.back().rows, n_done);  // the last batch is being written, those before it are
      n_done = rows;
    };
    run(whole_, options);
    ASSERT_GT(told.size(), 3u);
    EXPECT_EQ(told.front().rows, 0u);
    EXPECT_EQ(told.front().bytes_uncompressed, 0u);
    EXPECT_EQ(told.back().rows, whole_.n);
    EXPECT_EQ(told.back().bytes, std::filesystem::file_size(path_));
    EXPECT_EQ(told.back().bytes_uncompressed, whole_.n * (191 * 8 + 8 + 18));  // features, index and key of a row
    EXPECT_EQ(told.back().compression_ratio().has_value(), level > 0);
    for (std::size_t i = 1; i < told.size(); ++i) {
      EXPECT_GE(told[i].rows, told[i - 1].rows);
      EXPECT_GE(told[i].bytes, told[i - 1].bytes);
      EXPECT_GE(told[i].bytes_uncompressed, told[i - 1].bytes_uncompressed);
      EXPECT_LE(told[i].bytes_uncompressed, told[i].rows * (191 * 8 + 8 + 18));
      if (level == 0) {
        EXPECT_GE(told[i].bytes, told[i].bytes_uncompressed);
      }
    }
  }
}

TEST_F(Featurise, WithoutTheGpuAskedForLeavesNothing) {
  FeaturiseOptions options;
  options.execution.device = {Backend::cuda, cuda::device_count()};
  EXPECT_THROW(run(whole_, options), DeviceError);
  EXPECT_EQ(folder_.names(), Names{});
}

class CudaFeaturise : public Featurise {};

TEST_F(CudaFeaturise, WritesTheBytesOfTheCpu) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  FeaturiseOptions options;
  options.execution.device = {Backend::cuda, 0};
  run(whole_, options);
  featurise(nasbench201(), features_, whole_, folder_ / "cpu.h5", {});
  EXPECT_TRUE(read_bytes(path_) == read_bytes(folder_ / "cpu.h5"));
}

}  // namespace
}  // namespace cartograf
