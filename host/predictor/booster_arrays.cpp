#include "host/predictor/booster_arrays.hpp"

#include <nlohmann/json.hpp>

#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

thread_local HandOverRecorder* recorder = nullptr;

const char* type_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return "|i1";
    case Dtype::float32: return "<f4";
    case Dtype::int64: return "<i8";
    case Dtype::float64: break;
  }
  return "<f8";
}

std::string interface_text(const void* data, const char* type, std::vector<std::uint64_t> shape) {
  const nlohmann::json interface = {{"data", {reinterpret_cast<std::uintptr_t>(data), true}},
                                    {"shape", std::move(shape)},
                                    {"typestr", type},
                                    {"version", 3}};
  return interface.dump();
}

}  // namespace

HandOverRecorder::HandOverRecorder() {
  CARTOGRAF_EXPECTS(recorder == nullptr);
  recorder = this;
}

HandOverRecorder::~HandOverRecorder() { recorder = nullptr; }

std::string array_interface(const MatrixView& matrix) {
  if (recorder != nullptr) recorder->matrices_.push_back(matrix);
  return interface_text(matrix.data, type_string(matrix.dtype), {matrix.n_rows, matrix.n_columns});
}

std::string array_interface(const float* data, std::uint64_t n) { return interface_text(data, "<f4", {n}); }

}  // namespace cartograf
