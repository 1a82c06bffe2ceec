#include "host/model/booster.hpp"

#include <xgboost/c_api.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>

#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cuda/memory.hpp"

namespace cartograf {
namespace {

/// The first line of XGBoost's message: the rest is a stack trace of its own.
std::string last_error() {
  const std::string text = XGBGetLastError();
  const auto begin = text.find("] ");
  const auto start = text.starts_with('[') && begin != std::string::npos ? begin + 2 : 0;
  return text.substr(start, text.find('\n', start) - start);
}

void check(int status, const char* what) {
  if (status != 0) throw Error(std::string("XGBoost: cannot ") + what + ": " + last_error());
}

/// XGBoost's own output stays off: the library never prints. XGBoost keeps both settings for each thread.
void silence() {
  thread_local bool silent = false;
  if (silent) return;
  check(XGBRegisterLogCallback([](const char*) {}), "set the log callback");
  check(XGBSetGlobalConfig(R"({"verbosity": 0})"), "set the verbosity");
  silent = true;
}

const char* type_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return "|i1";
    case Dtype::float32: return "<f4";
    case Dtype::float64: break;
  }
  return "<f8";
}

/// The array interface of NumPy (and, with a device pointer, of CUDA): how XGBoost is told where a matrix lies.
std::string array_interface(const void* data, const char* type, std::vector<std::uint64_t> shape) {
  const nlohmann::json interface = {{"data", {reinterpret_cast<std::uintptr_t>(data), true}},
                                    {"shape", std::move(shape)},
                                    {"typestr", type},
                                    {"version", 3}};
  return interface.dump();
}

std::string array_interface(const MatrixView& matrix) {
  return array_interface(matrix.data, type_string(matrix.dtype), {matrix.n_rows, matrix.n_columns});
}

struct FreeMatrix {
  void operator()(void* handle) const { XGDMatrixFree(handle); }
};
using Matrix = std::unique_ptr<void, FreeMatrix>;

Matrix make_proxy() {
  DMatrixHandle handle = nullptr;
  check(XGProxyDMatrixCreate(&handle), "create a proxy matrix");
  return Matrix(handle);
}

/// Feeds rows to XGBoost in blocks. A block of neighbouring rows is handed over where it lies; others are gathered into
/// one small buffer, so that the matrix is never copied as a whole.
class RowIterator {
 public:
  RowIterator(const MatrixView& matrix, std::span<const std::uint64_t> rows, std::span<const float> labels, Device device)
      : matrix_(matrix), rows_(rows), labels_(labels), device_(device), proxy_(make_proxy()) {}

  DMatrixHandle proxy() const { return proxy_.get(); }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  static void reset(DataIterHandle self) { static_cast<RowIterator*>(self)->position_ = 0; }
  // Called from C: an exception must not leave it.
  static int next(DataIterHandle self) noexcept {
    auto& iterator = *static_cast<RowIterator*>(self);
    try {
      return iterator.hand_over_next() ? 1 : 0;
    } catch (...) {
      iterator.failure_ = std::current_exception();
      return 0;
    }
  }

 private:
  static constexpr std::size_t kRowsAtOnce = 4096;

  bool hand_over_next() {
    if (position_ == rows_.size()) return false;
    const std::size_t n = std::min(kRowsAtOnce, rows_.size() - position_);
    const std::span<const std::uint64_t> block = rows_.subspan(position_, n);
    const MatrixView view{neighbours(block) ? matrix_.row(block.front()) : gather(block), matrix_.dtype, n, matrix_.n_columns, {}};
    if (device_.backend == Backend::cuda) {
      on_device_.reserve(n * view.row_size());
      cuda::copy_to_device(on_device_, view.data, n * view.row_size());
      const MatrixView device_view{on_device_.data(), view.dtype, n, view.n_columns, device_};
      check(XGProxyDMatrixSetDataCudaArrayInterface(proxy_.get(), array_interface(device_view).c_str()), "take rows");
    } else {
      check(XGProxyDMatrixSetDataDense(proxy_.get(), array_interface(view).c_str()), "take rows");
    }
    const std::string labels = array_interface(labels_.data() + position_, "<f4", {n});
    check(XGDMatrixSetInfoFromInterface(proxy_.get(), "label", labels.c_str()), "take labels");
    position_ += n;
    return true;
  }

