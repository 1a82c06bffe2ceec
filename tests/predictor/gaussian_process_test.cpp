#include "host/predictor/kinds/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/error.hpp"
#include "tests/support/training.hpp"
#include "tests/support/cuda.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

const GaussianProcess& process_in(const Regressor& regressor) { return dynamic_cast<const GaussianProcess&>(regressor); }

using testing_predictors::expect_reproducible;
using testing_predictors::random_sample;
using testing_predictors::Sample;
using testing_predictors::train;
using testing_support::contains;
using testing_support::message_of;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Numbers in [0, 1) of a linear congruential sequence (Knuth's MMIX), alike in any language.
class Sequence {
 public:
  double next() {
    state_ = 6364136223846793005U * state_ + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_ = 1;
};

constexpr std::size_t kTrained = 40, kScored = 12, kColumns = 7;

/// Of columns 0..6: 1 is large, 2 has whole numbers, 3 lies far outside in the rows that are scored, 4 is constant, 5 hardly
/// varies.
std::vector<double> made_up_rows() {
  Sequence sequence;
  std::vector<double> rows;
  for (std::size_t i = 0; i < kTrained + kScored; ++i) {
    double row[kColumns];
    for (double& x : row) x = sequence.next();
    row[1] *= 1000;
    row[2] = std::floor(3 * row[2]);
    if (i >= kTrained) row[3] *= 30;
    row[4] = 5;
    row[5] = 3 + 1e-12 * row[5];
    rows.insert(rows.end(), row, row + kColumns);
  }
  return rows;
}

Sample made_up_training() {
  const std::vector<double> all = made_up_rows();
  Sample sample{kColumns, {all.begin(), all.begin() + kTrained * kColumns}, {}};
  for (std::size_t i = 0; i < kTrained; ++i) {
    const double* row = all.data() + i * kColumns;
    sample.targets.push_back(60 + 30 * row[0] - 0.01 * row[1] + 4 * row[2] * row[6]);
  }
  return sample;
}

Sample made_up_others() {
  const std::vector<double> all = made_up_rows();
  return {kColumns, {all.begin() + kTrained * kColumns, all.end()}, std::vector<double>(kScored)};
}

// What the NumPy and SciPy program that defines the predictor says of these rows.
TEST(GaussianProcess, PredictsWhatItsDefinitionDoes) {
  const double predictions[kScored] = {78.24603250194033, 75.0845551777912, 63.20375151700418, 67.2866245173472,
                                       65.34005767001135, 79.13590357743556, 71.92287539466379, 66.85328380881539,
                                       76.23249965181412, 76.11755167189895, 65.68181969533438, 75.02700013431729};
  const double scores[kScored] = {0.8245061724642762, 0.4441478755460251, -0.7008858022370674, -0.34806631744366445,
                                  -0.5207178364309275, 0.9394657845593137, 0.10107166063293516, -0.38724508323023965,
                                  0.5775284519745254, 0.5639412809082183, -0.4910147599757426, 0.4375924335377368};
  const Sample others = made_up_others();
  const auto regressor = train({"gp"}, made_up_training());
  const std::vector<double> found = regressor->predict(others.view());
  ASSERT_NE(regressor->uncertainty(), nullptr);
  const std::vector<double> found_scores = process_in(*regressor).scores_of(others.view());
  for (std::size_t i = 0; i < kScored; ++i) {
    EXPECT_NEAR(found[i], predictions[i], 1e-9 * predictions[i]) << i;
    EXPECT_NEAR(found_scores[i], scores[i], 1e-9) << i;
  }
}

using Real = long double;

/// The x of A x = b by Gaussian elimination.
std::vector<Real> solved(std::vector<Real> a, std::vector<Real> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const Real factor = a[i * n + k] / a[k * n + k];
      for (std::size_t j = k; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return b;
}

struct Naive {
  std::vector<Real> mean, variance;
};

/// By the textbook (Rasmussen and Williams, 2.25 and 2.26), with an inverse and without any transform of targets but
/// standardisation. No column of the sample is constant.
Naive naive_posterior(const Sample& sample, const Sample& others, Real clip, Real log_scale, Real noise) {
  const std::size_t n = sample.n_rows(), p = sample.n_columns;
  const auto limited = [&](std::vector<double> rows) {
    rows = testing_predictors::naively_standardised(sample, rows);
    for (double& x : rows) x = std::min(std::max(x, static_cast<double>(-clip)), static_cast<double>(clip));
    return rows;
  };
  const std::vector<double> x = limited(sample.rows), z = limited(others.rows);
  const auto kernel = [&](const double* a, const double* b) {
    Real squares = 0;
    for (std::size_t j = 0; j < p; ++j) squares += (static_cast<Real>(a[j]) - b[j]) * (static_cast<Real>(a[j]) - b[j]);
    const Real r = std::sqrt(5 * std::exp(log_scale) * squares / static_cast<Real>(p));
    return (1 + r + r * r / 3) * std::exp(-r);
  };
  std::vector<Real> k(n * n), t(sample.targets.begin(), sample.targets.end());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) k[i * n + j] = kernel(&x[i * p], &x[j * p]) + (i == j ? noise : 0);
  }
  const Real mean = std::accumulate(t.begin(), t.end(), Real{0}) / static_cast<Real>(n);
  Real squares = 0;
  for (const Real y : t) squares += (y - mean) * (y - mean);
  for (Real& y : t) y = (y - mean) / std::sqrt(squares / static_cast<Real>(n));
  Naive result;
  for (std::size_t i = 0; i < others.n_rows(); ++i) {
    std::vector<Real> row(n);
    for (std::size_t j = 0; j < n; ++j) row[j] = kernel(&z[i * p], &x[j * p]);
    const std::vector<Real> weights = solved(k, row);
    result.mean.push_back(std::inner_product(weights.begin(), weights.end(), t.begin(), Real{0}));
    result.variance.push_back(1 - std::inner_product(weights.begin(), weights.end(), row.begin(), Real{0}));
  }
  return result;
}

TEST(GaussianProcess, HasThePosteriorOfTheTextbook) {
  for (const auto& [n_rows, n_columns] : {std::pair<std::size_t, std::size_t>{3, 1}, {60, 4}, {300, 9}}) {
    const Sample sample = random_sample(n_rows, n_columns, 5), others = random_sample(20, n_columns, 6);
    const PredictorSpec spec{"gp", {{"transform", "none"}, {"clip", "1.5"}, {"log_scale", "-1"}, {"noise", "0.1"}}};
    const auto regressor = train(spec, sample);
    const Posterior found = process_in(*regressor).posterior(others.view());
    const Naive expected = naive_posterior(sample, others, 1.5L, -1, 0.1L);
    for (std::size_t i = 0; i < others.n_rows(); ++i) {
      EXPECT_NEAR(found.mean[i], static_cast<double>(expected.mean[i]), 1e-10) << n_rows << ", " << i;
      EXPECT_NEAR(found.deviation[i] * found.deviation[i], static_cast<double>(expected.variance[i]), 1e-10) << n_rows << ", " << i;
    }
  }
}

TEST(GaussianProcess, PassesThroughAFileAndThreadsUnchanged) {
  expect_reproducible({"gp"}, random_sample(300, 6, 1), random_sample(2500, 6, 2));
  expect_reproducible({"gp", {{"transform", "none"}, {"noise", "0.1"}}}, made_up_training(), made_up_others());
}

TEST(GaussianProcess, HasTheSameVarianceAfterAFileForAllThreadsAndBatches) {
  const Sample sample = random_sample(300, 6, 1), others = random_sample(700, 6, 2);
  const auto regressor = train({"gp"}, sample);
  const Posterior expected = process_in(*regressor).posterior(others.view());
  const auto loaded = testing_predictors::through_a_file({"gp"}, *regressor);
  EXPECT_EQ(process_in(*loaded).posterior(others.view()).deviation, expected.deviation);
  EXPECT_EQ(process_in(*train({"gp"}, sample, 3)).posterior(others.view()).deviation, expected.deviation);
  const MatrixView view = others.view();
  for (std::size_t i = 0; i < others.n_rows(); i += 97) {
    const MatrixView row{view.row(i), view.dtype, 1, view.n_columns, {}};
    EXPECT_EQ(process_in(*regressor).posterior(row).deviation, std::vector<double>{expected.deviation[i]}) << i;
  }
}

TEST(GaussianProcess, IsSureOfTrainingRowsAndNotFarAway) {
  const Sample sample = made_up_training();
  const auto regressor = train({"gp"}, sample);
  for (const double deviation : process_in(*regressor).posterior(sample.view()).deviation) {
    EXPECT_LT(deviation, 0.1);  // noise 0.01 is a deviation of 0.1
    EXPECT_GT(deviation, 0.0);
  }
  const auto narrow = train({"gp", {{"log_scale", "8"}}}, sample);
  for (const double deviation : process_in(*narrow).posterior(made_up_others().view()).deviation) EXPECT_NEAR(deviation, 1, 1e-3);
}

TEST(GaussianProcess, ComputesEqualRowsOnce) {
  const Sample sample = random_sample(50, 3, 1), few = random_sample(40, 3, 2);
  const auto regressor = train({"gp"}, sample);
  const std::vector<double> of_few = regressor->predict(few.view());
  Sample many{3, {}, {}};
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::size_t row = i * i % 40;
    many.rows.insert(many.rows.end(), few.rows.begin() + static_cast<std::ptrdiff_t>(row * 3), few.rows.begin() + static_cast<std::ptrdiff_t>(row * 3 + 3));
  }
  const std::vector<double> of_many = regressor->predict(many.view());
  for (std::size_t i = 0; i < 3000; ++i) EXPECT_EQ(of_many[i], of_few[i * i % 40]) << i;
}

