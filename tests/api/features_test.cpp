#include <cartograf/features.hpp>

#include <gtest/gtest.h>

#include <cstring>

#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

TEST(ApiRowStream, GivesTheSameRowsForAllBatchesAndThreads) {
  const Space space("nasbench201");
  const Features features(space, {"op_count", "node_degree", "cost"});
  const auto list = ArchitectureList::sample(space, 1'000, 3);
  const FeatureTable expected = compute(features, list);
  EXPECT_EQ(expected.columns, features.columns());
  for (const std::uint64_t batch_rows : {1u, 17u, 4'096u}) {
    for (const int threads : {1, 2, 7}) {
      RunOptions run;
      run.threads = threads;
      RowStream stream(features, {.keys = true, .batch_rows = batch_rows}, run);
      std::vector<std::byte> found;
      std::uint64_t n = 0;
      stream.for_each(list, [&](const FeatureBatch& batch) {
        EXPECT_EQ(batch.first, n);
        EXPECT_LE(batch.size(), batch_rows);
        ASSERT_EQ(batch.keys.size(), batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) EXPECT_EQ(batch.keys[i], space.key(batch.indices[i]));
        const auto* const begin = static_cast<const std::byte*>(batch.rows.data);
        found.insert(found.end(), begin, begin + batch.rows.size());
        n += batch.size();
      });
      EXPECT_EQ(n, list.size_before_filters());
      EXPECT_EQ(found, expected.data);
    }
  }
}

TEST(ApiRowStream, OutlivesWhatItWasMadeOf) {
  auto features = std::make_unique<Features>(Space("nasbench201"), std::vector<std::string>{"op_count"});
  RowStream first(*features);
  features.reset();
  RowStream stream = std::move(first);
  std::uint64_t n = 0;
  stream.for_each(ArchitectureList(Space("nasbench201")), [&](const FeatureBatch& batch) { n += batch.size(); });
  EXPECT_EQ(n, 15'625u);
}

TEST(ApiRowStream, StopsWhenTheProgressFunctionThrows) {
  RunOptions run;
  run.progress = [](std::uint64_t, std::uint64_t) { throw Interrupted("stopped"); };
  RowStream stream(Features(Space("nasbench201")), {.batch_rows = 100}, run);
  std::uint64_t n = 0;
  EXPECT_THROW(stream.for_each(ArchitectureList(Space("nasbench201")), [&](const FeatureBatch& batch) { n += batch.size(); }), Interrupted);
  EXPECT_EQ(n, 100u);
}

TEST(ApiFeatures, BadInputSaysWhereAndWhat) {
  const Space space("nasbench201");
  EXPECT_TRUE(contains(message_of<InputError>([&] { Features(space, {"op_cuont"}); }), "op_count"));
  EXPECT_THROW(RowStream(Features(space, {"signal"}), {.dtype = Dtype::int8}), InputError);
  EXPECT_THROW(RowStream(Features(space, {"cost"}), {.dtype = Dtype::int8}), InputError);
  const Features features(space);
  EXPECT_TRUE(contains(message_of<InputError>([&] { column_index(features.columns(), "op_count_9"); }), "op_count_"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { compute(features, ArchitectureList(Space("nasbench_macro"))); }), "nasbench_macro"));
  EXPECT_THROW(RowStream(features, {.dtype = Dtype::int64}), InputError);
  RunOptions run;
  run.threads = 100'000;
  EXPECT_TRUE(contains(message_of<InputError>([&] { RowStream(features, {}, run); }), "4096 threads"));
  const FeatureTable table = compute(features, ArchitectureList::range(space, 0, 2));
  EXPECT_TRUE(contains(message_of<Error>([&] { table.rows().values<double>(); }), "float32"));
}

TEST(ApiFeatureTable, GivesColumnsByName) {
  const Space space("nasbench201");
  const FeatureTable table = compute(Features(space, {"op_count", "cost"}), ArchitectureList::range(space, 0, 50));
  EXPECT_EQ(table.dtype, Dtype::float64) << "numbers of 64 bits do not fit float32";
  const std::vector<double> params = table.column("params");
  ASSERT_EQ(params.size(), 50u);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(params[i], table.rows().row_values<double>(i)[column_index(table.columns, "params")]);
  EXPECT_THROW(table.column("parms"), InputError);
}

TEST(ApiFeatures, OfAMissingGpuAreAnError) {
  RunOptions run;
  run.device = {Backend::cuda, 99};
  EXPECT_THROW(RowStream(Features(Space("nasbench201")), {}, run), DeviceError);
}

TEST(ApiFeatures, NumeratorsOfRowsHaveTheirDivisors) {
  const Space space("nasbench101");
  const Features features(space, {"node_degree"});
  const auto list = ArchitectureList::sample(space, 50, 1);
  const FeatureTable numerators = compute(features, list, Dtype::int8), values = compute(features, list, Dtype::float64);
  EXPECT_TRUE(values.row_divisors.empty());
  ASSERT_EQ(numerators.row_divisors.size(), 50u);
  const std::size_t n_columns = features.columns().size();
  for (std::size_t i = 0; i < 50 * n_columns; ++i) {
    const std::int32_t of_column = features.columns()[i % n_columns].divisor;
    const double divisor = of_column == 0 ? numerators.row_divisors[i / n_columns] : of_column;
    EXPECT_EQ(numerators.rows().values<std::int8_t>()[i] / divisor, values.rows().values<double>()[i]);
  }
}

}  // namespace
}  // namespace cartograf
