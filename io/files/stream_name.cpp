#include "io/files/stream_name.hpp"

#include <string_view>
#include <system_error>

#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

std::optional<int> descriptor_of(const std::filesystem::path& name, int standard) {
  const std::string text = name.string();
  if (text == "-") return standard;
  if (text == "/dev/stdin") return 0;
  if (text == "/dev/stdout") return 1;
  if (text == "/dev/stderr") return 2;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!text.starts_with(folder)) continue;
    const std::optional<int> descriptor = parse_number<int>(std::string_view(text).substr(folder.size()));
    if (descriptor && *descriptor >= 0) return descriptor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> input_descriptor(const std::filesystem::path& name) { return descriptor_of(name, 0); }
std::optional<int> output_descriptor(const std::filesystem::path& name) { return descriptor_of(name, 1); }

namespace {

/// A path has at most 4,096 bytes; what is longer is no file.
std::string shown(const std::filesystem::path& name) {
  const std::string text = name.string();
  const std::string_view begin = beginning(text, 4096);
  return printable_line(begin) + (begin.size() < text.size() ? "..." : "");
}

}  // namespace

std::string input_name(const std::filesystem::path& name) { return name == "-" ? "standard input" : shown(name); }
std::string output_name(const std::filesystem::path& name) { return name == "-" ? "standard output" : shown(name); }

bool is_stream(const std::filesystem::path& target) {
  if (output_descriptor(target)) return true;  // which may lead to a regular file; it is still a stream
  std::error_code ignored;
  const auto status = std::filesystem::status(target, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

std::filesystem::path system_path(const std::filesystem::path& name, const std::optional<int>& descriptor) {
  return descriptor ? std::filesystem::path("/proc/self/fd/" + std::to_string(*descriptor)) : name;
}

}  // namespace cartograf
