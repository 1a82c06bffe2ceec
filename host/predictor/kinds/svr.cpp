#include "host/predictor/kinds/svr.hpp"

#include <libsvm/svm.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "host/predictor/kinds/standardised_regressor.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

struct Kernel {
  int type = RBF;
  double gamma = 0;
  int degree = 0;
  double coef0 = 0;
};

constexpr std::array<std::pair<const char*, int>, 3> kKernels = {{{"rbf", RBF}, {"poly", POLY}, {"linear", LINEAR}}};

/// What a trained machine is.
struct SupportVectors {
  Kernel kernel;
  std::vector<double> rows;          ///< [n x n_columns], standardised
  std::vector<double> coefficients;  ///< [n]
  double rho = 0;                    ///< subtracted from the sum
};

/// x^n by squaring, as libsvm multiplies.
double power(double x, int n) {
  double result = 1;
  for (; n > 0; n /= 2, x *= x) {
    if (n % 2 == 1) result *= x;
  }
  return result;
}

/// The kernel of |u - v|^2 (RBF) or u.v (the others).
double kernel_value(const Kernel& kernel, double sum) {
  if (kernel.type == RBF) return std::exp(-kernel.gamma * sum);
  return kernel.type == POLY ? power(kernel.gamma * sum + kernel.coef0, kernel.degree) : sum;
}

/// Predicts as svm_predict does, bit for bit, but with many support vectors at a time.
class SupportVectorRegressor final : public StandardisedRegressor {
 public:
  SupportVectorRegressor(Standardiser standardiser, int threads, SupportVectors vectors)
      : StandardisedRegressor(std::move(standardiser), threads), vectors_(std::move(vectors)) {
    const std::size_t n = vectors_.coefficients.size(), n_groups = (n + kGroup - 1) / kGroup;
    grouped_.resize(n_groups * n_columns() * kGroup);
    for (std::size_t v = 0; v < n; ++v) {
      for (std::size_t j = 0; j < n_columns(); ++j) {
        grouped_[(v / kGroup * n_columns() + j) * kGroup + v % kGroup] = vectors_.rows[v * n_columns() + j];
      }
    }
  }

 private:
  static constexpr std::size_t kGroup = 64;  ///< support vectors whose sums are taken side by side
  using Sums = std::array<double, kGroup>;

  std::vector<double> predict_standardised(std::span<const double> rows, std::size_t n_rows, std::size_t) const override {
    const std::vector<double>& coefficients = vectors_.coefficients;
    std::vector<double> predictions(n_rows);
    for (std::size_t first = 0; first < coefficients.size(); first += kGroup) {
      const std::size_t n = std::min(kGroup, coefficients.size() - first);
      for (std::size_t i = 0; i < n_rows; ++i) {
        const Sums sums = sums_with_group(rows.data() + i * n_columns(), first / kGroup);
        for (std::size_t v = 0; v < n; ++v) predictions[i] += coefficients[first + v] * kernel_value(vectors_.kernel, sums[v]);
      }
    }
    for (double& prediction : predictions) prediction -= vectors_.rho;
    return predictions;
  }

  /// What the kernel takes of a row and each support vector of a group.
  Sums sums_with_group(const double* row, std::size_t group) const {
    Sums sums{};
    const double* values = grouped_.data() + group * n_columns() * kGroup;
    const bool differences = vectors_.kernel.type == RBF;
    for (std::size_t j = 0; j < n_columns(); ++j, values += kGroup) {
      const double x = row[j];
      if (differences) {
        for (std::size_t v = 0; v < kGroup; ++v) sums[v] += (values[v] - x) * (values[v] - x);
      } else {
        for (std::size_t v = 0; v < kGroup; ++v) sums[v] += values[v] * x;
      }
    }
    return sums;
  }

  std::vector<NamedArray> arrays() const override {
    const Kernel& kernel = vectors_.kernel;
    return {array_of("support_vectors", vectors_.rows),
            array_of("coefficients", vectors_.coefficients),
            number_array("rho", vectors_.rho),
            number_array("kernel", kernel.type),
            number_array("gamma", kernel.gamma),
            number_array("degree", kernel.degree),
            number_array("coef0", kernel.coef0)};
  }

  SupportVectors vectors_;
  std::vector<double> grouped_;  ///< [groups x n_columns x kGroup]: vectors_.rows, the last group filled up with zeros
};

int whole_int(const Parameters& parameters, const char* name) {
  const std::uint64_t value = parameters.whole(name, 1);
  if (value > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) parameters.refuse(name, "a whole number below 2^31");
  return static_cast<int>(value);
}

Kernel kernel_of(const Parameters& parameters, std::size_t n_columns) {
  Kernel kernel;
  const std::string& name = parameters.choice("kernel", {kKernels[0].first, kKernels[1].first, kKernels[2].first});
  kernel.type = std::find_if(kKernels.begin(), kKernels.end(), [&](const auto& known) { return name == known.first; })->second;
  kernel.gamma = parameters.text("gamma") == "auto" ? 1.0 / static_cast<double>(std::max<std::size_t>(n_columns, 1)) : parameters.positive("gamma");
  kernel.degree = whole_int(parameters, "degree");
  kernel.coef0 = parameters.number("coef0", 0);
  return kernel;
}