TEST(GaussianProcess, PutsTheMedianOfTheTrainingRowsInPlaceOfMissingFeatures) {
  Sample sample = random_sample(31, 2, 1), filled = sample;
  std::vector<double> known;
  for (std::size_t i = 0; i < 31; ++i) {
    if (i % 4 == 0) {
      sample.rows[2 * i] = kNan;
    } else {
      known.push_back(sample.rows[2 * i]);
    }
  }
  std::sort(known.begin(), known.end());
  const double median = (known[known.size() / 2] + known[(known.size() - 1) / 2]) / 2;
  for (std::size_t i = 0; i < 31; i += 4) filled.rows[2 * i] = median;
  EXPECT_EQ(train({"gp"}, sample)->predict(sample.view()), train({"gp"}, filled)->predict(filled.view()));
  const Sample missing{2, {kNan, 100.0}, {0}}, there{2, {median, 100.0}, {0}};
  EXPECT_EQ(train({"gp"}, sample)->predict(missing.view()), train({"gp"}, filled)->predict(there.view()));
}

TEST(GaussianProcess, OfACeilingStaysBelowIt) {
  Sample sample = made_up_training();
  std::vector<double> sorted = sample.targets;
  std::sort(sorted.begin(), sorted.end());
  const double ceiling = 2 * sorted.back() - (sorted[19] + sorted[20]) / 2;
  const auto regressor = train({"gp"}, sample);
  EXPECT_EQ(process_in(*regressor).transform().ceiling(), ceiling);
  for (const double prediction : regressor->predict(made_up_others().view())) EXPECT_LT(prediction, ceiling);
  EXPECT_LE(process_in(*regressor).transform().back(1e6), ceiling);  // however good
}

