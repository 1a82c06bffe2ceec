#pragma once

#include <xgboost/c_api.h>

#include <string>

#include "kernels/base/error.hpp"

/// Calls of XGBoost's C API; for the files booster*.cpp alone.
namespace cartograf::xgboost {

/// The first line of XGBoost's message: the rest is a stack trace of its own.
inline std::string last_error() {
  const std::string text = XGBGetLastError();
  const auto begin = text.find("] ");
  const auto start = text.starts_with('[') && begin != std::string::npos ? begin + 2 : 0;
  return text.substr(start, text.find('\n', start) - start);
}

/// Throws Error that says what could not be done unless a call succeeded.
inline void check(int status, const char* what) {
  if (status != 0) throw Error(std::string("XGBoost: cannot ") + what + ": " + last_error());
}

}  // namespace cartograf::xgboost