svm_parameter svm_parameters(const Kernel& kernel) {
  svm_parameter result{};
  result.svm_type = EPSILON_SVR;
  result.kernel_type = kernel.type;
  result.gamma = kernel.gamma;
  result.degree = kernel.degree;
  result.coef0 = kernel.coef0;
  return result;
}

/// Rows as libsvm wants them: numbered entries, and an end mark behind each row.
class Nodes {
 public:
  Nodes(std::span<const double> rows, std::size_t n_rows, std::size_t n_columns) : nodes_(n_rows * (n_columns + 1)), first_(n_rows) {
    for (std::size_t i = 0; i < n_rows; ++i) {
      svm_node* const row = first_[i] = nodes_.data() + i * (n_columns + 1);
      for (std::size_t j = 0; j < n_columns; ++j) row[j] = {static_cast<int>(j + 1), rows[i * n_columns + j]};
      row[n_columns] = {-1, 0.0};
    }
  }

  svm_node** rows() { return first_.data(); }

 private:
  std::vector<svm_node> nodes_;
  std::vector<svm_node*> first_;
};

struct FreeModel {
  void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};

void be_silent(const char*) {}

/// What libsvm makes of the rows.
SupportVectors trained(const StandardisedTraining& set, std::vector<double> targets, const svm_parameter& options, const Kernel& kernel) {
  svm_set_print_string_function(be_silent);
  Nodes nodes(set.rows, set.n_rows, set.n_columns());
  const svm_problem problem{static_cast<int>(set.n_rows), targets.data(), nodes.rows()};
  if (const char* complaint = svm_check_parameter(&problem, &options)) throw InputError(std::string("predictor svr: ") + complaint);
  const std::unique_ptr<svm_model, FreeModel> model(svm_train(&problem, &options));
  SupportVectors result{kernel, {}, {}, model->rho[0]};
  for (int i = 0; i < model->l; ++i) {
    result.coefficients.push_back(model->sv_coef[0][i]);
    for (std::size_t j = 0; j < set.n_columns(); ++j) result.rows.push_back(model->SV[i][j].value);
  }
  return result;
}

std::unique_ptr<Regressor> train_svr(const Parameters& parameters, const TrainingSet& training, const PredictorContext& context) {
  if (training.targets.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw InputError("predictor svr: expected fewer than 2^31 training rows, found " + std::to_string(training.targets.size()));
  }
  StandardisedTraining set = standardised_training(training);
  const Kernel kernel = kernel_of(parameters, set.n_columns());
  svm_parameter options = svm_parameters(kernel);
  options.C = parameters.positive("C");
  options.p = parameters.number("epsilon", 0);
  options.eps = parameters.positive("tolerance");
  options.shrinking = 1;
  options.cache_size = 200;  // MiB
  SupportVectors vectors = trained(set, {training.targets.begin(), training.targets.end()}, options, kernel);
  return std::make_unique<SupportVectorRegressor>(std::move(set.standardiser), context.threads, std::move(vectors));
}

std::unique_ptr<Regressor> load_svr(const std::vector<NamedArray>& arrays, const std::string& where, const PredictorContext& context) {
  Standardiser standardiser = load_standardiser(arrays, where);
  constexpr std::uint64_t most = std::numeric_limits<int>::max();
  SupportVectors vectors;
  vectors.coefficients = doubles_of(arrays, "coefficients", where);
  vectors.coefficients = numbers_of(arrays, "coefficients", vectors.coefficients.size(), where);
  vectors.rows = numbers_of(arrays, "support_vectors", vectors.coefficients.size() * standardiser.n_kept(), where);
  vectors.rho = number_of(arrays, "rho", where);
  vectors.kernel = {static_cast<int>(whole_of(arrays, "kernel", 0, most, where)), number_of(arrays, "gamma", where),
                    static_cast<int>(whole_of(arrays, "degree", 0, most, where)), number_of(arrays, "coef0", where)};
  if (std::none_of(kKernels.begin(), kKernels.end(), [&](const auto& known) { return known.second == vectors.kernel.type; })) {
    throw InputError(where + ": the model is damaged: its kernel is not known");
  }
  return std::make_unique<SupportVectorRegressor>(std::move(standardiser), context.threads, std::move(vectors));
}

}  // namespace

PredictorKind svr_kind() {
  return {"svr",
          "support vector regression",
          {{"kernel", "rbf", "rbf, poly or linear"},
           {"C", "0.1", "weight of errors beside flatness"},
           {"epsilon", "0.001", "error that costs nothing, unit of the target"},
           {"gamma", "auto", "of the kernels rbf and poly; auto = 1 / number of columns that vary"},
           {"degree", "3", "of the kernel poly"},
           {"coef0", "0", "of the kernel poly"},
           {"tolerance", "0.001", "of the optimality conditions, where the training stops"}},
          false,
          train_svr,
          load_svr,
          ModelFile::arrays,
          false,
          "NAAP-440"};
}

}  // namespace cartograf
