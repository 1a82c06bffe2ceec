// The architectures to train next against a Gaussian process of plain loops that is trained anew after each choice.
#include "host/search/acquire.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "host/predictor/kinds/gaussian_process.hpp"
#include "host/predictor/kinds/sample_paths.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::every;
using testing_model::nasbench201;
using testing_support::contains;
using testing_support::message_of;

constexpr std::uint64_t kEnd = 600;
constexpr double kNoise = 0.01;

/// Scores and their variances by the textbook, for the defaults of `gp` and untransformed targets.
class NaiveProcess {
 public:
  NaiveProcess(const FeatureMatrix& matrix, const std::vector<std::uint64_t>& training, std::vector<double> targets)
      : all_(testing_model::numbers(matrix)), width_(matrix.features.columns.size()), training_(training) {
    standardise();
    const double n = static_cast<double>(targets.size());
    const double mean = std::accumulate(targets.begin(), targets.end(), 0.0) / n;
    double squares = 0;
    for (const double y : targets) squares += (y - mean) * (y - mean);
    for (const double y : targets) scores_.push_back((y - mean) / std::sqrt(squares / n));
  }

  std::uint64_t n_rows() const { return all_.size() / width_; }
  const std::vector<double>& scores() const { return scores_; }

  /// From now on row `row` counts as trained, with the score that is expected of it.
  void believe(std::uint64_t row) {
    const double expected = posterior(row).first;
    training_.push_back(row);
    scores_.push_back(expected);
  }

  bool is_known(std::uint64_t row) const {
    return std::any_of(training_.begin(), training_.end(), [&](std::uint64_t other) { return squared_distance(row, other) == 0; });
  }

  /// Mean and standard deviation.
  std::pair<double, double> posterior(std::uint64_t row) const {
    const std::size_t n = training_.size();
    std::vector<std::vector<long double>> a(n, std::vector<long double>(n + 2));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) a[i][j] = kernel(training_[i], training_[j]) + (i == j ? kNoise : 0);
      a[i][n] = scores_[i];
      a[i][n + 1] = kernel(row, training_[i]);
    }
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        if (i == k) continue;
        const long double factor = a[i][k] / a[k][k];
        for (std::size_t j = k; j < n + 2; ++j) a[i][j] -= factor * a[k][j];
      }
    }
    long double mean = 0, explained = 0;
    for (std::size_t i = 0; i < n; ++i) {
      mean += kernel(row, training_[i]) * a[i][n] / a[i][i];
      explained += kernel(row, training_[i]) * a[i][n + 1] / a[i][i];
    }
    return {static_cast<double>(mean), static_cast<double>(std::sqrt(1 - explained))};
  }

 private:
  void standardise() {
    std::vector<std::vector<double>> kept;  // columns
    for (std::size_t j = 0; j < width_; ++j) {
      double sum = 0, squares = 0;
      for (const std::uint64_t row : training_) sum += all_[row * width_ + j];
      const double mean = sum / static_cast<double>(training_.size());
      for (const std::uint64_t row : training_) squares += std::pow(all_[row * width_ + j] - mean, 2);
      const double deviation = std::sqrt(squares / static_cast<double>(training_.size()));
      if (deviation < 1e-9) continue;
      kept.emplace_back();
      for (std::uint64_t row = 0; row < n_rows(); ++row) {
        kept.back().push_back(std::min(5.0, std::max(-5.0, (all_[row * width_ + j] - mean) / deviation)));
      }
    }
    std::vector<double> result;
    for (std::uint64_t row = 0; row < n_rows(); ++row) {
      for (const std::vector<double>& column : kept) result.push_back(column[row]);
    }
    all_ = std::move(result);
    width_ = kept.size();
  }

  double squared_distance(std::uint64_t a, std::uint64_t b) const {
    double sum = 0;
    for (std::size_t j = 0; j < width_; ++j) sum += std::pow(all_[a * width_ + j] - all_[b * width_ + j], 2);
    return sum;
  }

  double kernel(std::uint64_t a, std::uint64_t b) const {
    const double r = std::sqrt(5 * std::exp(-2.0) * squared_distance(a, b) / static_cast<double>(width_));
    return (1 + r + r * r / 3) * std::exp(-r);
  }

  std::vector<double> all_;  ///< [n_rows x width_]
  std::size_t width_;
  std::vector<std::uint64_t> training_;
  std::vector<double> scores_;  ///< [training_]
};

struct Fixture {
  FeatureMatrix matrix = testing_model::matrix_of();
  std::vector<std::uint64_t> rows = every(40, kEnd);
  std::vector<double> targets = testing_model::sample_targets(rows);

