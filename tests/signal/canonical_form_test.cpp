// Equal forms have equal bytes, others have not.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "kernels/features/signal/canonical_form.hpp"
#include "kernels/features/signal/mean_field_form.hpp"
#include "tests/signal/subjects.hpp"

namespace cartograf {
namespace {

using signal_testing::Subject;

std::string bytes_of(const SignalForm& form) {
  std::vector<std::uint8_t> key(kMaxFormKey);
  key.resize(static_cast<std::size_t>(write_key(form, key.data())));
  return {key.begin(), key.end()};
}

std::string mean_field_form_of(const Subject& subject) {
  FormBuilder<SignalForm> builder;
  SignalForm form, untyped;
  builder.build(subject.view, subject.words.data(), form);
  MeanFieldFormBuilder<SignalForm> mean_field;
  mean_field.build(form, untyped);
  return bytes_of(untyped);
}

std::string form_of(const Subject& subject) {
  FormBuilder<SignalForm> builder;
  SignalForm form;
  builder.build(subject.view, subject.words.data(), form);
  return bytes_of(form);
}

TEST(CanonicalForm, DoesNotDependOnTheOrderOfNodes) {
  int moved = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    std::mt19937_64 random(seed);
    const Subject subject = signal_testing::random_subject(random, 24);
    const Subject other = signal_testing::reordered(subject, random);
    moved += std::memcmp(other.view.cell.source, subject.view.cell.source, kMaxElements) != 0 || other.words != subject.words ? 1 : 0;
    ASSERT_EQ(form_of(subject), form_of(other)) << seed;
    if (seed >= 200) continue;
    const std::vector<double> values = signal_testing::features_of(subject);
    const std::vector<double> of_other = signal_testing::features_of(other);
    ASSERT_EQ(std::memcmp(values.data(), of_other.data(), values.size() * sizeof(double)), 0) << seed;
  }
  EXPECT_GT(moved, 500);
}

// The text is the least of all orders of the convolutions.
TEST(CanonicalForm, IsThatOfAllArchitecturesThatCorrespond) {
  std::map<std::string, std::string> form_of_text, text_of_form;
  std::mt19937_64 random(1);
  for (int i = 0; i < 4000; ++i) {
    const Subject subject = signal_testing::random_subject(random, 5);
    const std::string text = naive_signal::canonical_text(subject.cell);
    const std::string form = form_of(subject);
    ASSERT_EQ(form_of_text.try_emplace(text, form).first->second, form) << text;
    ASSERT_EQ(text_of_form.try_emplace(form, text).first->second, text);
  }
  EXPECT_GT(form_of_text.size(), 1000u);
  EXPECT_LT(form_of_text.size(), 3900u);
}

/// NAS-Bench-201: skip or convolution 3 x 3 on some edges.
Subject nasbench201_subject(const std::vector<int>& ops) { return {signal_testing::nasbench201_view(), signal_testing::nasbench201_words(ops), {}}; }

/// An architecture of NAS-Bench-201 as the oracle takes it.
naive_signal::Cell nasbench201_cell(const std::vector<int>& ops) {
  using naive_signal::Edge;
  using naive_signal::Role;
  const std::vector<Edge> operations = {{0, 0, Role::skip}, {0, 0, Role::none}, {0, 0, Role::conv, 3}, {0, 0, Role::conv, 1}, {0, 0, Role::pool}};
  naive_signal::Cell cell{4, 3, {}};
  for (int from = 0, i = 0; from < 3; ++from) {
    for (int to = from + 1; to < 4; ++to, ++i) {
      cell.edges.push_back(operations[static_cast<std::size_t>(ops[static_cast<std::size_t>(i)])]);
      cell.edges.back().from = from;
      cell.edges.back().to = to;
    }
  }
  return cell;
}

TEST(CanonicalForm, TellsAllFormsOfNasbench201Apart) {
  std::map<std::string, std::string> form_of_text;
  std::set<std::string> forms, mean_fields;
  for (int index = 0; index < 15'625; ++index) {
    std::vector<int> ops(6);
    int rest = index;
    for (int& op : ops) op = rest % 5, rest /= 5;
    const Subject subject = nasbench201_subject(ops);
    const std::string form = form_of(subject);
    ASSERT_EQ(form_of_text.try_emplace(naive_signal::canonical_text(nasbench201_cell(ops)), form).first->second, form) << index;
    forms.insert(form);
    mean_fields.insert(mean_field_form_of(subject));
  }
  EXPECT_EQ(forms.size(), form_of_text.size());
  EXPECT_EQ(forms.size(), 5'044u);
  EXPECT_EQ(mean_fields.size(), 804u);
}

// Two convolutions of the input, one of them read by a third: on either.
TEST(CanonicalForm, TellsEqualConvolutionsApartByWhoReadsThem) {
  EXPECT_EQ(form_of(nasbench201_subject({2, 2, 1, 1, 2, 0})), form_of(nasbench201_subject({2, 2, 1, 1, 0, 2})));
  EXPECT_NE(form_of(nasbench201_subject({2, 2, 1, 1, 2, 0})), form_of(nasbench201_subject({2, 2, 1, 1, 0, 0})));
}

/// Four convolutions of the input, two 3 x 3 and two 1 x 1, and two that read one of each kind: pairs (a, b) and (c, d)
/// of nodes 1 ... 4.
Subject crossed_subject(const std::vector<std::pair<int, int>>& pairs) {
  Subject subject;
  Cell& cell = subject.view.cell;
  cell.n_nodes = 8;
  cell.n_ops = 3;
  cell.n_terminals = 1;
  cell.output[0] = 7;
  subject.view.ops[0] = {OpRole::conv, 3, 1, 1};
  subject.view.ops[1] = {OpRole::conv, 1, 1, 1};
  subject.view.ops[2].role = OpRole::skip;
  subject.words.assign(3, 0);
  const auto add = [&](int from, int to, std::size_t op) {
    subject.words[op] |= ElementMask{1} << cell.n_edges;
    cell.source[cell.n_edges] = static_cast<std::uint8_t>(from);
    cell.target[cell.n_edges++] = static_cast<std::uint8_t>(to);
    cell.n_elements = cell.n_edges;
  };
  for (int node = 1; node <= 4; ++node) add(0, node, node <= 2 ? 0 : 1);
  for (std::size_t i = 0; i < 2; ++i) {
    add(pairs[i].first, 5 + static_cast<int>(i), 2);
    add(pairs[i].second, 5 + static_cast<int>(i), 2);
  }
  add(5, 7, 0);
  add(6, 7, 0);
  return subject;
}

// Whoever comes first among equals decides who comes first among those linked to them.
TEST(CanonicalForm, OrdersLinkedConvolutionsTogether) {
  const std::string form = form_of(crossed_subject({{1, 3}, {2, 4}}));
  EXPECT_EQ(form_of(crossed_subject({{1, 4}, {2, 3}})), form);
  EXPECT_EQ(form_of(crossed_subject({{2, 3}, {1, 4}})), form);
  EXPECT_EQ(form_of(crossed_subject({{2, 4}, {1, 3}})), form);
  EXPECT_NE(form_of(crossed_subject({{1, 3}, {1, 4}})), form);
}

TEST(CanonicalForm, LeavesOutWhatDoesNotReachTheOutput) {
  EXPECT_EQ(form_of(nasbench201_subject({2, 3, 2, 2, 1, 1})), form_of(nasbench201_subject({1, 1, 2, 1, 1, 1})));
  EXPECT_EQ(form_of(nasbench201_subject({1, 1, 1, 2, 2, 2})), form_of(nasbench201_subject({2, 2, 1, 2, 1, 1})));
}

TEST(CanonicalForm, IsReadBackFromItsKey) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937_64 random(seed);
    const std::string key = form_of(signal_testing::random_subject(random, 24));
    SignalForm form;
    read_key(reinterpret_cast<const std::uint8_t*>(key.data()), form);
    ASSERT_EQ(bytes_of(form), key);
  }
}

TEST(MeanFieldForm, KnowsNoTypes) {
  EXPECT_EQ(mean_field_form_of(nasbench201_subject({2, 3, 0, 3, 2, 4})), mean_field_form_of(nasbench201_subject({3, 3, 0, 2, 2, 4})));
  EXPECT_NE(mean_field_form_of(nasbench201_subject({2, 3, 0, 3, 2, 4})), mean_field_form_of(nasbench201_subject({2, 3, 0, 3, 2, 0})));
}

TEST(MeanFieldForm, HasEqualConvolutionsOnce) {
  const std::string twice = mean_field_form_of(nasbench201_subject({2, 3, 3, 1, 0, 0}));
  EXPECT_EQ(twice[1], 1);
  EXPECT_EQ(mean_field_form_of(nasbench201_subject({2, 3, 3, 2, 0, 0}))[1], 2);
}

}  // namespace
}  // namespace cartograf
