#include "io/files/file_ending.hpp"

#include <algorithm>

#include "io/files/stream_name.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

void require_ending(const std::filesystem::path& target, std::initializer_list<std::string_view> endings, const std::string& what,
                    const std::string& advice) {
  const std::string found = target.extension().string();
  if (is_stream(target) || std::ranges::find(endings, found) != endings.end()) return;
  std::string expected;
  const auto n = static_cast<std::size_t>(std::ranges::count_if(endings, [](std::string_view ending) { return ending != kNoEnding; }));
  std::size_t listed = 0;
  for (const std::string_view ending : endings) {
    if (ending == kNoEnding) continue;
    ++listed;
    expected += (listed == 1 ? "" : listed == n ? " or "
                                                : ", ") +
                std::string(ending);
  }
  const char* const none = n < endings.size() ? ", or has no ending" : "";
  throw InputError(target.string() + ": " + (what.empty() ? "" : what + "; ") + "expected a name that ends in " + expected + none +
                   (advice.empty() ? "" : "; " + advice));
}

}  // namespace cartograf
