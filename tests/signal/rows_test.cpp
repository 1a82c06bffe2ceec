// SignalRows: the same bits in whatever way it is called.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/cpu/signal_rows.hpp"
#include "kernels/features/signal/canonical_form.hpp"
#include "tests/kernels/small_plan.hpp"
#include "tests/signal/subjects.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using signal_testing::nasbench201_view;
using signal_testing::plan_of_all;
using testing_kernels::nasbench201_source;

constexpr std::uint64_t kSize = 15'625;

std::vector<double> all_rows(int threads) {
  const SignalPlan plan = plan_of_all(nasbench201_view());
  std::vector<double> out(kSize * plan.columns.size());
  cpu::SignalRows(plan, threads).write(nasbench201_source(), kSize, Dtype::float64, out.data(), plan.columns.size());
  return out;
}

bool same_bits(const double* a, const double* b, std::size_t n) { return std::memcmp(a, b, n * sizeof(double)) == 0; }

class Rows : public testing::Test {
 protected:
  static const std::vector<double>& expected() {
    static const std::vector<double> rows = all_rows(1);
    return rows;
  }
};

TEST_F(Rows, AreTheSameOnAnyNumberOfThreads) {
  for (const int threads : {2, 7}) {
    const std::vector<double> rows = all_rows(threads);
    EXPECT_TRUE(same_bits(rows.data(), expected().data(), rows.size())) << threads;
  }
}

TEST_F(Rows, AreTheSameInAnyBatchesAndOrder) {
  const SignalPlan plan = plan_of_all(nasbench201_view());
  const std::size_t n_columns = plan.columns.size();
  cpu::SignalRows writer(plan, 2);
  std::mt19937_64 random(4);
  std::vector<std::uint64_t> indices(3000);
  for (auto& index : indices) index = random() % kSize;
  std::vector<double> out(indices.size() * n_columns);
  for (std::uint64_t first = 0, n = 1; first < indices.size(); first += n, n = 3 * n + 1) {
    ArchitectureSource source = nasbench201_source();
    source.indices = indices.data() + first;
    writer.write(source, std::min<std::uint64_t>(n, indices.size() - first), Dtype::float64, out.data() + first * n_columns, n_columns);
  }
  for (std::size_t row = 0; row < indices.size(); ++row) {
    ASSERT_TRUE(same_bits(&out[row * n_columns], &expected()[indices[row] * n_columns], n_columns)) << indices[row];
  }
}

