#include "host/predictor/booster.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/predictor/booster_arrays.hpp"
#include "host/predictor/booster_call.hpp"
#include "host/predictor/booster_file.hpp"
#include "host/predictor/booster_rows.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cuda/memory.hpp"

namespace cartograf {
namespace {

using xgboost::check;
using xgboost::last_error;

/// XGBoost's own output stays off: the library never prints. XGBoost keeps both settings for each thread.
void silence() {
  thread_local bool silent = false;
  if (silent) return;
  check(XGBRegisterLogCallback([](const char*) {}), "set the log callback");
  check(XGBSetGlobalConfig(R"({"verbosity": 0})"), "set the verbosity");
  silent = true;
}

constexpr const char* kPredictConfig =
    R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false, "missing": NaN, "cache_id": 0})";

constexpr const char* kContributionsConfig =
    R"({"type": 2, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";

void require_cuda(Device device) {
  if (device.backend == Backend::cuda && !xgboost_has_cuda()) {
    throw DeviceError("device " + to_string(device) + " is not available: this XGBoost library (" + xgboost_version() +
                      ") was built without CUDA");
  }
}

/// A length in UBJSON: L, then 8 bytes, the most significant first.
std::uint64_t read_length(const std::string& bytes, std::size_t position) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i) length = length << 8 | static_cast<unsigned char>(bytes[position + i]);
  return length;
}

std::string length_bytes(std::uint64_t length) {
  std::string bytes(8, '\0');
  for (std::size_t i = 8; i-- > 0; length >>= 8) bytes[i] = static_cast<char>(length & 0xff);
  return bytes;
}

/// The library writes the base score as a list of one number, "[5E-1]". XGBoost before 3.1 takes that for no number and predicts
/// with 0 in its place, without a word; all versions read the number alone.
std::string with_scalar_base_score(std::string bytes) {
  constexpr std::string_view key = "base_scoreSL";
  const std::size_t found = bytes.find(key);
  if (found == std::string::npos) return bytes;
  const std::size_t length_at = found + key.size(), text_at = length_at + 8;
  if (text_at > bytes.size()) return bytes;
  const std::uint64_t length = read_length(bytes, length_at);
  if (length > bytes.size() - text_at) return bytes;
  const std::string text = bytes.substr(text_at, length);
  if (length < 2 || text.front() != '[' || text.back() != ']' || text.find(',') != std::string::npos) return bytes;
  const std::string number = text.substr(1, length - 2);
  return bytes.replace(length_at, 8 + length, length_bytes(number.size()) + number);
}

}  // namespace

struct Booster::State {
  BoosterHandle handle = nullptr;
  Device device{};

  explicit State(const DMatrixHandle* matrix, const PredictorContext& context) : device(context.device) {
    silence();
    require_cuda(device);
    check(XGBoosterCreate(matrix, matrix == nullptr ? 0 : 1, &handle), "create a model");
    set("device", to_string(context.device));
    set("nthread", std::to_string(team_size(context.threads)));
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

Booster Booster::train(const RowSource& rows, std::span<const float> labels, const BoosterParameters& parameters,
                       const PredictorContext& context) {
  CARTOGRAF_EXPECTS(rows.n_rows == labels.size());
  silence();
  require_cuda(context.device);
  const xgboost::Matrix training = xgboost::training_matrix(rows, labels, parameters, context);
  const DMatrixHandle handle = training.get();
  Booster booster(std::make_unique<State>(&handle, context));
  for (const auto& [name, value] : parameters.values) booster.state_->set(name, value);
  for (int round = 0; round < parameters.rounds; ++round) {
    check(XGBoosterUpdateOneIter(booster.state_->handle, round, handle), "train");
  }
  booster.state_->check_device();
  return booster;
}

Booster Booster::load(std::string_view bytes, const std::string& name, const PredictorContext& context) {
  require_sound_booster(bytes, name);
  return loaded(bytes, name, context);
}

Booster Booster::of_json(std::string_view json, const PredictorContext& context) { return loaded(json, "trees", context); }

Booster Booster::loaded(std::string_view bytes, const std::string& name, const PredictorContext& context) {
  Booster booster(std::make_unique<State>(nullptr, context));
  if (XGBoosterLoadModelFromBuffer(booster.state_->handle, bytes.data(), bytes.size()) != 0) {
    throw InputError(name + ": expected a model of cartograf (XGBoost, UBJSON), found something else: " + last_error());
  }
  // Loading brings back the parameters of the training run; these are of this one.
  booster.state_->set("device", to_string(context.device));
  booster.state_->set("nthread", std::to_string(team_size(context.threads)));
  booster.state_->check_device();
  return booster;
}

ScoresView Booster::scores(const MatrixView& matrix) const {
  silence();
  const Device device = state_->device;
  xgboost::require_same_device(matrix.device, device);
  if (matrix.n_rows == 0) return {nullptr, 0, device};
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  if (device.backend == Backend::cpu) {
    check(XGBoosterPredictFromDense(state_->handle, array_interface(matrix).c_str(), kPredictConfig, nullptr, &shape, &dimensions,
                                    &result),
          "predict");
    return {result, matrix.n_rows, device};
  }
  cuda::DeviceMemory copy;
  MatrixView rows = matrix;
  if (matrix.device != device) {
    copy = cuda::DeviceMemory(matrix.size());
    cuda::copy_to_device(copy, matrix.data, matrix.size());
    rows = {copy.data(), matrix.dtype, matrix.n_rows, matrix.n_columns, device};
  }
  check(XGBoosterPredictFromCudaArray(state_->handle, array_interface(rows).c_str(), kPredictConfig, nullptr, &shape, &dimensions,
                                      &result),
        "predict");
  cuda::finish_work(device.ordinal);  // XGBoost has a stream of its own; the caller may now overwrite the rows
  return {result, matrix.n_rows, device};
}

std::vector<float> Booster::predict(const MatrixView& matrix) const { return to_host(scores(matrix)); }

std::vector<float> Booster::contributions(const MatrixView& matrix) const {
  silence();
  if (matrix.device.backend == Backend::cuda) throw DeviceError("SHAP values: expected rows in host memory, found them on " + to_string(matrix.device));
  const xgboost::Matrix rows = xgboost::dense_matrix(matrix);
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  check(XGBoosterPredictFromDMatrix(state_->handle, rows.get(), kContributionsConfig, &shape, &dimensions, &result), "compute SHAP values");
  return {result, result + matrix.n_rows * (matrix.n_columns + 1)};
}

std::vector<double> Booster::feature_scores(const std::string& importance_type) const {
  // Numbers for names: those of the model need not be different.
  nlohmann::json config = {{"importance_type", importance_type}, {"feature_names", nlohmann::json::array()}};
  std::vector<double> scores(n_features());
  for (std::size_t i = 0; i < scores.size(); ++i) config["feature_names"].push_back(std::to_string(i));
  bst_ulong n = 0, dimensions = 0;
  const char** names = nullptr;
  const bst_ulong* shape = nullptr;
  const float* found = nullptr;
  check(XGBoosterFeatureScore(state_->handle, config.dump().c_str(), &n, &names, &dimensions, &shape, &found), "read the gains");
  for (std::size_t i = 0; i < n; ++i) scores.at(parse_number<std::uint64_t>(names[i]).value()) = found[i];
  return scores;
}

Device Booster::device() const { return state_->device; }

std::string Booster::save() const {
  bst_ulong length = 0;
  const char* bytes = nullptr;
  check(XGBoosterSaveModelToBuffer(state_->handle, R"({"format": "ubj"})", &length, &bytes), "save the model");
  return with_scalar_base_score({bytes, length});
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
