#include "host/predictor/kinds/automatic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>

#include "host/predictor/kinds/recipes.hpp"
#include "host/table/column_selection.hpp"
#include "host/space/catalog.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_predictors::Sample;
using testing_support::contains;
using testing_support::message_of;

constexpr std::size_t kEdges = 6, kOperations = 5, kSignals = 8;

/// Random architectures of six edges with five operations: how often each operation comes, which one is where, and numbers
/// that have nothing to do with them.
struct Architectures {
  Sample sample;  ///< without targets
  std::vector<std::string> families;
  std::vector<std::array<std::size_t, kEdges>> operations;
  std::vector<std::array<double, kSignals>> signals;
};

Architectures random_architectures(std::size_t n, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Architectures all;
  all.families.insert(all.families.end(), kOperations, "op_count");
  all.families.insert(all.families.end(), kEdges * kOperations, "op_on_position");
  all.families.insert(all.families.end(), kSignals, "signal");
  all.sample.n_columns = all.families.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::array<std::size_t, kEdges> operations{};
    std::array<double, kSignals> signals{};
    std::vector<double> counts(kOperations), positions(kEdges * kOperations);
    for (std::size_t edge = 0; edge < kEdges; ++edge) {
      operations[edge] = generator() % kOperations;
      ++counts[operations[edge]];
      positions[edge * kOperations + operations[edge]] = 1;
    }
    for (double& x : signals) x = normal(generator);
    all.sample.rows.insert(all.sample.rows.end(), counts.begin(), counts.end());
    all.sample.rows.insert(all.sample.rows.end(), positions.begin(), positions.end());
    all.sample.rows.insert(all.sample.rows.end(), signals.begin(), signals.end());
    all.operations.push_back(operations);
    all.signals.push_back(signals);
  }
  return all;
}

constexpr double kSeconds[kOperations] = {0, 0.31, 1.27, 2.93, 0.77};

/// Adds up over operations.
double additive(const Architectures& all, std::size_t i) {
  double sum = 0;
  for (const std::size_t operation : all.operations[i]) sum += kSeconds[operation];
  return sum;
}

template <class Target>
Architectures with_targets(Architectures all, std::size_t n, Target target) {
  for (std::size_t i = 0; i < n; ++i) all.sample.targets.push_back(target(all, i));
  return all;
}

RowSource source_of(const Sample& sample) {
  const MatrixView all = sample.view();
  return {sample.n_rows(), [all](std::uint64_t first, std::uint64_t n) { return MatrixView{all.row(first), all.dtype, n, all.n_columns, {}}; }};
}

RecipeChoice choice_of(const Architectures& all, int threads = 1) {
  const RowSource rows = source_of(all.sample);
  return choose_recipe({rows, all.sample.targets, all.families}, {{}, threads, 42});
}

Architectures without_family(Architectures all, const std::string& family) {
  const Sample before = all.sample;
  const std::vector<std::string> families = all.families;
  all.sample.rows.clear();
  all.families.clear();
  for (const std::string& name : families) {
    if (name != family) all.families.push_back(name);
  }
  all.sample.n_columns = all.families.size();
  for (std::size_t i = 0; i < before.rows.size(); ++i) {
    if (families[i % before.n_columns] != family) all.sample.rows.push_back(before.rows[i]);
  }
  return all;
}

bool has_note(const RecipeChoice& choice, const std::string& part) {
  return std::any_of(choice.notes.begin(), choice.notes.end(), [&](const std::string& note) { return contains(note, part); });
}