TEST(GaussianProcess, TakesTargetsThatMeetTheCeiling) {
  // More than half have the largest value: c = max, and c - y = 0.
  const Sample sample{1, {1, 2, 3, 4, 5}, {7, 7, 7, 7, 6}};
  const std::vector<double> predictions = train({"gp"}, sample)->predict(sample.view());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(predictions[i], 7, 0.02) << i;
  EXPECT_LT(predictions[4], 6.95);
}

TEST(GaussianProcess, TransformsBackWhatItTransforms) {
  for (const char* name : {"none", "ceiling", "log"}) {
    const TargetTransform transform(name, std::vector<double>{3, 1, 4, 1.5, 9, 2.6});
    double last = -1e300;
    for (const double y : {1.0, 1.5, 2.6, 3.0, 4.0, 9.0, 14.0}) {
      const double score = transform.forward(y);
      EXPECT_NEAR(transform.back(score), y, 1e-8) << name;
      EXPECT_GT(score, last) << name;
      last = score;
    }
  }
  const TargetTransform logarithm("log", std::vector<double>{1, std::exp(2.0)});
  EXPECT_NEAR(logarithm.forward(std::exp(4.0)), 3, 1e-12);  // mean 1, deviation 1
}

TEST(GaussianProcess, TakesTheSameRowSeveralTimes) {
  Sample sample = random_sample(40, 3, 1);
  std::copy_n(sample.rows.begin(), 30, sample.rows.begin() + 30);  // rows 10..19 are rows 0..9, with other targets
  const auto regressor = train({"gp", {{"transform", "none"}}}, sample);
  EXPECT_TRUE(regressor->notes().empty());
  const std::vector<double> predictions = regressor->predict(sample.view());
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(predictions[i], predictions[i + 10]);
}

