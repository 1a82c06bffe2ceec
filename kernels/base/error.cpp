#include "kernels/base/error.hpp"

#include <system_error>

namespace cartograf {

std::string describe_errno(int error_number) {
  return std::generic_category().message(error_number) + " (errno " + std::to_string(error_number) + ")";
}

}  // namespace cartograf