TEST(Automatic, TakesRidgeForWhatAddsUpOverOperations) {
  const Architectures all = with_targets(random_architectures(60, 1), 60, additive);
  const RecipeChoice choice = choice_of(all);
  EXPECT_EQ(choice.name, "ridge on op_count");
  EXPECT_EQ(choice.predictor.name, "ridge");
  EXPECT_EQ(choice.columns, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(has_note(choice, "auto chose ridge on op_count: its Kendall tau in cross-validation, "));
}

TEST(Automatic, RoundsWhereThereAreFewValues) {
  // Whole numbers from 0 to 12.
  const auto target = [](const Architectures& all, std::size_t i) {
    double sum = 0;
    for (const std::size_t operation : all.operations[i]) sum += operation == 3 ? 2 : operation == 2 ? 1
                                                                                                     : 0;
    return sum;
  };
  const RecipeChoice choice = choice_of(with_targets(random_architectures(120, 2), 120, target));
  EXPECT_EQ(choice.name, "ridge rounding=targets on op_count");
  EXPECT_GT(choice.measured.back().tau, 0.999);  // a value that one row alone has is not among the targets of its fold
}

TEST(Automatic, TakesTheProcessOnPositionsForWhatDependsOnThem) {
  const auto target = [](const Architectures& all, std::size_t i) {
    double sum = 0;
    for (std::size_t edge = 0; edge < kEdges; ++edge) sum += std::sin(static_cast<double>(1 + 7 * edge + 11 * all.operations[i][edge]));
    return sum;
  };
  const RecipeChoice choice = choice_of(with_targets(random_architectures(150, 3), 150, target));
  EXPECT_EQ(choice.name, "gp transform=none on op_count + op_on_position");
  EXPECT_EQ(choice.predictor.parameters, (ParameterValues{{"transform", "none"}}));
  EXPECT_EQ(choice.columns.size(), kOperations + kEdges * kOperations);
}

TEST(Automatic, TakesTheEnsembleForWhatComesOfSignals) {
  // Below a ceiling, as accuracies are.
  const auto target = [](const Architectures& all, std::size_t i) { return 95 - std::exp(1 + 0.4 * all.signals[i][0] + 0.3 * all.signals[i][1]); };
  const RecipeChoice choice = choice_of(with_targets(random_architectures(80, 4), 80, target));
  EXPECT_TRUE(choice.name == "best noise=0.05 on signal" || choice.name == "best noise=0.01 on signal") << choice.name;
  EXPECT_EQ(choice.predictor.name, "best");
  EXPECT_EQ(choice.columns.front(), kOperations + kEdges * kOperations);
  EXPECT_EQ(choice.columns.size(), kSignals);
}

TEST(Automatic, LeavesTheDefaultOnlyForMoreThanTheMargin) {
  std::size_t n_below_margin = 0, n_above_margin = 0;
  for (unsigned seed = 10; seed < 30; ++seed) {
    // Of signals alone, where the two with them are close to each other, and of operations alone.
    const double share = seed % 2;
    const auto target = [share](const Architectures& all, std::size_t i) {
      return share * additive(all, i) + (1 - share) * (all.signals[i][0] + 0.3 * all.signals[i][1]) + 1e-6 * all.signals[i][2];
    };
    const RecipeChoice choice = choice_of(with_targets(random_architectures(40, seed), 40, target));
    ASSERT_EQ(choice.measured.size(), 5u);
    EXPECT_EQ(choice.margin, 2.0 / 40);
    std::size_t best = 0;
    for (std::size_t i = 1; i < 5; ++i) {
      if (choice.measured[i].tau > choice.measured[best].tau) best = i;
    }
    const double gain = choice.measured[best].tau - choice.measured[0].tau;
    EXPECT_EQ(choice.name, choice.measured[gain > 0.05 ? best : 0].name) << gain;
    n_below_margin += gain > 0 && gain <= 0.05 ? 1 : 0;
    n_above_margin += gain > 0.05 ? 1 : 0;
    EXPECT_TRUE(std::isnan(choice.measured[4].tau));  // all targets are different
  }
  EXPECT_GT(n_below_margin, 0u);
  EXPECT_GT(n_above_margin, 0u);
}

/// numpy.random.RandomState(1000 + r).permutation(12), r = 0, 1, 2, 3.
constexpr std::size_t kPermutations[4][12] = {{2, 9, 8, 5, 1, 4, 6, 11, 0, 10, 7, 3},
                                              {1, 11, 6, 2, 7, 4, 0, 5, 10, 8, 3, 9},
                                              {5, 6, 3, 10, 2, 0, 11, 4, 9, 8, 1, 7},
                                              {10, 6, 3, 11, 8, 1, 7, 4, 9, 2, 0, 5}};

/// Ridge with alpha 1 of one column.
double naive_ridge(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0, variance = 0, product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mean_x += x[i] / n, mean_y += y[i] / n;
  for (const double value : x) variance += (value - mean_x) * (value - mean_x) / n;
  for (std::size_t i = 0; i < x.size(); ++i) product += (x[i] - mean_x) / std::sqrt(variance) * (y[i] - mean_y);
  return mean_y + product / (n + 1) * (at - mean_x) / std::sqrt(variance);
}

double naive_tau(const std::vector<double>& a, const std::vector<double>& b) {
  double agreeing = 0, in_a = 0, in_b = 0;
  const auto sign = [](double x) { return x > 0 ? 1.0 : x < 0 ? -1.0
                                                              : 0.0; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      agreeing += sign(a[i] - a[j]) * sign(b[i] - b[j]);
      in_a += std::abs(sign(a[i] - a[j]));
      in_b += std::abs(sign(b[i] - b[j]));
    }
  }
  return agreeing / std::sqrt(in_a * in_b);
}

