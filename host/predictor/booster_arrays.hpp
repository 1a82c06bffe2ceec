#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <cartograf/types.hpp>

namespace cartograf {

/// Keeps what the thread that made it hands over to XGBoost, in order, while it lives: proof of where XGBoost reads.
/// One at a time in a thread.
class HandOverRecorder {
 public:
  HandOverRecorder();
  ~HandOverRecorder();
  HandOverRecorder(const HandOverRecorder&) = delete;
  HandOverRecorder& operator=(const HandOverRecorder&) = delete;

  const std::vector<MatrixView>& matrices() const { return matrices_; }

 private:
  friend std::string array_interface(const MatrixView& matrix);
  std::vector<MatrixView> matrices_;
};

/// The array interface of NumPy (and, with a device pointer, of CUDA): how XGBoost is told where a matrix lies.
std::string array_interface(const MatrixView& matrix);
/// The same for `n` numbers, which are not recorded.
std::string array_interface(const float* data, std::uint64_t n);

}  // namespace cartograf