TEST(GaussianProcess, SaysWhenItAddsToTheNoise) {
  Sample sample = random_sample(40, 3, 1);
  std::copy_n(sample.rows.begin(), 60, sample.rows.begin() + 60);
  const PredictorSpec spec{"gp", {{"noise", "0"}, {"transform", "none"}}};
  const auto regressor = train(spec, sample);
  ASSERT_EQ(regressor->notes().size(), 1U);
  EXPECT_TRUE(contains(regressor->notes()[0], "the kernel matrix of the Gaussian process was not positive definite; 1e-"));
  for (const double prediction : regressor->predict(sample.view())) EXPECT_TRUE(std::isfinite(prediction));
  const auto loaded = testing_predictors::through_a_file(spec, *regressor);
  EXPECT_EQ(loaded->notes(), regressor->notes());
  EXPECT_EQ(process_in(*loaded).posterior(sample.view()).deviation, process_in(*regressor).posterior(sample.view()).deviation);
}

std::string complaint(const Sample& sample, const ParameterValues& parameters = {}) {
  return message_of<InputError>([&] { train({"gp", parameters}, sample)->predict(sample.view()); });
}

TEST(GaussianProcess, RefusesWhatItCannotBeTrainedOn) {
  EXPECT_TRUE(contains(complaint({1, {1}, {1}}), "predictor gp: expected at least 2 training rows, found 1"));
  EXPECT_TRUE(contains(complaint({1, {1, 2}, {3, 3}}), "predictor gp: all 2 training rows have the same target"));
  EXPECT_TRUE(contains(complaint({1, {1, 2}, {3, kNan}}), "predictor gp: the target of training row 1 is not a number"));
  EXPECT_TRUE(contains(complaint({2, {1, 2, 1, 2}, {3, 4}}), "predictor gp: expected features that vary among the training rows, found 2 constant"));
  EXPECT_TRUE(contains(complaint({1, {kNan, kNan}, {3, 4}}), "found 1 constant columns"));
  EXPECT_TRUE(contains(complaint({1, {1, 1.0 / 0.0}, {3, 4}}), "feature column 1, row 2: expected a finite or missing value"));
  EXPECT_TRUE(contains(complaint({1, {1, 2}, {3, -4}}, {{"transform", "log"}}), "the target of training row 2: expected one that"));
  EXPECT_TRUE(contains(complaint({1, {1, 2}, {1e308, -1e308}}), "the target of training row 1: expected one that"));
}

