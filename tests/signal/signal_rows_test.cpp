// Signal columns on their way through feature sets, the engine, stores and models.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "host/table/export.hpp"
#include "host/store/featurise.hpp"
#include "host/store/statistics.hpp"
#include "host/table/feature_matrix.hpp"
#include "host/search/space_rows.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/cuda/runtime.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

const SearchSpace& nasbench201() {
  static const auto space = find_space("nasbench201");
  return *space;
}

FeatureSet features_of_families(const SearchSpace& space, const std::vector<std::string>& families) {
  return select_features(space, Convention::graf_nas, families);
}

std::vector<std::string> names_of(const FeatureSet& set) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : set.columns()) names.push_back(column.name);
  return names;
}

template <class T>
std::vector<T> rows_of(const SearchSpace& space, const FeatureSet& set, std::uint64_t first, std::uint64_t n, Dtype dtype, int threads = 2) {
  Execution options;
  options.threads = threads;
  FeatureEngine engine(space, set, options);
  std::vector<T> rows(n * set.columns().size());
  engine.compute_range(first, n, dtype, rows.data());
  return rows;
}

/// Equal bits, so that missing values are equal too.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

TEST(SignalFamily, IsMadeOfGroupsInTheirOrder) {
  const auto all = names_of(features_of_families(nasbench201(), {"signal"}));
  EXPECT_EQ(all.size(), 155u);
  std::vector<std::string> parts;
  for (const char* group : {"signal:lin", "signal:x", "signal:pf", "signal:ed", "signal:g2", "signal:mf", "signal:gr"}) {
    for (std::string& name : names_of(features_of_families(nasbench201(), {group}))) parts.push_back(std::move(name));
  }
  EXPECT_EQ(parts, all);
  const FeatureSet some = features_of_families(nasbench201(), {"signal:pf", "op_count", "signal:lin"});
  EXPECT_EQ(some.families, (std::vector<std::string>{"op_count", "signal:lin", "signal:pf"})) << "the order is the documented one";
  EXPECT_EQ(some.columns().size(), 5u + 37 + 35);
  EXPECT_EQ(features_of_families(nasbench201(), {"signal:lin", "signal"}).families, std::vector<std::string>{"signal"});
}

TEST(SignalFamily, IsThereWhereOperationsAreKnown) {
  const auto n_columns = [](const char* space, const char* family) { return features_of_families(*find_space(space), {family}).columns().size(); };
  EXPECT_EQ(n_columns("nasbench101", "signal"), 106u);
  EXPECT_EQ(n_columns("transnasbench101_micro", "signal"), 155u);
  EXPECT_EQ(n_columns("transnasbench101_micro", "signal_strided"), 155u);
  EXPECT_EQ(n_columns("darts_cell", "signal"), 155u);
  EXPECT_EQ(n_columns("darts", "signal"), 310u);
  EXPECT_EQ(names_of(features_of_families(*find_space("darts"), {"signal:lin"}))[37], "lin:reduce_n3");
  EXPECT_EQ(names_of(features_of_families(*find_space("transnasbench101_micro"), {"signal_strided"}))[0], "strided_lin:n3");
  EXPECT_TRUE(contains(message_of<InputError>([&] { n_columns("nasbench_macro", "signal"); }), "does not say what its operations do to a signal"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { n_columns("nasbench201", "signal:lni"); }), "did you mean signal:lin"));
}