  static bool neighbours(std::span<const std::uint64_t> block) {
    for (std::size_t i = 1; i < block.size(); ++i) {
      if (block[i] != block[i - 1] + 1) return false;
    }
    return true;
  }

  const std::byte* gather(std::span<const std::uint64_t> block) {
    gathered_.resize(block.size() * matrix_.row_size());
    for (std::size_t i = 0; i < block.size(); ++i) {
      std::memcpy(&gathered_[i * matrix_.row_size()], matrix_.row(block[i]), matrix_.row_size());
    }
    return gathered_.data();
  }

  const MatrixView& matrix_;
  std::span<const std::uint64_t> rows_;
  std::span<const float> labels_;
  Device device_;
  Matrix proxy_;
  std::vector<std::byte> gathered_;
  cuda::DeviceMemory on_device_;
  std::size_t position_ = 0;
  std::exception_ptr failure_;
};

// JSON has no NaN, but XGBoost's reader wants it, so it is written by hand.
std::string matrix_config(int threads) { return R"({"missing": NaN, "nthread": )" + std::to_string(threads) + "}"; }

constexpr const char* kPredictConfig =
    R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false, "missing": NaN, "cache_id": 0})";

Matrix quantile_matrix(RowIterator& rows, int threads) {
  DMatrixHandle handle = nullptr;
  const int status = XGQuantileDMatrixCreateFromCallback(&rows, rows.proxy(), nullptr, RowIterator::reset, RowIterator::next,
                                                         matrix_config(threads).c_str(), &handle);
  Matrix matrix(status == 0 ? handle : nullptr);
  rows.rethrow();
  check(status, "read the training rows");
  return matrix;
}

void require_cuda(Device device) {
  if (device.backend == Backend::cuda && !xgboost_has_cuda()) {
    throw DeviceError("device " + to_string(device) + " is not available: this XGBoost library (" + xgboost_version() +
                      ") was built without CUDA");
  }
}

}  // namespace

struct Booster::State {
  BoosterHandle handle = nullptr;
  Device device{};

