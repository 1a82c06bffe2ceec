#include "io/files/file_ending.hpp"

#include <algorithm>
#include <vector>

#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

void require_ending(const std::filesystem::path& target, std::initializer_list<std::string_view> endings, const std::string& what,
                    const std::string& advice) {
  const std::string found = target.extension().string();
  if (is_stream(target) || std::ranges::find(endings, found) != endings.end()) return;
  std::vector<std::string> expected;
  for (const std::string_view ending : endings) {
    if (ending != kNoEnding) expected.emplace_back(ending);
  }
  const char* const none = expected.size() < endings.size() ? ", or has no ending" : "";
  throw InputError(output_name(target) + ": " + (what.empty() ? "" : what + "; ") + "expected a name that ends in " + enumerated(expected, " or ") + none +
                   (advice.empty() ? "" : "; " + advice));
}

}  // namespace cartograf