TEST(SignalRows, BesideOthersAreThoseAlone) {
  const FeatureSet alone = features_of_families(nasbench201(), {"signal"});
  const FeatureSet counts = features_of_families(nasbench201(), {"op_count", "node_degree"});
  const FeatureSet both = features_of_families(nasbench201(), {"op_count", "node_degree", "signal"});
  constexpr std::uint64_t first = 3'000, n = 10'000;  // more than are computed at a time
  const auto a = rows_of<double>(nasbench201(), counts, first, n, Dtype::float64);
  const auto b = rows_of<double>(nasbench201(), alone, first, n, Dtype::float64);
  const auto mixed = rows_of<double>(nasbench201(), both, first, n, Dtype::float64);
  std::vector<double> expected;
  for (std::uint64_t row = 0; row < n; ++row) {
    expected.insert(expected.end(), a.begin() + static_cast<std::ptrdiff_t>(row * counts.columns().size()),
                    a.begin() + static_cast<std::ptrdiff_t>((row + 1) * counts.columns().size()));
    expected.insert(expected.end(), b.begin() + static_cast<std::ptrdiff_t>(row * alone.columns().size()),
                    b.begin() + static_cast<std::ptrdiff_t>((row + 1) * alone.columns().size()));
  }
  EXPECT_TRUE(same_bits(mixed, expected));
}

TEST(SignalRows, AreTheSameHoweverTheyAreAskedFor) {
  for (const char* name : {"nasbench201", "nasbench101", "darts"}) {
    const auto space = find_space(name);
    const FeatureSet set = features_of_families(*space, {"op_count", "signal"});
    constexpr std::uint64_t first = 700, n = 300;
    const auto range = rows_of<double>(*space, set, first, n, Dtype::float64, 1);
    EXPECT_TRUE(same_bits(range, rows_of<double>(*space, set, first, n, Dtype::float64, 7))) << name;
    std::vector<std::uint64_t> indices(n), words;
    std::iota(indices.begin(), indices.end(), first);
    for (const std::uint64_t index : indices) {
      const auto one = words_of(*space, index);
      words.insert(words.end(), one.begin(), one.end());
    }
    FeatureEngine engine(*space, set, {});
    std::vector<double> rows(range.size());
    engine.compute(indices, Dtype::float64, rows.data());
    EXPECT_TRUE(same_bits(range, rows)) << name;
    engine.compute({space->codec(), 0, nullptr, words.data()}, indices.size(), Dtype::float64, rows.data());
    EXPECT_TRUE(same_bits(range, rows)) << name;
    const MatrixView batch = engine.batch(first, n, Dtype::float64);
    ASSERT_EQ(batch.n_columns, set.columns().size());
    EXPECT_EQ(std::memcmp(batch.data, range.data(), range.size() * sizeof(double)), 0) << name;
  }
}

