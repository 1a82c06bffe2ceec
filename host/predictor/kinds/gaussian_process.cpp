#include "host/predictor/kinds/gaussian_process.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "host/table/dense_rows.hpp"
#include "host/table/distinct_rows.hpp"
#include "host/predictor/kinds/sample_paths.hpp"
#include "host/predictor/kinds/standardised_regressor.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/memory.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/linalg/products.hpp"

namespace cartograf {
namespace {

/// Columns that vary less say nothing but how sums were rounded.
constexpr double kLeastDeviation = 1e-9;
/// Rows of a call that are looked at together; what is held in memory for them.
constexpr std::uint64_t kRowsAtOnce = std::uint64_t{1} << 16;
constexpr double kFirstJitter = 1e-10, kLastJitter = 1;

Standardiser without_constants(const Standardiser& all, const std::string& predictor) {
  std::vector<Standardiser::Column> columns;
  std::copy_if(all.columns().begin(), all.columns().end(), std::back_inserter(columns),
               [](const Standardiser::Column& column) { return column.deviation > kLeastDeviation; });
  if (columns.empty()) {
    throw InputError("predictor " + predictor + ": expected features that vary among the training rows, found " + std::to_string(all.n_columns()) +
                     " constant columns");
  }
  return {all.n_columns(), std::move(columns)};
}

void clip(std::span<double> values, double limit) {
  for (double& x : values) x = std::clamp(x, -limit, limit);
}

double scale_of(const GaussianProcessParts& parts) {
  return 5 * std::exp(parts.log_scale) / static_cast<double>(parts.standardiser.n_kept());
}

double larger_jitter(double jitter) {
  if (jitter >= kLastJitter) throw InputError("the kernel matrix of the Gaussian process is not positive definite; a larger noise may help");
  return jitter == 0 ? kFirstJitter : 10 * jitter;
}

/// Of K + (noise + jitter) I, with the jitter that is needed: none, else 1e-10, 1e-9, ... K is computed anew for each, since a copy would
/// take as much memory again, and the factor takes most of the time.
Cholesky factor_of(const MaternKernel& kernel, double noise, double& jitter, int threads) {
  require_memory(size_of_square(kernel.n()), "the Gaussian process: " + counted(kernel.n(), "training row"));
  while (true) {
    Cholesky factor(kernel.of_itself(threads), kernel.n(), noise + jitter);
    if (factor.positive_definite()) return factor;
    jitter = larger_jitter(jitter);
  }
}

/// The weights of the training rows; the jitter as above.
std::vector<double> weights_on_gpu(const MaternKernel& kernel, const GaussianProcessParts& parts, double& jitter, int ordinal) {
  while (true) {
    std::vector<double> weights =
        cuda_kernel_solution(parts.rows, kernel.n_columns(), kernel.scale(), parts.noise + jitter, parts.targets, ordinal);
    if (!weights.empty()) return weights;
    jitter = larger_jitter(jitter);
  }
}

std::unique_ptr<MaternOnDevice> on_gpu(const GaussianProcessParts& parts, double scale, int ordinal) {
  std::vector<matern::Column> columns;
  for (const Standardiser::Column& c : parts.standardiser.columns()) columns.push_back({c.position, c.median, c.mean, c.deviation});
  return make_cuda_matern({parts.standardiser.n_columns(), columns, parts.clip, scale, parts.rows, parts.alpha, parts.transform.map()}, ordinal);
}

std::unique_ptr<Regressor> train_gaussian_process(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  return GaussianProcess::train(parameters, training, context);
}

std::unique_ptr<Regressor> load_gaussian_process(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  return GaussianProcess::load(arrays, where, context);
}

}  // namespace

GaussianProcess::GaussianProcess(GaussianProcessParts parts, const PredictorContext& context)
    : parts_(std::move(parts)),
      device_(context.device),
      threads_(context.threads),
      kernel_(parts_.rows, parts_.targets.size(), parts_.standardiser.n_kept(), scale_of(parts_)) {
  if (device_.backend == Backend::cuda) on_device_ = on_gpu(parts_, kernel_.scale(), device_.ordinal);
}

std::unique_ptr<GaussianProcess> GaussianProcess::train(const Parameters& parameters, const TrainingSet& training,
                                                        const PredictorContext& context) {
  GaussianProcessParts parts;
  parts.transform = TargetTransform(parameters.choice("transform", TargetTransform::names()), training.targets);
  parts.clip = parameters.positive("clip");
  parts.noise = parameters.number("noise", 0);
  parts.log_scale = parameters.number("log_scale", -100);
  if (parts.log_scale > 100) parameters.refuse("log_scale", "a number from -100 to 100");
  const DenseRows dense = dense_rows(training.rows);
  parts.standardiser = without_constants(Standardiser::fit(dense.values, dense.n_rows, dense.n_columns), parameters.predictor());
  parts.rows = parts.standardiser.apply(dense.values, dense.n_rows);
  clip(parts.rows, parts.clip);
  parts.targets = parts.transform.forward(training.targets);
  const MaternKernel kernel(parts.rows, dense.n_rows, parts.standardiser.n_kept(), scale_of(parts));
  std::unique_ptr<Cholesky> factor;
  if (context.device.backend == Backend::cuda) {
    parts.alpha = weights_on_gpu(kernel, parts, parts.jitter, context.device.ordinal);
  } else {
    factor = std::make_unique<Cholesky>(factor_of(kernel, parts.noise, parts.jitter, context.threads));
    parts.alpha = parts.targets;
    factor->solve(parts.alpha);
  }
  auto process = std::make_unique<GaussianProcess>(std::move(parts), context);
  process->factor_ = std::move(factor);
  return process;
}

std::unique_ptr<GaussianProcess> GaussianProcess::load(const std::vector<NamedArray>& arrays, const std::string& where,
                                                       const PredictorContext& context) {
  GaussianProcessParts parts;
  parts.standardiser = load_standardiser(arrays, where);
  parts.transform = TargetTransform(arrays, where);
  const auto number = [&](const char* name, double smallest) {
    const double value = number_of(arrays, name, where);
    if (value >= smallest) return value;
    throw InputError(where + ": the model is damaged: /" + name + " is " + shortest(value));
  };
  parts.clip = number("clip", 0);
  parts.log_scale = number("log_scale", -100);
  parts.noise = number("noise", 0);
  parts.jitter = number("jitter", 0);
  parts.alpha = doubles_of(arrays, "alpha", where);
  parts.alpha = numbers_of(arrays, "alpha", parts.alpha.size(), where);
  parts.targets = numbers_of(arrays, "targets", parts.alpha.size(), where);
  parts.rows = numbers_of(arrays, "rows", parts.alpha.size() * parts.standardiser.n_kept(), where);
  if (parts.log_scale > 100 || parts.rows.empty()) throw InputError(where + ": the model is damaged: it has no training rows, or no scale");
  return std::make_unique<GaussianProcess>(std::move(parts), context);
}

ScoresView GaussianProcess::scores(const MatrixView& rows) const {
  if (!on_device_) return Regressor::scores(rows);
  if (rows.n_rows == 0) return {nullptr, 0, device_};
  on_device_->predict(rows.data, rows.dtype, rows.n_rows, rows.device);
  return {on_device_->rounded(), rows.n_rows, device_};
}

std::vector<double> GaussianProcess::predict(const MatrixView& rows) const {
  if (on_device_ && rows.n_rows > 0) {
    on_device_->predict(rows.data, rows.dtype, rows.n_rows, rows.device);
    return on_device_->predictions();
  }
  std::vector<double> predictions = scores_of(rows);
  for (double& prediction : predictions) prediction = parts_.transform.back(prediction);
  return predictions;
}

std::vector<double> GaussianProcess::scores_of(const MatrixView& rows) const {
  return of_distinct(rows, [this](std::span<const double> block, std::size_t n) { return kernel_.weighted_sums(block, n, parts_.alpha); });
}

Posterior GaussianProcess::posterior(const MatrixView& rows) const {
  factor();  // not in several threads at once
  Posterior result{scores_of(rows), {}};
  result.deviation = of_distinct(rows, [this](std::span<const double> block, std::size_t n) {
    const std::vector<double> taken = whitened(block, n);
    std::vector<double> deviations;
    for (std::size_t i = 0; i < n; ++i) {
      double explained = 0;
      for (const double x : std::span(taken).subspan(i * kernel_.n(), kernel_.n())) explained += x * x;
      deviations.push_back(std::sqrt(std::max(1 - explained, 0.0)));
    }
    return deviations;
  });
  return result;
}

std::vector<double> GaussianProcess::scores_of_training() const {
  // K alpha, as (K + noise I) alpha are the targets.
  std::vector<double> scores = parts_.targets;
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] -= (parts_.noise + parts_.jitter) * parts_.alpha[i];
  return scores;
}