  Model model(int threads = 1) const {
    ModelInfo info;
    info.predictor = "gp";
    info.parameters = {{"transform", "none"}};
    info.target = "sample";
    return Model::train(std::move(info), matrix, rows, targets, {}, threads);
  }
};

AcquireOptions options_for(Acquisition how, std::uint64_t n) {
  AcquireOptions options;
  options.how = how;
  options.n = n;
  options.architectures = architecture_range(nasbench201(), 0, kEnd);
  options.execution.threads = 1;
  return options;
}

double naive_criterion(Acquisition how, double mean, double deviation, double best, double kappa) {
  if (how == Acquisition::upper_confidence_bound) return mean + kappa * deviation;
  // The mean of max(score - best, 0) by numbers: 20,000 equal steps of the normal distribution's density.
  double sum = 0;
  const double step = 16.0 / 20'000;
  for (double z = -8; z < 8; z += step) {
    sum += std::max(mean + deviation * z - best, 0.0) * std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846) * step;
  }
  return sum;
}

void expect_naive_choices(Acquisition how, Direction direction) {
  const Fixture fixture;
  AcquireOptions options = options_for(how, 5);
  options.direction = direction;
  options.kappa = 1.5;
  const AcquireResult result = acquire(nasbench201(), fixture.model(), options);
  ASSERT_EQ(result.chosen.size(), 5U);
  EXPECT_EQ(result.n_looked_at, kEnd);
  EXPECT_EQ(result.n_scored, kEnd);
  NaiveProcess naive(fixture.matrix, fixture.rows, fixture.targets);
  const double sign = direction == Direction::maximize ? 1 : -1;
  double best = -1e300;
  for (const std::uint64_t row : fixture.rows) best = std::max(best, sign * naive.posterior(row).first);
  const NaiveProcess untouched = naive;
  for (const Acquired& chosen : result.chosen) {
    EXPECT_FALSE(naive.is_known(chosen.index)) << chosen.index;
    EXPECT_NEAR(chosen.deviation, untouched.posterior(chosen.index).second, 1e-9);
    const auto value_of = [&](std::uint64_t row) {
      const auto [mean, deviation] = naive.posterior(row);
      return naive_criterion(how, sign * mean, deviation, best, options.kappa);
    };
    const double value = value_of(chosen.index);
    EXPECT_NEAR(chosen.acquisition, value, 1e-6) << chosen.index;
    for (std::uint64_t row = 0; row < kEnd; row += 3) {
      if (naive.is_known(row)) continue;
      EXPECT_LE(value_of(row), value + 1e-9) << row << " is better than " << chosen.index;
    }
    best = std::max(best, sign * naive.posterior(chosen.index).first);
    naive.believe(chosen.index);
  }
}

TEST(Acquire, ByExpectedImprovementChoosesAsOneWouldOneByOne) {
  expect_naive_choices(Acquisition::expected_improvement, Direction::maximize);
}
TEST(Acquire, ByConfidenceBoundChoosesAsOneWouldOneByOne) { expect_naive_choices(Acquisition::upper_confidence_bound, Direction::maximize); }
TEST(Acquire, OfTheSmallestScoresLooksDown) { expect_naive_choices(Acquisition::upper_confidence_bound, Direction::minimize); }

std::vector<std::uint64_t> indices_of(const AcquireResult& result) {
  std::vector<std::uint64_t> indices;
  for (const Acquired& chosen : result.chosen) indices.push_back(chosen.index);
  return indices;
}

class EveryAcquisition : public testing::TestWithParam<Acquisition> {};
INSTANTIATE_TEST_SUITE_P(All, EveryAcquisition,
                         testing::Values(Acquisition::expected_improvement, Acquisition::upper_confidence_bound, Acquisition::thompson));

TEST_P(EveryAcquisition, DependsNeitherOnThreadsNorOnBatches) {
  const Fixture fixture;
  const Model model = fixture.model();
  AcquireOptions options = options_for(GetParam(), 6);
  const AcquireResult expected = acquire(nasbench201(), model, options);
  ASSERT_EQ(expected.chosen.size(), 6U);
  options.execution.threads = 3;
  options.batch_rows = 77;
  const AcquireResult found = acquire(nasbench201(), fixture.model(3), options);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(found.chosen[i].index, expected.chosen[i].index) << i;
    EXPECT_EQ(found.chosen[i].acquisition, expected.chosen[i].acquisition) << i;
    EXPECT_EQ(found.chosen[i].prediction, expected.chosen[i].prediction) << i;
    EXPECT_EQ(found.chosen[i].deviation, expected.chosen[i].deviation) << i;
  }
}