TEST(SignalRows, AreRoundedOnceToFloat32AndRefuseInt8) {
  const FeatureSet set = features_of_families(nasbench201(), {"signal"});
  const auto exact = rows_of<double>(nasbench201(), set, 0, 2'000, Dtype::float64);
  const auto rounded = rows_of<float>(nasbench201(), set, 0, 2'000, Dtype::float32);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    if (std::isnan(exact[i])) {
      ASSERT_TRUE(std::isnan(rounded[i]));
    } else {
      ASSERT_EQ(rounded[i], static_cast<float>(exact[i]));
    }
  }
  EXPECT_TRUE(contains(message_of<InputError>([&] { SpaceRows(nasbench201(), set, Dtype::int8, {}); }), "column 'x:pool_frac' holds real numbers"));
  const FeatureSet whole = features_of_families(nasbench201(), {"signal:lin"});
  const auto small = rows_of<std::int8_t>(nasbench201(), whole, 0, 2'000, Dtype::int8);
  const auto large = rows_of<double>(nasbench201(), whole, 0, 2'000, Dtype::float64);
  EXPECT_TRUE(std::equal(small.begin(), small.end(), large.begin(), large.end()));
  EXPECT_EQ(natural_dtype(whole), Dtype::float32);
  EXPECT_EQ(natural_dtype(set), Dtype::float64);
}

// A column of a plan behind signal columns once got values of another place.
TEST(SignalRows, AreKeptApartFromCountsThatComeAfterThem) {
  FeatureSet set(Convention::graf_nas);
  for (const char* wanted : {"signal", "op_count"}) {
    for (const Family& family : families_of(nasbench201(), Convention::graf_nas)) {
      if (family.name == wanted) set.add(family.blocks());
    }
  }
  const FeatureSet signal = features_of_families(nasbench201(), {"signal"}), counts = features_of_families(nasbench201(), {"op_count"});
  ASSERT_EQ(set.columns().size(), signal.columns().size() + counts.columns().size());
  const auto both = rows_of<double>(nasbench201(), set, 7'000, 100, Dtype::float64);
  const auto of_signal = rows_of<double>(nasbench201(), signal, 7'000, 100, Dtype::float64);
  const auto of_counts = rows_of<double>(nasbench201(), counts, 7'000, 100, Dtype::float64);
  std::vector<double> expected;
  for (std::size_t row = 0; row < 100; ++row) {
    for (std::size_t c = 0; c < signal.columns().size(); ++c) expected.push_back(of_signal[row * signal.columns().size() + c]);
    for (std::size_t c = 0; c < counts.columns().size(); ++c) expected.push_back(of_counts[row * counts.columns().size() + c]);
  }
  EXPECT_TRUE(same_bits(both, expected));
}

TEST(SignalRows, OfSomeColumnsAreThoseColumns) {
  const FeatureSet all = features_of_families(nasbench201(), {"op_count", "signal"});
  const std::vector<std::size_t> positions = {1, 4, 6, 50, 130, 159};
  const FeatureSet some = all.some(positions);
  const auto whole = rows_of<double>(nasbench201(), all, 5'000, 500, Dtype::float64);
  const auto part = rows_of<double>(nasbench201(), some, 5'000, 500, Dtype::float64);
  std::vector<double> expected;
  for (std::size_t row = 0; row < 500; ++row) {
    for (const std::size_t position : positions) expected.push_back(whole[row * all.columns().size() + position]);
  }
  EXPECT_TRUE(same_bits(part, expected));
  ModelInfo info;
  info.features.space = "nasbench201";
  info.features.convention = "graf_nas";
  info.features.families = {"op_count", "signal"};
  info.features.columns = some.columns();
  EXPECT_EQ(features_of(info, nasbench201()).columns(), some.columns());
  info.features.families.clear();
  info.features.columns = all.columns();
  EXPECT_EQ(features_of(info, nasbench201()).columns(), all.columns()) << "found by the names of the columns";
}

class SignalStore : public testing::Test {
 protected:
  std::filesystem::path write(const std::vector<std::string>& families, Dtype dtype) {
    const FeatureSet set = features_of_families(nasbench201(), families);
    FeaturiseOptions options;
    options.dtype = dtype;
    const auto path = folder_ / "store.h5";
    options.overwrite = true;
    featurise(nasbench201(), set, architecture_range(nasbench201(), 6'000, 9'000), path, options);
    return path;
  }

  TempFolder folder_;
};

TEST_F(SignalStore, HoldsRealsAsTheyAre) {
  for (const Dtype dtype : {Dtype::float64, Dtype::float32}) {
    const StoreReader store(write({"op_count", "signal:lin", "signal:ed"}, dtype));
    EXPECT_EQ(store.schema().features.columns[0].divisor, 1);
    EXPECT_EQ(store.schema().features.columns[5].divisor, 1) << "lin:n3 is a whole number";
    EXPECT_TRUE(store.schema().features.columns[5 + 37].real());
    const FeatureMatrix matrix = load_features(store);
    EXPECT_EQ(matrix.features.dtype, dtype);
    const FeatureSet set = features_of_families(nasbench201(), {"op_count", "signal:lin", "signal:ed"});
    const std::vector<std::byte> data(matrix.data.begin(), matrix.data.end());
    if (dtype == Dtype::float64) {
      const auto expected = rows_of<double>(nasbench201(), set, 6'000, 3'000, dtype);
      ASSERT_EQ(data.size(), expected.size() * sizeof(double));
      EXPECT_EQ(std::memcmp(data.data(), expected.data(), data.size()), 0);
    }
  }
}

TEST_F(SignalStore, ComesOutOfExportAsTheSameNumbers) {
  for (const Dtype dtype : {Dtype::float64, Dtype::float32}) {
    const StoreReader store(write({"signal:lin", "signal:ed"}, dtype));
    const auto csv = folder_ / "out.csv";
    ExportOptions options;
    options.overwrite = true;
    export_store(store, csv, options);
    const std::string text = read_file(csv);
    const FeatureSet set = features_of_families(nasbench201(), {"signal:lin", "signal:ed"});
    const auto exact = rows_of<double>(nasbench201(), set, 6'000, 3'000, Dtype::float64);
    std::size_t at = text.find('\n') + 1;
    std::size_t n_missing = 0;
    for (std::size_t row = 0; row < 3'000; ++row) {
      at = text.find("\",", at) + 1;  // behind the key
      for (std::size_t column = 0; column < set.columns().size(); ++column) {
        const std::size_t end = text.find_first_of(",\n", at + 1);
        const std::string field = text.substr(at + 1, end - at - 1);
        at = end;
        const double value = exact[row * set.columns().size() + column];
        if (std::isnan(value)) {
          ASSERT_EQ(field, "");
          ++n_missing;
        } else if (dtype == Dtype::float64) {
          ASSERT_EQ(std::stod(field), value);
        } else {
          ASSERT_EQ(std::stof(field), static_cast<float>(value));
        }
      }
    }
    EXPECT_GT(n_missing, 0u);
  }
}

TEST_F(SignalStore, LeavesRealsOutOfExactStatistics) {
  const StoreReader store(write({"signal:lin", "signal:ed"}, Dtype::float64));
  const FeatureStatistics of_store = statistics_of(store, {});
  EXPECT_EQ(of_store.columns.size(), 37u);
  EXPECT_EQ(of_store.left_out.size(), 24u);
  const FeatureSet set = features_of_families(nasbench201(), {"signal:lin", "signal:ed"});
  const FeatureStatistics of_space = statistics_of(nasbench201(), set, architecture_range(nasbench201(), 6'000, 9'000), {});
  EXPECT_EQ(of_space.columns, of_store.columns);
  EXPECT_EQ(of_space.left_out, of_store.left_out);
  for (std::size_t i = 0; i < 37; ++i) EXPECT_EQ(of_space.mean(i), of_store.mean(i));
}

// Within rounding: the last bits of exp and acos are each device's own.
TEST(SignalRows, OfAGpuAreThoseOfTheCpu) {
  if (const std::string why = cuda::why_unusable(0); !why.empty()) GTEST_SKIP() << why;
  for (const char* name : {"nasbench201", "nasbench101", "darts"}) {
    const auto space = find_space(name);
    const FeatureSet set = features_of_families(*space, {"op_count", "signal"});
    constexpr std::uint64_t first = 100, n = 5'000;
    const auto expected = rows_of<double>(*space, set, first, n, Dtype::float64);
    Execution options;
    options.device = {Backend::cuda, 0};
    FeatureEngine engine(*space, set, options);
    std::vector<double> rows(n * set.columns().size()), listed(rows.size());
    engine.compute_range(first, n, Dtype::float64, rows.data());
    std::vector<std::uint64_t> indices(n);
    std::iota(indices.begin(), indices.end(), first);
    engine.compute(indices, Dtype::float64, listed.data());
    EXPECT_TRUE(same_bits(rows, listed)) << name;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const FeatureColumn& column = set.columns()[i % set.columns().size()];
      ASSERT_EQ(std::isnan(rows[i]), std::isnan(expected[i])) << name << ", " << column.name;
      if (std::isnan(rows[i])) continue;
      const double allowed = column.real() ? 1e-9 * std::abs(expected[i]) : 0;
      const bool rounding_alone = column.name.ends_with("_sd") && std::abs(expected[i]) < 2e-7 && std::abs(rows[i]) < 2e-7;
      ASSERT_TRUE(std::abs(rows[i] - expected[i]) <= allowed || rounding_alone) << name << ", " << column.name << ", row " << i / set.columns().size();
    }
  }
}

// --- spaces of users

std::string example(const char* name) { return read_file(std::filesystem::path(CARTOGRAF_SOURCE_DIR) / "docs/examples" / name); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(SignalOfADocument, IsThatOfTheBuiltInSpace) {
  const auto mine = space_from_json(example("nasbench201.json"), "document");
  const FeatureSet set = features_of_families(*mine, {"signal"});
  const FeatureSet built_in = features_of_families(nasbench201(), {"signal"});
  EXPECT_EQ(set.columns(), built_in.columns());
  EXPECT_TRUE(same_bits(rows_of<double>(*mine, set, 0, mine->size(), Dtype::float64),
                        rows_of<double>(nasbench201(), built_in, 0, mine->size(), Dtype::float64)));
  const auto graphs = space_from_json(example("nasbench101_small.json"), "document");
  EXPECT_EQ(features_of_families(*graphs, {"signal"}).columns().size(), 106u);
}

// The inputs are those of the terminals: a node without edges changes nothing.
TEST(SignalOfADocument, DoesNotDependOnNodesOutsideOfTheCell) {
  std::string document = replaced(example("nasbench201.json"), R"("nodes": 4)", R"("nodes": 5)");
  document = replaced(document, "[[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]]", "[[1, 3], [1, 4], [1, 5], [3, 4], [3, 5], [4, 5]]");
  const auto mine = space_from_json(document, "document");
  const FeatureSet set = features_of_families(*mine, {"signal"});
  EXPECT_TRUE(same_bits(rows_of<double>(*mine, set, 0, mine->size(), Dtype::float64),
                        rows_of<double>(nasbench201(), features_of_families(nasbench201(), {"signal"}), 0, mine->size(), Dtype::float64)));
}

TEST(SignalOfADocument, MustSayWhatEachOperationIs) {
  const std::string document = example("nasbench201.json");
  const auto message = [&](const std::string& from, const std::string& to) {
    return message_of<InputError>([&] { space_from_json(replaced(document, from, to), "mine.json"); });
  };
  EXPECT_TRUE(contains(message(R"("skip_connect": { "role": "skip" },)", ""), "skip_connect"));
  EXPECT_TRUE(contains(message(R"("role": "pool")", R"("role": "pooling")"), R"("none", "skip", "pool" or "conv")"));
  EXPECT_TRUE(contains(message(R"("role": "pool")", R"("role": "pool", "kernel": 3)"), "only an operation of the role \"conv\" has a kernel"));
  EXPECT_TRUE(contains(message(R"("kernel": 3)", R"("kernel": 4)"), "an odd side of the window"));
  EXPECT_TRUE(contains(message(R"("kernel": 3)", R"("depth": 2)"), "kernel"));
  EXPECT_TRUE(contains(message(R"("kernel": 3)", R"("kernel": 3, "depth": 9)"), "depth"));
  EXPECT_TRUE(contains(message(R"("nor_conv_3x3": { "role")", R"("conv": { "role")"), "conv"));
  const std::string unsaid = replaced(document, "\"signal\"", "\"summary2\"");
  EXPECT_FALSE(message_of<InputError>([&] { space_from_json(unsaid, "mine.json"); }).empty());
}

TEST(SignalOfADocument, IsRefusedWhereItCannotBeComputed) {
  const std::string graphs = example("nasbench101_small.json");
  EXPECT_TRUE(contains(message_of<InputError>([&] { space_from_json(replaced(graphs, R"("role": "pool")", R"("role": "none")"), "mine.json"); }),
                       "the family `signal` cannot be computed of this space"));
  const std::string cell = example("two_inputs.json");
  EXPECT_TRUE(contains(message_of<InputError>([&] { space_from_json(replaced(cell, "[2, 5]]", "[2, 4]]"), "mine.json"); }),
                       "the family `signal` cannot be computed of this space"));
}

}  // namespace
}  // namespace cartograf