TEST(GaussianProcess, RefusesParametersThatMeanNothing) {
  const Sample sample = random_sample(8, 2, 1);
  EXPECT_TRUE(contains(complaint(sample, {{"transform", "rank"}}), "parameter transform: expected none, ceiling or log, found 'rank'"));
  EXPECT_TRUE(contains(complaint(sample, {{"noise", "-1"}}), "parameter noise: expected a number of at least 0, found '-1'"));
  EXPECT_TRUE(contains(complaint(sample, {{"clip", "0"}}), "parameter clip: expected a number above 0, found '0'"));
  EXPECT_TRUE(contains(complaint(sample, {{"log_scale", "101"}}), "parameter log_scale: expected a number from -100 to 100, found '101'"));
}

TEST(GaussianProcess, NamesTheRowThatIsInfinite) {
  const Sample sample = random_sample(8, 2, 1);
  const auto regressor = train({"gp"}, sample);
  Sample bad = random_sample(300, 2, 2);
  bad.rows[2 * 290 + 1] = 1.0 / 0.0;
  EXPECT_TRUE(contains(message_of<InputError>([&] { regressor->predict(bad.view()); }), "feature column 2, row 291: expected a finite"));
}

TEST(GaussianProcess, RefusesADamagedModel) {
  const std::vector<NamedArray> whole = train({"gp"}, random_sample(8, 2, 1))->save();
  const auto complaint_with = [&](const std::string& name, const std::vector<double>& values) {
    std::vector<NamedArray> arrays = whole;
    std::find_if(arrays.begin(), arrays.end(), [&](const NamedArray& array) { return array.name == name; })->values = values;
    return message_of<InputError>([&] { predictor_kind("gp").load(arrays, "here.h5", {}); });
  };
  EXPECT_TRUE(contains(complaint_with("rows", {1, 2, 3}), "here.h5: the model is damaged: expected 16 numbers in /rows, found 3"));
  EXPECT_TRUE(contains(complaint_with("alpha", {1, 2}), "expected 2 numbers in /targets, found 8"));
  EXPECT_TRUE(contains(complaint_with("alpha", std::vector<double>(8, kNan)), "expected finite numbers in /alpha"));
  EXPECT_TRUE(contains(complaint_with("noise", {-1}), "/noise is -1"));
  EXPECT_TRUE(contains(complaint_with("target_deviation", {0}), "/target_deviation is 0"));
  EXPECT_TRUE(contains(complaint_with("target_transform", {3}), "/target_transform is 3"));
  EXPECT_TRUE(contains(complaint_with("log_scale", {101}), "it has no training rows, or no scale"));
}

TEST(GaussianProcessCuda, PredictsNearlyWhatTheCpuDoes) {
  CARTOGRAF_SKIP_WITHOUT_GPU();
  const Sample sample = random_sample(300, 6, 1), others = random_sample(2500, 6, 2);
  const std::vector<double> expected = train({"gp"}, sample)->predict(others.view());
  const MatrixView all = sample.view();
  const RowSource rows{sample.n_rows(), [&](std::uint64_t first, std::uint64_t n) {
                         return MatrixView{all.row(first), all.dtype, n, all.n_columns, {}};
                       }};
  const PredictorContext context{{Backend::cuda, 0}, 1, 0};
  const auto trained = train_predictor({"gp"}, {rows, sample.targets}, context).regressor;
  const auto loaded = predictor_kind("gp").load(trained->save(), "here", context);
  EXPECT_EQ(loaded->predict(others.view()), trained->predict(others.view()));
  const std::vector<double> found = trained->predict(others.view());
  const ScoresView scores = trained->scores(others.view());
  EXPECT_EQ(scores.device, context.device);
  const std::vector<float> rounded = to_host(scores);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-7) << i;
    EXPECT_EQ(rounded[i], static_cast<float>(found[i])) << i;
  }
}

}  // namespace
}  // namespace cartograf