TEST_P(EveryAcquisition, ChoosesNoFeaturesTwiceNorThoseOfTheTraining) {
  const Fixture fixture;
  const AcquireResult result = acquire(nasbench201(), fixture.model(), options_for(GetParam(), 20));
  std::set<std::vector<double>> seen;
  const std::vector<double> all = testing_model::numbers(fixture.matrix);
  const auto row = [&](std::uint64_t index) {
    const std::size_t width = fixture.matrix.features.columns.size();
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(index * width);
    return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(width));
  };
  for (const std::uint64_t index : fixture.rows) seen.insert(row(index));
  ASSERT_EQ(result.chosen.size(), 20U);
  for (const Acquired& chosen : result.chosen) EXPECT_TRUE(seen.insert(row(chosen.index)).second) << chosen.index;
}

TEST_P(EveryAcquisition, LeavesOutWhatIsExcludedFilteredAndOutsideTheRange) {
  const Fixture fixture;
  const Model model = fixture.model();
  AcquireOptions options = options_for(GetParam(), 4);
  options.architectures = architecture_range(nasbench201(), 100, kEnd);
  const std::vector<std::uint64_t> first = indices_of(acquire(nasbench201(), model, options));
  for (const std::uint64_t index : first) EXPECT_TRUE(index >= 100 && index < kEnd) << index;
  options.exclude = first;
  const AcquireResult without = acquire(nasbench201(), model, options);
  EXPECT_EQ(without.n_scored, 500U - 4U);
  for (const std::uint64_t index : indices_of(without)) EXPECT_EQ(std::count(first.begin(), first.end(), index), 0) << index;
  options.exclude.clear();
  const CostCondition condition = parse_cost_condition(nasbench201(), "params<500000");
  options.architectures->filter = ArchitectureFilter(nasbench201(), {condition}, false);
  const AcquireResult filtered = acquire(nasbench201(), model, options);
  EXPECT_LT(filtered.n_scored, 500U);
  EXPECT_EQ(filtered.chosen.size(), 4U);
  for (const std::uint64_t index : indices_of(filtered)) EXPECT_TRUE(condition.holds(words_of(nasbench201(), index).data())) << index;
}

TEST_P(EveryAcquisition, ChoosesFewerWhenNoMoreAreNew) {
  const Fixture fixture;
  AcquireOptions options = options_for(GetParam(), 50);
  options.architectures = architecture_range(nasbench201(), 0, 20);
  const std::vector<std::uint64_t> chosen = indices_of(acquire(nasbench201(), fixture.model(), options));
  EXPECT_LT(chosen.size(), 20U);  // row 0 is one of the training
  EXPECT_GT(chosen.size(), 0U);
  EXPECT_EQ(std::set<std::uint64_t>(chosen.begin(), chosen.end()).size(), chosen.size());
}

// Of all architectures only 210 differ in their five counts: far more than a pool holds are equal to them.
TEST_P(EveryAcquisition, ChoosesAllThatAreNewAmongManyEqualOnes) {
  testing_model::StoreChoice choice;
  choice.families = {"op_count"};
  choice.end = nasbench201().size();
  const FeatureMatrix matrix = testing_model::matrix_of(choice);
  const std::vector<std::uint64_t> rows = every(300, choice.end);
  ModelInfo info;
  info.predictor = "gp";
  info.parameters = {{"transform", "none"}, {"clip", "100"}};
  info.target = "sample";
  const Model model = Model::train(std::move(info), matrix, rows, testing_model::sample_targets(rows), {}, 2);
  const std::vector<double> all = testing_model::numbers(matrix);
  const auto row = [&](std::uint64_t index) { return std::vector<double>(&all[index * 5], &all[index * 5] + 5); };
  std::set<std::vector<double>> known;
  for (const std::uint64_t index : rows) known.insert(row(index));
  AcquireOptions options = options_for(GetParam(), 300);
  options.architectures = architecture_range(nasbench201(), 0, choice.end);
  const AcquireResult result = acquire(nasbench201(), model, options);
  EXPECT_EQ(result.chosen.size(), 210 - known.size());
  for (const Acquired& chosen : result.chosen) EXPECT_TRUE(known.insert(row(chosen.index)).second) << chosen.index;
}

TEST(Acquire, RefusesWhatItCannotCompute) {
  const Fixture fixture;
  const Model model = fixture.model();
  AcquireOptions options = options_for(Acquisition::upper_confidence_bound, 1001);
  EXPECT_TRUE(contains(message_of<InputError>([&] { acquire(nasbench201(), model, options); }), "expected at most 1000 architectures to choose, found 1001"));
  options.n = 3;
  for (const double kappa : {-1.0, 1e7, std::nan(""), std::numeric_limits<double>::infinity()}) {
    options.kappa = kappa;
    EXPECT_TRUE(contains(message_of<InputError>([&] { acquire(nasbench201(), model, options); }), "--kappa: expected a number from 0 to 1000000")) << kappa;
  }
}

