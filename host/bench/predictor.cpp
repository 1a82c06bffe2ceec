#include <algorithm>
#include <numeric>
#include <span>

#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/model/booster.hpp"
#include "host/model/predictor.hpp"

namespace cartograf::bench {
namespace {

/// As many architectures as NAS-Bench-201 has, and as many of them to train on as is usual there.
constexpr std::uint64_t kRows = 15'625;
constexpr std::uint64_t kTrainRows = 1024;

/// A training and a prediction as large as those on NAS-Bench-201, with a made-up target.
class Training {
 public:
  explicit Training(const Subject& subject)
      : subject_(subject), engine_(subject.space, subject.features, subject.options.engine), n_(std::min(kRows, subject.space.size())),
        ready_(n_ * subject.row_size()) {
    // From the middle of a large space: its first architectures are much like each other.
    first_ = (subject.space.size() - n_) / 2;
    rows_ = features(ready_);
    const std::uint64_t n_train = std::min(kTrainRows, n_);
    for (std::uint64_t i = 0; i < n_train; ++i) train_rows_.push_back(i * n_ / n_train);
    make_labels();
  }

  std::uint64_t n_rows() const { return n_; }
  std::uint64_t n_train() const { return train_rows_.size(); }

  /// Where the features are and stay.
  const MatrixView& ready() const { return rows_; }
  MatrixView compute() { return features(scratch_); }

  Booster fit(const MatrixView& rows) const {
    return Booster::train(rows, train_rows_, labels_, parameters_, {subject_.device(), subject_.options.engine.threads, 42});
  }
  void predict(const Booster& booster, const MatrixView& rows) const { booster.predict(rows); }

 private:
  MatrixView features(const Buffer& to) {
    engine_.compute_range(first_, n_, subject_.dtype, to.data());
    return {to.data(), subject_.dtype, n_, subject_.features.columns.size(), {}};
  }

  /// A sum of the features with weights between -1 and 1.
  void make_labels() {
    with_dtype(subject_.dtype, [&](auto zero) {
      using T = decltype(zero);
      for (const std::uint64_t row : train_rows_) {
        const T* const values = reinterpret_cast<const T*>(rows_.row(row));
        double sum = 0;
        for (std::uint64_t column = 0; column < rows_.n_columns; ++column) {
          sum += static_cast<double>(values[column]) * (static_cast<double>(column * 7919 % 2001) / 1000 - 1);
        }
        labels_.push_back(static_cast<float>(sum));
      }
    });
  }

  const Subject& subject_;
  FeatureEngine engine_;
  std::uint64_t n_;
  std::uint64_t first_ = 0;
  Buffer ready_;
  Buffer scratch_{ready_.size()};
  MatrixView rows_;
  std::vector<std::uint64_t> train_rows_;
  std::vector<float> labels_;
  BoosterParameters parameters_ = predictor_parameters("xgb");
};

Measurement timed(Measurement measurement, const std::vector<double>& seconds) {
  measurement.seconds = spread_of(seconds);
  return measurement;
}

}  // namespace

std::vector<Measurement> measure_predictor(const Subject& subject) {
  Training training(subject);
  std::vector<double> fit, predict, ready, all;
  for (int i = 0; i <= subject.options.repetitions; ++i) {
    subject.pulse();
    std::vector<Booster> booster;
    const double fit_seconds = seconds_of([&] { booster.push_back(training.fit(training.ready())); });
    const double predict_seconds = seconds_of([&] { training.predict(booster.front(), training.ready()); });
    const double all_seconds = seconds_of([&] {
      const MatrixView rows = training.compute();
      training.predict(training.fit(rows), rows);
    });
    if (i == 0) continue;  // the first one starts XGBoost's threads and touches memory
    fit.push_back(fit_seconds);
    predict.push_back(predict_seconds);
    ready.push_back(fit_seconds + predict_seconds);
    all.push_back(all_seconds);
  }
  const std::uint64_t n = training.n_rows();
  Measurement together = timed(subject.measurement("features_fit_predict", n, n * subject.row_size()), all);
  together.limit = "fit and predict on ready features";
  together.limit_seconds = spread_of(ready);
  together.goal_fraction = 1 / 1.1;
  return {timed(subject.measurement("fit", training.n_train(), 0), fit), timed(subject.measurement("predict", n, 0), predict), together};
}

}  // namespace cartograf::bench
