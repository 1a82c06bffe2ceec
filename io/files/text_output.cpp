#include "io/files/text_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;

}  // namespace

bool is_stream(const std::filesystem::path& target) {
  if (target.string().starts_with("/dev/")) return true;  // /dev/stdout may lead to a regular file; it is still a stream
  std::error_code ignored;
  const auto status = std::filesystem::status(target, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

OutputStream::OutputStream(const std::filesystem::path& target, bool overwrite) : where_(target.string()) {
  std::filesystem::path path = target;
  if (!is_stream(target)) {
    partial_ = std::make_unique<PartialFile>(target, overwrite);
    path = partial_->path();
  }
  // A stream is appended to: /dev/stdout may be a file that already holds something.
  descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC | (partial_ ? 0 : O_APPEND));
  if (descriptor_ < 0) throw IoError(where_ + ": cannot open for writing: " + describe_errno(errno));
}

OutputStream::~OutputStream() {
  if (descriptor_ >= 0) close(descriptor_);
}

void OutputStream::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= kBufferSize) flush();
}

void OutputStream::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw IoError(where_ + ": cannot write: " + describe_errno(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void OutputStream::finish() {
  flush();
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (close(descriptor) != 0) throw IoError(where_ + ": cannot write: " + describe_errno(errno));
  if (partial_) partial_->commit();
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw InputError(path.string() + ": no such file");
  if (std::filesystem::is_directory(path, ignored)) throw InputError(path.string() + ": expected a file, found a folder");
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream && !stream.eof()) throw IoError(path.string() + ": cannot read: " + describe_errno(errno));
  return std::move(text).str();
}

}  // namespace cartograf