double nearest(const std::vector<double>& values, double to) {
  return *std::min_element(values.begin(), values.end(), [&](double a, double b) { return std::abs(a - to) < std::abs(b - to); });
}

TEST(Automatic, MeasuresTauOfAllRowsOutOfFoldAndItsMeanOverRepeats) {
  const std::vector<double> x = {1, 5, 2, 4, 3, 0, 6, 2.5, 1.5, 4.5, 0.5, 5.5}, y = {1, 4, 2, 4, 1, 2, 4, 1, 2, 2, 1, 4};
  double plain = 0, rounded = 0;
  for (const auto& permutation : kPermutations) {
    std::vector<double> out_of_fold(12), snapped(12);
    for (std::size_t fold = 0; fold < 5; ++fold) {
      std::vector<double> trained_x, trained_y;
      for (std::size_t i = 0; i < 12; ++i) {
        if (i % 5 == fold) continue;
        trained_x.push_back(x[permutation[i]]);
        trained_y.push_back(y[permutation[i]]);
      }
      for (std::size_t i = fold; i < 12; i += 5) {
        out_of_fold[permutation[i]] = naive_ridge(trained_x, trained_y, x[permutation[i]]);
        snapped[permutation[i]] = nearest(trained_y, out_of_fold[permutation[i]]);
      }
    }
    plain += naive_tau(y, out_of_fold) / 4;
    rounded += naive_tau(y, snapped) / 4;
  }
  Architectures all;
  all.families = {"op_count", "signal"};
  all.sample.n_columns = 2;
  for (const double value : x) all.sample.rows.insert(all.sample.rows.end(), {value, std::cos(7 * value)});
  all.sample.targets = y;
  const RecipeChoice choice = choice_of(all);
  ASSERT_EQ(choice.measured.size(), 4u);  // there is no op_on_position
  EXPECT_EQ(choice.measured[2].name, "ridge on op_count");
  EXPECT_NEAR(choice.measured[2].tau, plain, 1e-12);
  EXPECT_NEAR(choice.measured[3].tau, rounded, 1e-12);
}

TEST(Automatic, DoesNotDependOnTheThreads) {
  const Architectures all = with_targets(random_architectures(70, 5), 70, additive);
  const RecipeChoice one = choice_of(all);
  const RowSource rows = source_of(all.sample);
  const auto predictions = [&](int threads) {
    return train_predictor({"auto", {}}, {rows, all.sample.targets, all.families}, {{}, threads, 42}).predict(all.sample.view());
  };
  const std::vector<double> expected = predictions(1);
  for (const int threads : {2, 7}) {
    const RecipeChoice several = choice_of(all, threads);
    EXPECT_EQ(several.notes, one.notes);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(several.measured[i].tau, one.measured[i].tau);
    EXPECT_EQ(predictions(threads), expected);
  }
}

TEST(Automatic, PredictsAsThePredictorThatItChose) {
  const Architectures all = with_targets(random_architectures(60, 6), 40, additive);
  const RowSource rows = source_of(all.sample);
  const auto chosen = train_predictor({"auto", {}}, {rows, all.sample.targets, all.families}, {{}, 1, 42});
  ASSERT_TRUE(chosen.choice.has_value());
  EXPECT_EQ(chosen.choice->name, "ridge on op_count");
  EXPECT_EQ(chosen.regressor->n_features(), kOperations);
  Sample counts{kOperations, {}, all.sample.targets};
  for (std::size_t i = 0; i < all.sample.rows.size(); ++i) {
    if (i % all.sample.n_columns < kOperations) counts.rows.push_back(all.sample.rows[i]);
  }
  EXPECT_EQ(chosen.predict(all.sample.view()), testing_predictors::train({"ridge", {}}, counts)->predict(counts.view()));
}

TEST(Automatic, LeavesOutWhatLacksAFamilyAndSaysSo) {
  const Architectures all = with_targets(random_architectures(50, 7), 50, additive);
  const RecipeChoice choice = choice_of(without_family(all, "op_on_position"));
  ASSERT_EQ(choice.measured.size(), 4u);
  EXPECT_EQ(choice.name, "ridge on op_count");
  EXPECT_TRUE(has_note(choice, "gp transform=none on op_count + op_on_position is left out: there are no columns of the family op_on_position"));
}

