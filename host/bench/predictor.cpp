#include <algorithm>
#include <span>

#include "host/bench/timing.hpp"
#include "host/bench/work.hpp"
#include "host/engine/feature_stream.hpp"
#include "host/predictor/booster.hpp"
#include "host/predictor/kinds/boosted_trees.hpp"

namespace cartograf::bench {
namespace {

/// As many architectures as NAS-Bench-201 has, and as many of them to train on as is usual there.
constexpr std::uint64_t kRows = 15'625;
constexpr std::uint64_t kTrainRows = 1024;

/// A training and a prediction as large as those on NAS-Bench-201, with a made-up target. Rows stay where they are
/// computed: on a GPU nothing but the labels and the predictions crosses to the host or back.
class Training {
 public:
  explicit Training(const Subject& subject)
      : subject_(subject), ready_stream_(stream_of(subject)), stream_(stream_of(subject)),
        indices_(architecture_sample(subject.space, std::min(kRows, subject.space.size()), 1).indices),
        ready_(ready_stream_.batch(indices_).rows) {
    make_labels(std::min<std::uint64_t>(kTrainRows, indices_.size()));
  }

  std::uint64_t n_rows() const { return indices_.size(); }
  std::uint64_t n_train() const { return labels_.size(); }

  /// Where the features are and stay.
  const MatrixView& ready() const { return ready_; }
  MatrixView compute() { return stream_.batch(indices_).rows; }

  /// Trains on the first rows; they are a random sample.
  Booster fit(const MatrixView& rows) const {
    const RowSource training{n_train(), [&rows](std::uint64_t first, std::uint64_t n) -> MatrixView {
                               return {rows.row(first), rows.dtype, n, rows.n_columns, rows.device};
                             }};
    return Booster::train(training, labels_, parameters_, {subject_.device(), subject_.options.execution.threads, 42});
  }
  void predict(const Booster& booster, const MatrixView& rows) const { booster.predict(rows); }

 private:
  static FeatureStream stream_of(const Subject& subject) {
    StreamContent content;
    content.dtype = subject.dtype;
    return {subject.space, subject.features, content, subject.options.execution};
  }

  /// A sum of the features with weights between -1 and 1.
  void make_labels(std::uint64_t n) {
    const std::size_t n_columns = subject_.features.columns().size();
    StreamContent content;
    content.rows_on_host = true;
    FeatureStream stream(subject_.space, subject_.features, content, subject_.options.execution);
    const auto* const values = static_cast<const float*>(stream.batch(std::span(indices_).first(n)).rows.data);
    for (std::uint64_t row = 0; row < n; ++row) {
      double sum = 0;
      for (std::size_t column = 0; column < n_columns; ++column) {
        sum += values[row * n_columns + column] * (static_cast<double>(column * 7919 % 2001) / 1000 - 1);
      }
      labels_.push_back(static_cast<float>(sum));
    }
  }

  const Subject& subject_;
  FeatureStream ready_stream_;
  FeatureStream stream_;
  std::vector<std::uint64_t> indices_;
  MatrixView ready_;
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
