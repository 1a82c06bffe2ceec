#include "host/family/convention.hpp"

#include <string>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

std::string_view to_string(Convention convention) {
  constexpr std::string_view names[] = {"graf_nas", "zc_combine", "paper"};
  return names[static_cast<int>(convention)];
}

Convention parse_convention(std::string_view text) {
  std::vector<std::string> names;
  for (const Convention convention : kConventions) {
    if (text == to_string(convention)) return convention;
    names.emplace_back(to_string(convention));
  }
  throw InputError("unknown convention " + in_quotes(text) + did_you_mean(text, names));
}

}  // namespace cartograf
