#pragma once

#include <string>

namespace testing_support {

/// The message of the E that `f` throws; another text when it throws none. Other exceptions pass.
template <class E, class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const E& error) {
    return error.what();
  }
  return "nothing was thrown";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace testing_support