TEST_F(Rows, HaveTheColumnsPickedAndTheStride) {
  SignalPlan plan{nasbench201_view(), {154, 0, 130, 7}};
  std::vector<double> out(10 * 6, -77);
  ArchitectureSource source = nasbench201_source();
  source.first = 15'000;
  cpu::SignalRows(plan, 2).write(source, 10, Dtype::float64, out.data(), 6);
  for (std::size_t row = 0; row < 10; ++row) {
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(out[row * 6 + i], expected()[(15'000 + row) * 155 + plan.columns[i]]);
    EXPECT_EQ(out[row * 6 + 4], -77);
    EXPECT_EQ(out[row * 6 + 5], -77);
  }
}

TEST_F(Rows, HaveTheColumnsOfSomeGroups) {
  SignalView view = nasbench201_view();
  view.groups = mask_of(SignalGroup::pf) | mask_of(SignalGroup::gr);
  const SignalPlan plan = plan_of_all(view);
  ASSERT_EQ(plan.columns.size(), 35u + 7u);
  std::vector<double> out(kSize * 42);
  cpu::SignalRows(plan, 2).write(nasbench201_source(), kSize, Dtype::float64, out.data(), 42);
  for (std::size_t row = 0; row < kSize; ++row) {
    ASSERT_TRUE(same_bits(&out[row * 42], &expected()[row * 155 + 37 + 18], 35)) << row;
    ASSERT_TRUE(same_bits(&out[row * 42 + 35], &expected()[row * 155 + 148], 7)) << row;
  }
}

TEST_F(Rows, AreRoundedToFloat32) {
  const SignalPlan plan = plan_of_all(nasbench201_view());
  std::vector<float> out(100 * 155);
  cpu::SignalRows(plan, 2).write(nasbench201_source(), 100, Dtype::float32, out.data(), 155);
  for (std::size_t i = 0; i < out.size(); ++i) {
    ASSERT_TRUE(out[i] == static_cast<float>(expected()[i]) || (std::isnan(out[i]) && std::isnan(expected()[i]))) << i;
  }
}

TEST_F(Rows, HoldIntegersAsInt8) {
  SignalView view = nasbench201_view();
  view.groups = mask_of(SignalGroup::lin);
  std::vector<std::int8_t> out(kSize * 37);
  cpu::SignalRows(plan_of_all(view), 2).write(nasbench201_source(), kSize, Dtype::int8, out.data(), 37);
  for (std::size_t row = 0; row < kSize; ++row) {
    for (std::size_t c = 0; c < 37; ++c) ASSERT_EQ(out[row * 37 + c], expected()[row * 155 + c]);
  }
}

TEST_F(Rows, SayWhatInt8CannotHold) {
  const SignalPlan plan{nasbench201_view(), {0, 54}};
  std::vector<std::int8_t> out(kSize * 2);
  const std::string message = testing_support::message_of<InputError>(
      [&] { cpu::SignalRows(plan, 2).write(nasbench201_source(), kSize, Dtype::int8, out.data(), 2); });
  // Architecture 0 is all skips: log parameters 0. The next one has a convolution 3 x 3.
  EXPECT_TRUE(testing_support::contains(message, "'x:logpar' of row 2 must be an integer from -128 to 127, found 2.30")) << message;
}

TEST_F(Rows, AreMissingWithoutALivePath) {
  const SignalPlan plan{nasbench201_view(), {30, 130}};
  const signal_testing::PackedRows rows(plan.view, signal_testing::nasbench201_words({1, 1, 1, 1, 1, 1}));
  const std::vector<double> values = rows_of(plan, rows);
  EXPECT_EQ(values[0], 5) << "lin:depth_min";
  EXPECT_TRUE(std::isnan(values[1]));
}

// More different forms than are remembered, with two cells each.
TEST(ManyForms, AreForgottenAndComputedAgain) {
  std::mt19937_64 random(11);
  SignalView view = signal_testing::complete_view(5);
  view.n_cells = 2;
  view.groups = mask_of(SignalGroup::lin) | mask_of(SignalGroup::x) | mask_of(SignalGroup::pf) | mask_of(SignalGroup::ed);
  std::vector<std::uint64_t> words;
  std::set<std::string> forms;
  for (int cell = 0; cell < 200'000; ++cell) {
    std::vector<std::uint64_t> own(view.words_per_cell);
    for (int element = 0; element < view.cell.n_elements; ++element) own[random() % own.size()] |= ElementMask{1} << element;
    words.insert(words.end(), own.begin(), own.end());
    FormBuilder<SignalForm> builder;
    SignalForm form;
    builder.build(view, own.data(), form);
    std::uint8_t key[kMaxFormKey];
    forms.emplace(key, key + write_key(form, key));
  }
  EXPECT_GT(forms.size() * 114 * sizeof(double), std::size_t{64} << 20);
  const signal_testing::PackedRows rows(view, words);
  const SignalPlan plan = plan_of_all(view);
  const std::vector<double> all = rows_of(plan, rows, 2);
  const std::size_t n_columns = plan.columns.size();
  for (std::size_t row = 0; row < rows.n_rows; row += 1997) {
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(row * 2 * view.words_per_cell);
    const signal_testing::PackedRows one(view, {first, first + 2 * view.words_per_cell});
    const std::vector<double> values = rows_of(plan, one, 1);
    ASSERT_TRUE(same_bits(values.data(), &all[row * n_columns], n_columns)) << row;
  }
}

}  // namespace
}  // namespace cartograf
