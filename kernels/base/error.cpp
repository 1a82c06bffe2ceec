#include "kernels/base/error.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "kernels/base/printable.hpp"

namespace cartograf {

// The one place that all messages pass, before a NUL could end one.
Error::Error(const std::string& message) : std::runtime_error(printable(message)) {}

std::string describe_errno(int error_number) {
  const std::string text = std::generic_category().message(error_number) + " (errno " + std::to_string(error_number) + ")";
  return error_number == EFBIG ? text + "; 'ulimit -f' says how large a file may become" : text;
}

}  // namespace cartograf
