// XGBoost's C API, of a library that is found when it is first called: a wheel uses the one of Python's package, of which there is one copy
// in a process, whatever was imported first. Its soname differs from release to release, so that the loader cannot find it by name.
#include "host/xgboost/at_run_time.hpp"

#include <dlfcn.h>
#include <xgboost/c_api.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>

namespace {

class Library {
 public:
  void use(const std::string& file) {
    const std::lock_guard lock(mutex_);
    file_ = file;
  }

  /// nullptr when there is none; problem() says why.
  void* find(const char* name) {
    const std::lock_guard lock(mutex_);
    if (handle_ == nullptr) load();
    void* const function = handle_ == nullptr ? nullptr : dlsym(handle_, name);
    if (handle_ != nullptr && function == nullptr) problem_ = file_ + " has no function " + name + ": expected XGBoost 2.1 to 3";
    return function;
  }

  const char* problem() {
    const std::lock_guard lock(mutex_);
    return problem_.c_str();
  }

 private:
  void load() {
    if (file_.empty()) {
      const char* const variable = std::getenv("CARTOGRAF_XGBOOST_LIBRARY");
      if (variable != nullptr) file_ = variable;
    }
    if (file_.empty()) {
      problem_ = "its library was not found; 'pip install xgboost' brings it";
      return;
    }
    handle_ = dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) problem_ = dlerror();  // NOLINT: no other thread is in the loader, or its message is as good
  }

  std::mutex mutex_;
  std::string file_, problem_;
  void* handle_ = nullptr;
};

Library& library() {
  static Library* const only = new Library;  // others call it while the process ends
  return *only;
}

/// The function that the library has under a declared name; nullptr when there is none yet.
template <auto* Declared>
auto found(const char* name) {
  static std::atomic<decltype(Declared)> known = nullptr;
  auto* function = known.load(std::memory_order_relaxed);
  if (function == nullptr) {
    function = reinterpret_cast<decltype(Declared)>(library().find(name));
    known.store(function, std::memory_order_relaxed);
  }
  return function;
}

}  // namespace

namespace cartograf::xgboost {

void use_library(const std::filesystem::path& file) { library().use(file); }

}  // namespace cartograf::xgboost

// NOLINTBEGIN: as XGBoost's header has them
#define CARTOGRAF_FORWARD(NAME, PARAMETERS, ARGUMENTS)    \
  int NAME PARAMETERS {                                   \
    auto* const function = found<&(NAME)>(#NAME);         \
    return function == nullptr ? -1 : function ARGUMENTS; \
  }

const char* XGBGetLastError() {
  auto* const function = found<&XGBGetLastError>("XGBGetLastError");
  return function == nullptr ? library().problem() : function();
}

void XGBoostVersion(int* major, int* minor, int* patch) {
  auto* const function = found<&XGBoostVersion>("XGBoostVersion");
  if (function != nullptr) {
    function(major, minor, patch);
  } else {
    *major = *minor = *patch = 0;
  }
}

CARTOGRAF_FORWARD(XGBRegisterLogCallback, (void (*callback)(const char*)), (callback))
CARTOGRAF_FORWARD(XGBSetGlobalConfig, (const char* config), (config))
CARTOGRAF_FORWARD(XGBuildInfo, (const char** out), (out))
CARTOGRAF_FORWARD(XGBoosterCreate, (const DMatrixHandle dmats[], bst_ulong len, BoosterHandle* out), (dmats, len, out))
CARTOGRAF_FORWARD(XGBoosterFree, (BoosterHandle handle), (handle))
CARTOGRAF_FORWARD(XGBoosterFeatureScore,
                  (BoosterHandle handle, const char* config, bst_ulong* out_n_features, const char*** out_features, bst_ulong* out_dim, const bst_ulong** out_shape,
                   const float** out_scores),
                  (handle, config, out_n_features, out_features, out_dim, out_shape, out_scores))
CARTOGRAF_FORWARD(XGBoosterGetAttr, (BoosterHandle handle, const char* key, const char** out, int* success), (handle, key, out, success))
CARTOGRAF_FORWARD(XGBoosterSetAttr, (BoosterHandle handle, const char* key, const char* value), (handle, key, value))
CARTOGRAF_FORWARD(XGBoosterGetNumFeature, (BoosterHandle handle, bst_ulong* out), (handle, out))
CARTOGRAF_FORWARD(XGBoosterLoadModelFromBuffer, (BoosterHandle handle, const void* buf, bst_ulong len), (handle, buf, len))
CARTOGRAF_FORWARD(XGBoosterSaveModelToBuffer, (BoosterHandle handle, const char* config, bst_ulong* out_len, const char** out_dptr),
                  (handle, config, out_len, out_dptr))
CARTOGRAF_FORWARD(XGBoosterSaveJsonConfig, (BoosterHandle handle, bst_ulong* out_len, const char** out_str), (handle, out_len, out_str))
CARTOGRAF_FORWARD(XGBoosterSetParam, (BoosterHandle handle, const char* name, const char* value), (handle, name, value))
CARTOGRAF_FORWARD(XGBoosterSetStrFeatureInfo, (BoosterHandle handle, const char* field, const char** features, bst_ulong size), (handle, field, features, size))
CARTOGRAF_FORWARD(XGBoosterUpdateOneIter, (BoosterHandle handle, int iter, DMatrixHandle dtrain), (handle, iter, dtrain))
CARTOGRAF_FORWARD(XGBoosterPredictFromDMatrix,
                  (BoosterHandle handle, DMatrixHandle dmat, const char* config, const bst_ulong** out_shape, bst_ulong* out_dim, const float** out_result),
                  (handle, dmat, config, out_shape, out_dim, out_result))
CARTOGRAF_FORWARD(XGBoosterPredictFromDense,
                  (BoosterHandle handle, const char* values, const char* config, DMatrixHandle m, const bst_ulong** out_shape, bst_ulong* out_dim,
                   const float** out_result),
                  (handle, values, config, m, out_shape, out_dim, out_result))
CARTOGRAF_FORWARD(XGBoosterPredictFromCudaArray,
                  (BoosterHandle handle, const char* values, const char* config, DMatrixHandle proxy, const bst_ulong** out_shape, bst_ulong* out_dim,
                   const float** out_result),
                  (handle, values, config, proxy, out_shape, out_dim, out_result))
CARTOGRAF_FORWARD(XGDMatrixCreateFromDense, (const char* data, const char* config, DMatrixHandle* out), (data, config, out))
CARTOGRAF_FORWARD(XGDMatrixFree, (DMatrixHandle handle), (handle))
CARTOGRAF_FORWARD(XGDMatrixSetInfoFromInterface, (DMatrixHandle handle, const char* field, const char* data), (handle, field, data))
CARTOGRAF_FORWARD(XGProxyDMatrixCreate, (DMatrixHandle * out), (out))
CARTOGRAF_FORWARD(XGProxyDMatrixSetDataCudaArrayInterface, (DMatrixHandle handle, const char* data), (handle, data))
CARTOGRAF_FORWARD(XGProxyDMatrixSetDataDense, (DMatrixHandle handle, const char* data), (handle, data))
CARTOGRAF_FORWARD(XGQuantileDMatrixCreateFromCallback,
                  (DataIterHandle iter, DMatrixHandle proxy, DataIterHandle ref, DataIterResetCallback* reset, XGDMatrixCallbackNext* next, const char* config,
                   DMatrixHandle* out),
                  (iter, proxy, ref, reset, next, config, out))
// NOLINTEND
