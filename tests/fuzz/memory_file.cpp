#include "tests/fuzz/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace fuzz {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

MemoryFile::MemoryFile(std::string_view content) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
  if (descriptor_ < 0) fail("create a file in memory");
  if (write(descriptor_, content.data(), content.size()) != static_cast<ssize_t>(content.size())) fail("write a file in memory");
  rewind();
}

MemoryFile::~MemoryFile() { close(descriptor_); }

std::string MemoryFile::content() const {
  const off_t size = lseek(descriptor_, 0, SEEK_END);
  if (size < 0) fail("measure a file in memory");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (pread(descriptor_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) fail("read a file in memory");
  return bytes;
}

void MemoryFile::rewind() const {
  if (lseek(descriptor_, 0, SEEK_SET) != 0) fail("rewind a file in memory");
}

}  // namespace fuzz
