// The kernels of the family `signal` on threads, against the rows of the CPU.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/device_on_threads/built_ins.hpp"
// The kernel bodies need the built-ins above.
#include "host/space/catalog.hpp"
#include "kernels/cpu/signal_rows.hpp"
#include "kernels/cuda/signal_kernel.hpp"
#include "kernels/features/signal/signal_limits.hpp"
#include "tests/signal/subjects.hpp"

namespace cartograf {
namespace {

using device_on_threads::Grid;
using signal_testing::PackedRows;

struct Written {
  std::vector<double> values;
  unsigned long long misfit = cuda::kNoMisfit;
};

/// What both kernels write, [n_rows x columns], as doubles.
template <class Form, class T>
Written written(const SignalPlan& plan, const PackedRows& rows, unsigned blocks, unsigned threads) {
  const auto per_cell = static_cast<std::uint32_t>(n_edge_columns(plan.view.groups));
  std::vector<cuda::SignalPick> picks;
  for (const std::uint32_t column : plan.columns) picks.push_back({column / per_cell, column % per_cell});
  std::vector<T> out(rows.n_rows * picks.size());
  Written result;
  const cuda::SignalJob<T> job{plan.view, rows.source(), picks.data(), static_cast<std::uint32_t>(picks.size()),
                               rows.n_rows, out.data(), picks.size(), &result.misfit};
  device_on_threads::run(Grid{blocks, threads, 0}, [&](std::byte*) { cuda::write_signal_rows<Form>(job); });
  if (job.with_mean_field()) {
    const std::size_t shared = cuda::MeanFieldShared<Form>::size(most_convolutions(plan.view));
    device_on_threads::run(Grid{blocks, threads, shared}, [&](std::byte* memory) { cuda::write_mean_fields<Form>(job, memory); });
  }
  result.values.assign(out.begin(), out.end());
  return result;
}

/// The same source without fused products: only the functions of the mathematical library may differ.
void expect_near(const std::vector<double>& values, const std::vector<double>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(expected[i])) {
      ASSERT_TRUE(std::isnan(values[i])) << i;
    } else {
      ASSERT_NEAR(values[i], expected[i], 1e-9 * std::abs(expected[i]) + 1e-13) << i;
    }
  }
}

PackedRows nasbench201_rows(std::uint64_t n, std::uint64_t step) {
  std::vector<std::uint64_t> words;
  for (std::uint64_t i = 0; i < n; ++i) {
    std::vector<int> ops(6);
    std::uint64_t rest = i * step % 15'625;
    for (int& op : ops) op = static_cast<int>(rest % 5), rest /= 5;
    const auto own = signal_testing::nasbench201_words(ops);
    words.insert(words.end(), own.begin(), own.end());
  }
  return {signal_testing::nasbench201_view(), words};
}

TEST(SignalOnThreads, WritesTheRowsOfTheCpu) {
  const SignalPlan plan = signal_testing::plan_of_all(signal_testing::nasbench201_view());
  const PackedRows rows = nasbench201_rows(120, 131);
  const std::vector<double> expected = rows_of(plan, rows);
  expect_near(written<SmallSignalForm, double>(plan, rows, 3, 7).values, expected);
  expect_near(written<SignalForm, double>(plan, rows, 2, 16).values, expected);
}

TEST(SignalOnThreads, WritesTwoCellsWithColumnsPicked) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    std::mt19937_64 random(seed);
    signal_testing::Subject subject = signal_testing::random_subject(random, 24);
    subject.view.n_cells = 2;
    std::vector<std::uint64_t> words = subject.words;
    std::swap(words[1], words[4]);
    words.insert(words.end(), subject.words.begin(), subject.words.end());
    SignalPlan plan = signal_testing::plan_of_all(subject.view);
    std::shuffle(plan.columns.begin(), plan.columns.end(), random);
    plan.columns.resize(100);
    const PackedRows rows(subject.view, words);
    expect_near(written<SignalForm, double>(plan, rows, 1, 5).values, rows_of(plan, rows));
  }
}

// Loose ends, parallel edges and pools of depth 2 and 3.
TEST(SignalOnThreads, WritesCellsThatChooseTheirSources) {
  for (const char* name : {"nasnet_cell", "darts_none_cell"}) {
    const auto space = find_space(name);
    SignalView view = make_signal_view(space->cell(), space->traits().signal_ops);
    view.groups = 127;
    EXPECT_LE(most_convolutions(view), 20);
    std::vector<std::uint64_t> words;
    std::mt19937_64 random(9);
    for (int i = 0; i < 12; ++i) {
      const std::vector<std::uint64_t> own = words_of(*space, random() % space->size());
      words.insert(words.end(), own.begin(), own.end());
    }
    const SignalPlan plan = signal_testing::plan_of_all(view);
    const PackedRows rows(view, words);
    expect_near(written<SignalForm, double>(plan, rows, 2, 8).values, rows_of(plan, rows));
  }
}

TEST(SignalOnThreads, FindsTheFirstValueThatInt8CannotHold) {
  const PackedRows rows = nasbench201_rows(60, 1);
  const SignalPlan integers{signal_testing::nasbench201_view(), {0, 1, 2}};
  EXPECT_EQ((written<SmallSignalForm, std::int8_t>(integers, rows, 2, 8).misfit), cuda::kNoMisfit);
  EXPECT_EQ((written<SmallSignalForm, std::int8_t>(integers, rows, 2, 8).values), rows_of(integers, rows));
  const SignalPlan real{signal_testing::nasbench201_view(), {0, 54}};  // log parameters
  EXPECT_EQ((written<SmallSignalForm, std::int8_t>(real, rows, 2, 8).misfit), 2u * 2 + 1);
}

TEST(SignalOnThreads, WritesMissingMeanFields) {
  const SignalPlan plan{signal_testing::nasbench201_view(), {123, 124}};
  const PackedRows rows(plan.view, signal_testing::nasbench201_words({1, 1, 1, 0, 2, 3}));
  const std::vector<double> values = written<SmallSignalForm, double>(plan, rows, 1, 4).values;
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_TRUE(std::isnan(values[1]));
}

}  // namespace
}  // namespace cartograf