std::vector<double> GaussianProcess::prepared(const MatrixView& rows) const {
  const std::size_t width = parts_.standardiser.n_kept();
  std::vector<double> result(rows.n_rows * width), row(rows.n_columns);
  for (std::uint64_t i = 0; i < rows.n_rows; ++i) {
    copy_row(rows, i, row.data());
    parts_.standardiser.apply_to_row(row, i, result.data() + i * width);
  }
  clip(result, parts_.clip);
  return result;
}

std::vector<double> GaussianProcess::whitened(std::span<const double> prepared_rows, std::size_t n) const {
  const Cholesky& cholesky = factor();
  constexpr std::size_t at_once = MaternKernel::kBlockRows;
  std::vector<double> result(n * kernel_.n()), block(at_once * kernel_.n());
  for (std::size_t first = 0; first < n; first += at_once) {
    const std::size_t n_rows = std::min(at_once, n - first);
    const std::vector<double> kernel = kernel_.rows(prepared_rows.subspan(first * kernel_.n_columns(), n_rows * kernel_.n_columns()), n_rows);
    // Always as many right-hand sides, as OpenBLAS may take another way with fewer.
    std::fill(std::copy(kernel.begin(), kernel.end(), block.begin()), block.end(), 0.0);
    cholesky.solve_lower(block, at_once);
    std::copy_n(block.begin(), n_rows * kernel_.n(), result.begin() + static_cast<std::ptrdiff_t>(first * kernel_.n()));
  }
  return result;
}