  explicit State(const DMatrixHandle* matrix, const BoosterContext& context) : device(context.device) {
    silence();
    require_cuda(device);
    check(XGBoosterCreate(matrix, matrix == nullptr ? 0 : 1, &handle), "create a model");
    set("device", to_string(context.device));
    set("nthread", std::to_string(resolve_threads(context.threads)));
    set("seed", std::to_string(context.seed));
  }
  ~State() { XGBoosterFree(handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void set(const std::string& name, const std::string& value) {
    check(XGBoosterSetParam(handle, name.c_str(), value.c_str()), ("set " + name + " to " + value).c_str());
  }

  /// Without a GPU that it can use, XGBoost warns and goes on with the CPU. Its configuration tells what it does.
  void check_device() const {
    bst_ulong length = 0;
    const char* text = nullptr;
    check(XGBoosterSaveJsonConfig(handle, &length, &text), "read the configuration");
    const auto config = nlohmann::json::parse(std::string_view(text, length));
    const std::string used = config.at("learner").at("generic_param").at("device").get<std::string>();
    if (used != to_string(device)) {
      throw DeviceError("device " + to_string(device) + " is not available to XGBoost, which would run on " + used);
    }
  }
};

std::string xgboost_version() {
  int major = 0, minor = 0, patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

bool xgboost_has_cuda() {
  const char* info = nullptr;
  check(XGBuildInfo(&info), "read the build information");
  return nlohmann::json::parse(info).value("USE_CUDA", false);
}

Booster::Booster(std::unique_ptr<State> state) : state_(std::move(state)) {}
Booster::~Booster() = default;
Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;

Booster Booster::train(const MatrixView& matrix, std::span<const std::uint64_t> rows, std::span<const float> labels,
                       const BoosterParameters& parameters, const BoosterContext& context) {
  CARTOGRAF_EXPECTS(rows.size() == labels.size());
  silence();
  require_cuda(context.device);
  RowIterator iterator(matrix, rows, labels, context.device);
  const Matrix training = quantile_matrix(iterator, resolve_threads(context.threads));
  const DMatrixHandle handle = training.get();
  Booster booster(std::make_unique<State>(&handle, context));
  for (const auto& [name, value] : parameters.values) booster.state_->set(name, value);
  for (int round = 0; round < parameters.rounds; ++round) {
    check(XGBoosterUpdateOneIter(booster.state_->handle, round, handle), "train");
  }
  booster.state_->check_device();
  return booster;
}

Booster Booster::load(std::string_view bytes, const std::string& name, const BoosterContext& context) {
  Booster booster(std::make_unique<State>(nullptr, context));
  if (XGBoosterLoadModelFromBuffer(booster.state_->handle, bytes.data(), bytes.size()) != 0) {
    throw InputError(name + ": expected a model of cartograf (XGBoost, UBJSON), found something else: " + last_error());
  }
  // Loading brings back the parameters of the training run; these are of this one.
  booster.state_->set("device", to_string(context.device));
  booster.state_->set("nthread", std::to_string(resolve_threads(context.threads)));
  booster.state_->check_device();
  return booster;
}

std::vector<float> Booster::predict(const MatrixView& matrix) const {
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  std::vector<float> predictions(matrix.n_rows);
  if (state_->device.backend == Backend::cpu) {
    check(XGBoosterPredictFromDense(state_->handle, array_interface(matrix).c_str(), kPredictConfig, nullptr, &shape, &dimensions,
                                    &result),
          "predict");
    std::copy_n(result, matrix.n_rows, predictions.begin());
    return predictions;
  }
  cuda::DeviceMemory rows(matrix.n_rows * matrix.row_size());
  cuda::copy_to_device(rows, matrix.data, rows.size());
  const MatrixView on_device{rows.data(), matrix.dtype, matrix.n_rows, matrix.n_columns, state_->device};
  check(XGBoosterPredictFromCudaArray(state_->handle, array_interface(on_device).c_str(), kPredictConfig, nullptr, &shape,
                                      &dimensions, &result),
        "predict");
  cuda::copy_to_host(predictions.data(), result, predictions.size() * sizeof(float));  // the result stays on the GPU
  return predictions;
}

std::string Booster::save() const {
  bst_ulong length = 0;
  const char* bytes = nullptr;
  check(XGBoosterSaveModelToBuffer(state_->handle, R"({"format": "ubj"})", &length, &bytes), "save the model");
  return {bytes, length};
}

void Booster::set_feature_names(const std::vector<std::string>& names) {
  std::vector<const char*> pointers;
  for (const std::string& name : names) pointers.push_back(name.c_str());
  check(XGBoosterSetStrFeatureInfo(state_->handle, "feature_name", pointers.data(), pointers.size()), "name the features");
}

std::uint64_t Booster::n_features() const {
  bst_ulong n = 0;
  check(XGBoosterGetNumFeature(state_->handle, &n), "count the features");
  return n;
}

void Booster::set_attribute(const std::string& name, const std::string& value) {
  check(XGBoosterSetAttr(state_->handle, name.c_str(), value.c_str()), "set an attribute");
}

std::string Booster::attribute(const std::string& name) const {
  const char* value = nullptr;
  int found = 0;
  check(XGBoosterGetAttr(state_->handle, name.c_str(), &value, &found), "read an attribute");
  return found != 0 ? value : "";
}

}  // namespace cartograf