TEST(Automatic, TakesAllColumnsWhereThereIsNoSignal) {
  const Architectures all = without_family(with_targets(random_architectures(50, 8), 50, additive), "signal");
  const RecipeChoice choice = choice_of(all);
  ASSERT_EQ(choice.measured.size(), 3u);
  EXPECT_EQ(choice.measured[0].name, "gp on all columns");
  EXPECT_EQ(choice.measured[1].name, "ridge on all columns");
  EXPECT_EQ(choice.measured[2].name, "rf on all columns");
  EXPECT_EQ(choice.columns.size(), all.sample.n_columns);
  EXPECT_TRUE(has_note(choice, "no columns of the family signal"));
}

TEST(Automatic, TakesTheForestForSteps) {
  const auto target = [](const Architectures& all, std::size_t i) {
    const auto& s = all.signals[i];
    return (s[0] > 0.3 ? 5.0 : 0.0) + (s[1] > 0 ? (s[2] > 0 ? 3.0 : 0.0) : (s[2] > 0 ? 0.0 : 3.0)) + 1e-3 * s[0];
  };
  Architectures all = with_targets(random_architectures(300, 9), 300, target);
  std::fill(all.families.begin(), all.families.end(), "of its own");
  EXPECT_EQ(choice_of(all, 2).name, "rf on all columns");
}

TEST(Automatic, TakesTheDefaultOfFewerThanTenRows) {
  const RecipeChoice nine = choice_of(with_targets(random_architectures(9, 1), 9, additive));
  EXPECT_EQ(nine.name, "best noise=0.05 on signal");
  for (const MeasuredRecipe& recipe : nine.measured) EXPECT_TRUE(std::isnan(recipe.tau));
  EXPECT_TRUE(has_note(nine, "auto took the default, best noise=0.05 on signal: 9 training rows are fewer than the 10"));
  const RecipeChoice ten = choice_of(with_targets(random_architectures(10, 1), 10, additive));
  EXPECT_FALSE(std::isnan(ten.measured.front().tau));
}

TEST(Automatic, TakesTheMeanOfAFoldThatCannotBeTrainedOn) {
  // All but one target are the same: every repeat has a fold whose other rows have one and the same target.
  Architectures all = random_architectures(12, 2);
  all.sample.targets.assign(12, 1.0);
  all.sample.targets[5] = 2;
  const RowSource rows = source_of(all.sample);
  const auto predictor = train_predictor({"auto", {}}, {rows, all.sample.targets, all.families}, {{}, 1, 42});
  for (const MeasuredRecipe& recipe : predictor.choice->measured) EXPECT_TRUE(recipe.tau >= -1 && recipe.tau <= 1) << recipe.name;
  for (const double prediction : predictor.predict(all.sample.view())) EXPECT_TRUE(std::isfinite(prediction));
}

TEST(Automatic, RefusesBadInput) {
  Architectures all = with_targets(random_architectures(20, 3), 20, additive);
  const auto refusal = [](const Architectures& some) {
    const RowSource rows = source_of(some.sample);
    return message_of<InputError>([&] { train_predictor({"auto", {}}, {rows, some.sample.targets, some.families}, {{}, 1, 42}); });
  };
  Architectures bad = all;
  bad.sample.targets.assign(20, 3.0);
  EXPECT_TRUE(contains(refusal(bad), "predictor auto: all 20 training rows have the same target"));
  bad = all;
  bad.sample.targets[4] = std::nan("");
  EXPECT_TRUE(contains(refusal(bad), "predictor auto: the target of training row 4 is not a number"));
  bad = all;
  bad.sample.targets.resize(1);
  EXPECT_TRUE(contains(refusal(bad), "predictor auto: expected at least 2 training rows, found 1"));
  bad = with_targets(random_architectures(20, 3), 5, additive);
  bad.sample.targets.resize(5);
  for (std::size_t i = 0; i < bad.sample.rows.size(); ++i) bad.sample.rows[i] = 1;  // all columns are constant
  EXPECT_TRUE(contains(refusal(bad), "predictor auto, which chose best noise=0.05 on signal: ")) << refusal(bad);
  EXPECT_TRUE(contains(message_of<InputError>([] { parameters_of({"auto", {{"noise", "1"}}}); }), "unknown parameter 'noise'"));
  EXPECT_TRUE(contains(message_of<InputError>([] { predictor_kind("auto").load({}, "m.h5", {}); }), "m.h5: the model is damaged"));
}

std::vector<std::string> names_of(const RecipeList& list) {
  std::vector<std::string> names;
  for (const Recipe& recipe : list.recipes) names.push_back(recipe.name);
  return names;
}