const Cholesky& GaussianProcess::factor() const {
  if (!factor_) {
    double jitter = parts_.jitter;
    factor_ = std::make_unique<Cholesky>(factor_of(kernel_, parts_.noise, jitter, threads_));
  }
  return *factor_;
}

template <class Compute>
std::vector<double> GaussianProcess::of_distinct(const MatrixView& rows, Compute compute) const {
  CARTOGRAF_EXPECTS(rows.n_columns == n_features());
  constexpr std::size_t at_once = MaternKernel::kBlockRows;
  const std::size_t width = parts_.standardiser.n_kept();
  std::vector<double> result(rows.n_rows);
  for (std::uint64_t begin = 0; begin < rows.n_rows; begin += kRowsAtOnce) {
    const std::uint64_t n = std::min(kRowsAtOnce, rows.n_rows - begin);
    const DistinctRows distinct = distinct_rows({rows.row(begin), rows.dtype, n, rows.n_columns, {}}, threads_);
    std::vector<double> computed(distinct.first.size());
    parallel_for(static_cast<std::int64_t>((computed.size() + at_once - 1) / at_once), threads_, [&](std::int64_t index) {
      const std::size_t first = static_cast<std::size_t>(index) * at_once, n_rows = std::min(at_once, computed.size() - first);
      std::vector<double> block(n_rows * width), row(rows.n_columns);
      for (std::size_t i = 0; i < n_rows; ++i) {
        const std::uint64_t place = begin + distinct.first[first + i];
        copy_row(rows, place, row.data());
        parts_.standardiser.apply_to_row(row, place, block.data() + i * width);
      }
      clip(block, parts_.clip);
      const std::vector<double> of_block = compute(std::span<const double>(block), n_rows);
      std::copy(of_block.begin(), of_block.end(), computed.begin() + static_cast<std::ptrdiff_t>(first));
    });
    for (std::uint64_t i = 0; i < n; ++i) result[begin + i] = computed[distinct.which[i]];
  }
  return result;
}

