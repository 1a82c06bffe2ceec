// Preloaded into a program: writes down what it does to regular files, so that crash_points.py can do a part of it. Each record is a line
// of text in the file that RECORD_WRITES names, and behind a write its bytes. It is of one thread's order: calls are written down one at a
// time, around the call.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace {

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

int log_file() {
  static const int file = [] {
    const char* const name = std::getenv("RECORD_WRITES");
    const auto open_file = real<int (*)(const char*, int, ...)>("open");
    return name == nullptr ? -1 : open_file(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }();
  return file;
}

/// The number of a regular file; 0 for anything else.
unsigned long number_of(int descriptor) {
  struct stat found {};
  return log_file() >= 0 && fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode) ? static_cast<unsigned long>(found.st_ino) : 0;
}

void put(const void* bytes, size_t n) {
  static const auto write_bytes = real<ssize_t (*)(int, const void*, size_t)>("write");
  const char* at = static_cast<const char*>(bytes);
  while (n > 0) {
    const ssize_t done = write_bytes(log_file(), at, n);
    if (done <= 0) std::abort();
    at += done;
    n -= static_cast<size_t>(done);
  }
}

template <class... Values>
void line(const char* form, Values... values) {
  char text[4096];
  put(text, static_cast<size_t>(std::snprintf(text, sizeof text, form, values...)));
}

void wrote(unsigned long file, long long offset, const void* bytes, ssize_t n) {
  if (file == 0 || n <= 0) return;
  line("write %lu %lld %zd\n", file, offset, n);
  put(bytes, static_cast<size_t>(n));
}

}  // namespace

extern "C" {

ssize_t pwrite64(int descriptor, const void* bytes, size_t n, off64_t offset) {
  const std::lock_guard lock(one_at_a_time());
  const ssize_t done = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(descriptor, bytes, n, offset);
  wrote(number_of(descriptor), offset, bytes, done);
  return done;
}

ssize_t pwrite(int descriptor, const void* bytes, size_t n, off_t offset) { return pwrite64(descriptor, bytes, n, offset); }

ssize_t write(int descriptor, const void* bytes, size_t n) {
  const std::lock_guard lock(one_at_a_time());
  const unsigned long file = number_of(descriptor);
  const ssize_t done = real<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, bytes, n);
  if (file != 0) wrote(file, static_cast<long long>(lseek64(descriptor, 0, SEEK_CUR)) - done, bytes, done);
  return done;
}

int ftruncate64(int descriptor, off64_t size) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(int, off64_t)>("ftruncate64")(descriptor, size);
  if (const unsigned long file = number_of(descriptor); file != 0 && result == 0) line("truncate %lu %lld\n", file, static_cast<long long>(size));
  return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

int fdatasync(int descriptor) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(int)>("fdatasync")(descriptor);
  if (const unsigned long file = number_of(descriptor); file != 0) line("sync %lu\n", file);
  return result;
}

int openat(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  const std::lock_guard lock(one_at_a_time());
  const int descriptor = real<int (*)(int, const char*, int, ...)>("openat")(folder, name, flags, mode);
  if ((flags & O_CREAT) == 0 || descriptor < 0) return descriptor;
  if (const unsigned long file = number_of(descriptor); file != 0) line("create %lu %s\n", file, name);
  return descriptor;
}

int openat64(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return openat(folder, name, flags, mode);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2")(from_folder, from, to_folder, to, flags);
  if (result == 0 && log_file() >= 0) line("rename %s %s\n", from, to);
  return result;
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(int, const char*, int, const char*)>("renameat")(from_folder, from, to_folder, to);
  if (result == 0 && log_file() >= 0) line("rename %s %s\n", from, to);
  return result;
}

int unlinkat(int folder, const char* name, int flags) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(int, const char*, int)>("unlinkat")(folder, name, flags);
  if (result == 0 && log_file() >= 0) line("unlink %s\n", name);
  return result;
}

int unlink(const char* name) {
  const std::lock_guard lock(one_at_a_time());
  const int result = real<int (*)(const char*)>("unlink")(name);
  if (result == 0 && log_file() >= 0) line("unlink %s\n", name);
  return result;
}

}  // extern "C"
