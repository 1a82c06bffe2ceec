#include "host/report/number_text.hpp"

#include <cstdio>

namespace cartograf {

std::string rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace cartograf