TEST(Recipes, OfDartsHaveTheirOwnFeatures) {
  const std::vector<std::string> families = {"op_count", "max_op_on_path", "node_degree", "op_on_position", "signal"};
  const RecipeList list = recipes_for(true, families);
  EXPECT_EQ(names_of(list), (std::vector<std::string>{"gp on signal + op_count", "gp on signal + GRAF", "gp on GRAF",
                                                      "gp transform=none on op_count + op_on_position", "ridge on op_count",
                                                      "ridge rounding=targets on op_count"}));
  EXPECT_EQ(list.recipes[1].columns, (std::vector<std::size_t>{0, 1, 2, 4}));
  EXPECT_TRUE(list.notes.empty());
  const std::vector<std::string> graf(families.begin(), families.begin() + 3);
  EXPECT_EQ(names_of(recipes_for(true, graf)).front(), "gp on GRAF");
}

/// Whatever families there are, something is left to choose from, on columns that are there.
TEST(Recipes, AreThereForEveryChoiceOfFamilies) {
  const std::vector<std::string> families = {"op_count", "max_op_on_path", "node_degree", "op_on_position", "signal"};
  for (const bool lacks_edges : {false, true}) {
    for (unsigned chosen = 1; chosen < 32; ++chosen) {
      std::vector<std::string> some;
      for (std::size_t i = 0; i < families.size(); ++i) {
        if ((chosen >> i & 1U) != 0) some.push_back(families[i]);
      }
      const RecipeList list = recipes_for(lacks_edges, some);
      ASSERT_FALSE(list.recipes.empty()) << lacks_edges << " " << chosen;
      for (const Recipe& recipe : list.recipes) {
        ASSERT_FALSE(recipe.columns.empty()) << recipe.name;
        ASSERT_LT(recipe.columns.back(), some.size()) << recipe.name;
      }
    }
  }
}

TEST(Recipes, ThatAreLeftOutAreSaidInOneNoteForEachFamily) {
  EXPECT_EQ(recipes_for(true, std::vector<std::string>{"signal"}).notes,
            (std::vector<std::string>{"auto: gp on signal + op_count, gp on signal + GRAF, gp on GRAF, gp transform=none on op_count + op_on_position, ridge on op_count and "
                                      "ridge rounding=targets on op_count are left out: there are no columns of the family op_count",
                                      "auto: nothing of its list is left; it chooses among gp, ridge and rf on all columns"}));
}

TEST(Recipes, TakeTheStridedFormWithTheSignal) {
  const std::vector<std::string> families = {"signal", "signal_strided", "op_count", "zcp"};
  EXPECT_EQ(recipes_for(false, families).recipes.front().columns, (std::vector<std::size_t>{0, 1}));
}

TEST(Recipes, OfEveryBuiltInSpaceGoByWhatItIs) {
  const std::set<std::string> lacking = {"darts", "darts_cell", "darts_none", "darts_none_cell", "nasnet", "nasnet_cell", "amoebanet", "amoebanet_cell",
                                         "pnas", "pnas_cell", "enas", "enas_cell"};
  const std::vector<std::string> families = {"op_count", "max_op_on_path", "node_degree", "op_on_position", "signal"};
  for (const std::string& name : space_names()) {
    const bool lacks = lacks_edges(*find_space(name));
    EXPECT_EQ(lacks, lacking.contains(name)) << name;
    EXPECT_EQ(names_of(recipes_for(lacks, families)).front(), lacks ? "gp on signal + op_count" : "best noise=0.05 on signal") << name;
  }
}

TEST(Recipes, NeedFamiliesThatTheSpaceHas) {
  const auto families = [](const char* name) {
    const std::vector<std::string> list = families_of_recipes(*find_space(name), Convention::zc_combine);
    return std::set<std::string>(list.begin(), list.end());
  };
  const std::set<std::string> of_edges = {"signal", "op_count", "op_on_position"};
  EXPECT_EQ(families("nasbench201"), of_edges);
  EXPECT_EQ(families("nasbench101"), of_edges);
  EXPECT_EQ(families("transnasbench101_micro"), (std::set<std::string>{"signal", "signal_strided", "op_count", "op_on_position"}));
  EXPECT_EQ(families("darts"), (std::set<std::string>{"signal", "op_count", "node_degree", "max_op_on_path", "op_on_position"}));
  EXPECT_EQ(families("naap440"), std::set<std::string>{});
}

}  // namespace
}  // namespace cartograf