namespace {

/// The prior covariances less what training has taken away from them.
class CovariancesOfProcess final : public PosteriorCovariances {
 public:
  CovariancesOfProcess(const GaussianProcess& process, std::vector<double> prepared_rows, std::size_t n)
      : n_(n),
        n_training_(process.parts().targets.size()),
        n_columns_(process.n_seen()),
        rows_(std::move(prepared_rows)),
        taken_(process.whitened(rows_, n)),
        prior_(rows_, n, n_columns_, process.scale()) {}

  std::vector<double> of(std::size_t i) const override {
    std::vector<double> covariances = prior_.rows(std::span(rows_).subspan(i * n_columns_, n_columns_), 1);
    const std::vector<double> explained = products_with_rows(taken_, n_, std::span(taken_).subspan(i * n_training_, n_training_), 1, n_training_);
    for (std::size_t j = 0; j < n_; ++j) covariances[j] -= explained[j];
    return covariances;
  }

 private:
  std::size_t n_, n_training_, n_columns_;
  std::vector<double> rows_;   ///< [n x columns], prepared
  std::vector<double> taken_;  ///< [n x training rows], whitened
  MaternKernel prior_;
};

}  // namespace

std::unique_ptr<PosteriorCovariances> GaussianProcess::covariances(const MatrixView& rows) const {
  return std::make_unique<CovariancesOfProcess>(*this, prepared(rows), rows.n_rows);
}

std::unique_ptr<DrawnFunctions> GaussianProcess::draw(std::size_t n_functions, std::uint64_t seed) const {
  return std::make_unique<SamplePaths>(*this, n_functions, seed);
}

std::vector<NamedArray> GaussianProcess::save() const {
  std::vector<NamedArray> all = {array_of("rows", parts_.rows), array_of("targets", parts_.targets),
                                 array_of("alpha", parts_.alpha), number_array("clip", parts_.clip),
                                 number_array("log_scale", parts_.log_scale), number_array("noise", parts_.noise),
                                 number_array("jitter", parts_.jitter)};
  for (NamedArray& array : parts_.transform.arrays()) all.push_back(std::move(array));
  append_arrays(parts_.standardiser, all);
  return all;
}

std::vector<std::string> GaussianProcess::notes() const {
  if (parts_.jitter == 0) return {};
  return {"the kernel matrix of the Gaussian process was not positive definite; " + shortest(parts_.jitter) + " was added to the noise of " +
          shortest(parts_.noise)};
}

PredictorKind gaussian_process_kind() {
  PredictorKind kind{"gp",
                     "Gaussian process with a fixed Matern 5/2 kernel",
                     {{"transform", "ceiling", "what is fitted: none = y, ceiling = -log(c - y) with c = 2 max - median, log = log(y)"},
                      {"clip", "5", "standardised features are cut off there"},
                      {"log_scale", "-2", "r^2 = 5 exp(log_scale) distance^2 / number of columns that vary"},
                      {"noise", "0.01", "variance of the noise, unit of the standardised target"}},
                     true,
                     train_gaussian_process,
                     load_gaussian_process,
                     ModelFile::arrays,
                     true};
  kind.by_blas = true;
  return kind;
}

}  // namespace cartograf