TEST(Acquire, ByThompsonFollowsItsSeed) {
  const Fixture fixture;
  const Model model = fixture.model();
  AcquireOptions options = options_for(Acquisition::thompson, 8);
  const std::vector<std::uint64_t> first = indices_of(acquire(nasbench201(), model, options));
  EXPECT_EQ(indices_of(acquire(nasbench201(), model, options)), first);
  options.n = 3;
  EXPECT_EQ(indices_of(acquire(nasbench201(), model, options)), std::vector(first.begin(), first.begin() + 3));
  options.n = 8;
  options.seed = 1;
  EXPECT_NE(indices_of(acquire(nasbench201(), model, options)), first);
}

TEST(Acquire, ByThompsonTakesTheBestOfEachFunction) {
  const Fixture fixture;
  const Model model = fixture.model();
  const auto& process = dynamic_cast<const GaussianProcess&>(model.regressor());
  const SamplePaths paths(process, 3, 0);
  MatrixView rows = fixture.matrix.view();
  rows.n_rows = kEnd;
  const std::vector<double> scores = paths.of(process.prepared(rows), kEnd);
  NaiveProcess naive(fixture.matrix, fixture.rows, fixture.targets);
  const AcquireResult result = acquire(nasbench201(), model, options_for(Acquisition::thompson, 3));
  for (std::size_t path = 0; path < 3; ++path) {
    std::uint64_t best = kEnd;
    for (std::uint64_t row = 0; row < kEnd; ++row) {
      if (!naive.is_known(row) && (best == kEnd || scores[row * 3 + path] > scores[best * 3 + path])) best = row;
    }
    EXPECT_EQ(result.chosen[path].index, best) << path;
    EXPECT_EQ(static_cast<float>(result.chosen[path].acquisition), static_cast<float>(scores[best * 3 + path])) << path;
    naive.believe(best);
  }
}

TEST(Acquire, RefusesModelsThatAreNotSure) {
  const Fixture fixture;
  const Model model = testing_model::trained("ridge", fixture.matrix, fixture.rows);
  EXPECT_TRUE(contains(message_of<InputError>([&] { acquire(nasbench201(), model, options_for(Acquisition::thompson, 3)); }),
                       "predictor ridge does not say how sure it is; expected a model of gp"));
  EXPECT_TRUE(contains(message_of<InputError>([] { parse_acquisition("pi"); }), "--acquire: expected ei, ucb or thompson, found 'pi'"));
}

// Moments of many functions at a few points. 1,500 functions: standard errors below 0.03; 2,048 features: as much again.
TEST(SamplePaths, AreDrawnFromThePosterior) {
  const Fixture fixture;
  const Model model = fixture.model();
  const auto& process = dynamic_cast<const GaussianProcess&>(model.regressor());
  constexpr std::size_t n_paths = 1500, n_points = 12;
  const SamplePaths paths(process, n_paths, 5);
  MatrixView rows = fixture.matrix.view();
  rows.n_rows = kEnd;
  const std::vector<double> all = process.prepared(rows), scores = paths.of(all, kEnd);
  const NaiveProcess naive(fixture.matrix, fixture.rows, fixture.targets);
  for (std::size_t point = 0; point < n_points; ++point) {
    const std::size_t row = 7 + point * 47;
    const double* of_row = scores.data() + row * n_paths;
    const double mean = std::accumulate(of_row, of_row + n_paths, 0.0) / n_paths;
    double squares = 0;
    for (std::size_t i = 0; i < n_paths; ++i) squares += (of_row[i] - mean) * (of_row[i] - mean);
    const auto [expected, deviation] = naive.posterior(row);
    EXPECT_NEAR(mean, expected, 0.08) << row;
    EXPECT_NEAR(std::sqrt(squares / n_paths), deviation, 0.08) << row;
  }
}

TEST(SamplePaths, OfARowDependOnThatRowAlone) {
  const Fixture fixture;
  const Model model = fixture.model();
  const auto& process = dynamic_cast<const GaussianProcess&>(model.regressor());
  const SamplePaths paths(process, 4, 0);
  const std::vector<double> all = process.prepared(fixture.matrix.view()), scores = paths.of(all, fixture.matrix.n_rows);
  const std::size_t width = all.size() / fixture.matrix.n_rows;
  for (std::size_t row = 0; row < fixture.matrix.n_rows; row += 111) {
    const std::vector<double> alone = paths.of(std::span(all).subspan(row * width, width), 1);
    for (std::size_t path = 0; path < 4; ++path) EXPECT_EQ(alone[path], scores[row * 4 + path]) << row;
  }
}

}  // namespace
}  // namespace cartograf
