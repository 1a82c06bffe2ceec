#include "io/files/text_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "io/files/free_space.hpp"
#include "io/files/unfinished.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;

/// A stream that the process was given must be one that can be written.
void require_open(int descriptor, const std::string& name) {
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0) throw IoError(name + ": cannot open for writing: " + describe_errno(errno));
  if ((flags & O_ACCMODE) == O_RDONLY) throw IoError(name + ": cannot open for writing: it is open for reading alone");
}

}  // namespace

OutputStream::OutputStream(const std::filesystem::path& target, bool overwrite) : where_(output_name(target)) {
  const std::optional<int> stream = output_descriptor(target);
  if (stream) {
    require_open(*stream, where_);
    std::fflush(stdout);  // what was printed before comes before
    descriptor_ = Descriptor(fcntl(*stream, F_DUPFD_CLOEXEC, 3));
  } else if (is_stream(target)) {
    require_trusted_stream(target);
    descriptor_ = Descriptor(open(target.c_str(), O_WRONLY | O_CLOEXEC | O_APPEND));
  } else {
    partial_ = std::make_unique<PartialFile>(target, overwrite);
    descriptor_ = Descriptor(fcntl(partial_->descriptor(), F_DUPFD_CLOEXEC, 3));
  }
  if (!descriptor_) throw IoError(where_ + ": cannot open for writing: " + describe_errno(errno));
}

void OutputStream::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= kBufferSize) flush();
}

void OutputStream::flush() {
  // What a file put into a table does nothing to a terminal.
  if (!partial_ && isatty(descriptor_.number()) == 1) buffer_ = printable(buffer_);
  try {
    write_all(descriptor_.number(), buffer_, where_ + ": cannot write");
  } catch (const DiskFull& full) {
    if (!partial_) throw;  // a stream
    throw DiskFull(full.what() + room_text(partial_->target(), file_size(descriptor_.number())));
  }
  buffer_.clear();
}

void OutputStream::finish() { finish_together({this}); }

void OutputStream::complete() {
  flush();
  if (!descriptor_.close()) throw_write_error(where_ + ": cannot write", errno);
}

void finish_together(const std::vector<OutputStream*>& outputs) {
  for (OutputStream* output : outputs) output->complete();
  GivesNames names;
  try {
    for (OutputStream* output : outputs) {
      if (output->partial_) output->partial_->take_name();
    }
  } catch (...) {
    for (OutputStream* output : outputs) {
      if (output->partial_) output->partial_->undo();
    }
    throw;
  }
  for (OutputStream* output : outputs) {
    if (output->partial_) output->partial_->settle();
  }
  names.done();
}

void check_output(const std::filesystem::path& target, bool overwrite) {
  const std::optional<int> stream = output_descriptor(target);
  if (stream) {
    require_open(*stream, output_name(target));
  } else if (is_stream(target)) {
    require_trusted_stream(target);
  } else {
    check_writable(target, overwrite);
  }
}

}  // namespace cartograf
