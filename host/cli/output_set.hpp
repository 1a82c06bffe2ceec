#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/text_output.hpp"

namespace cartograf::cli {

/// The files that a command writes at its end: all of them get their final names, or after a failure none.
class OutputSet {
 public:
  explicit OutputSet(bool overwrite) : overwrite_(overwrite) {}

  /// Writes one; nothing where `target` is empty. `what`: what say_written() says of it. Throws what OutputStream throws.
  void write(const std::string& target, std::string_view text, std::string what);
  /// Gives them their names and says what was written. Throws what finish_together() throws.
  void finish();

 private:
  struct Output {
    std::string target, what;
    std::unique_ptr<OutputStream> stream;
  };

  bool overwrite_;
  std::vector<Output> outputs_;
};

}  // namespace cartograf::cli
