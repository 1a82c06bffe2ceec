#include "io/hdf5/reading_child.hpp"

#include <hdf5.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "kernels/base/error.hpp"
#include "kernels/base/memory.hpp"

namespace cartograf::hdf5 {
namespace {

constexpr std::size_t kSharedBytes = std::size_t{64} << 20;
constexpr rlim_t kMostSeconds = 10;
constexpr std::uint64_t kSpareMemory = std::uint64_t{1} << 30, kLeastMemory = std::uint64_t{64} << 20;

constexpr const char* kTooLittle = ": cannot be read: 'ulimit -v' leaves less address space than the process that reads it may take";
constexpr const char* kTooMuch = ": the file is damaged: it asks for more memory than a file of its size needs";

/// Of 64 bits, since bytes between members would be sent as they are.
enum class Kind : std::uint64_t { answer,
                                  input_error,
                                  io_error,
                                  other_error };

struct Head {
  Kind kind = Kind::answer;
  std::uint64_t size = 0;
};

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool receive_all(int socket, char* out, std::size_t size) {
  while (size > 0) {
    const ssize_t n = recv(socket, out, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    out += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool send_message(int socket, Kind kind, std::string_view bytes) {
  const Head head{kind, bytes.size()};
  return send_all(socket, {reinterpret_cast<const char*>(&head), sizeof head}) && send_all(socket, bytes);
}

/// The bytes come in pieces, so that a length that is not true takes no memory.
bool receive_message(int socket, Kind& kind, std::string& bytes) {
  Head head;
  if (!receive_all(socket, reinterpret_cast<char*>(&head), sizeof head)) return false;
  kind = head.kind;
  bytes.clear();
  constexpr std::uint64_t piece = std::uint64_t{16} << 20;
  while (bytes.size() < head.size) {
    const std::size_t begin = bytes.size();
    bytes.resize(begin + static_cast<std::size_t>(std::min(piece, head.size - begin)));
    if (!receive_all(socket, bytes.data() + begin, bytes.size() - begin)) return false;
  }
  return true;
}

/// Bytes of address space that this process has; 0 where the system does not say.
std::uint64_t address_space() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long pages = 0;
  const int n = std::fscanf(file, "%lu", &pages);
  std::fclose(file);
  return n == 1 ? pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

void limit(int resource, rlim_t most) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return;
  now.rlim_cur = std::min(most, now.rlim_max);
  setrlimit(resource, &now);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMapsTerabytes = true;
#else
constexpr bool kMapsTerabytes = false;
#endif

void limit_memory(std::uint64_t file_size) {
  if (kMapsTerabytes) return;
  const std::uint64_t taken = address_space();
  constexpr std::uint64_t likely = std::uint64_t{8} << 30;  // without /proc
  limit(RLIMIT_AS, (taken > 0 ? taken : likely) + kSpareMemory + 4 * file_size);
}

/// From now on.
void limit_time(rlim_t seconds) {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  limit(RLIMIT_CPU, static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) + seconds);
}

int socket_of_child = -1;

/// The number of a standard stream that is closed is not for a descriptor of ours: leave_parent() puts nothing behind those three.
Descriptor above_standard_streams(int number) {
  Descriptor found(number);
  return number < 0 || number > STDERR_FILENO ? std::move(found) : Descriptor(fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

/// In the handler of a signal: the socket has something to read, or its other end is gone.
void on_socket(int) {
  char byte = 0;
  if (recv(socket_of_child, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) _exit(0);
}

/// Ends this process when the parent has ended or has closed its socket, also in the midst of work. (PR_SET_PDEATHSIG would look at the
/// thread of the parent.)
void end_with_parent(int socket) {
  socket_of_child = socket;
  struct sigaction action {};
  action.sa_handler = on_socket;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGIO, &action, nullptr);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGIO);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  fcntl(socket, F_SETOWN, getpid());
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_ASYNC);
  on_socket(SIGIO);  // it may have been closed before
}

/// Signals are the parent's: it closes the socket when it stops. What the parent wrote with is not there.
void leave_parent(int socket) {
  for (const int signal : {SIGINT, SIGHUP, SIGTERM, SIGQUIT, SIGPIPE, SIGALRM, SIGVTALRM, SIGUSR1, SIGUSR2}) ::signal(signal, SIG_IGN);
  end_with_parent(socket);
  limit(RLIMIT_CORE, 0);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int standard = 0; standard < 3; ++standard) dup2(nothing, standard);
  const auto between = [](unsigned first, unsigned last) {
    if (first > last) return;
    if (syscall(SYS_close_range, first, last, 0U) == 0) return;
    const auto most = static_cast<unsigned>(sysconf(_SC_OPEN_MAX));
    for (unsigned descriptor = first; descriptor <= std::min(last, most); ++descriptor) close(static_cast<int>(descriptor));
  };
  const auto own = static_cast<unsigned>(socket);
  between(3, own - 1);
  between(own + 1, ~0U);
}

}  // namespace

ReadingChild::ReadingChild(std::string where, std::uint64_t file_size, const std::function<Answer()>& begin) : where_(std::move(where)) {
  std::array<int, 2> ends = {-1, -1};
  short_of_space_ = address_space_left() < kSpareMemory + 4 * file_size;
  if (address_space_left() < kSharedBytes + kLeastMemory) throw IoError(where_ + kTooLittle);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw IoError(where_ + ": cannot start a process that reads it: " + describe_errno(errno));
  }
  Descriptor ours = above_standard_streams(ends[0]), theirs = above_standard_streams(ends[1]);
  if (!ours || !theirs) throw IoError(where_ + ": cannot start a process that reads it: " + describe_errno(errno));
  void* const memory = mmap(nullptr, kSharedBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw IoError(where_ + ": cannot start a process that reads it: " + describe_errno(errno));
  shared_ = {static_cast<std::byte*>(memory), kSharedBytes};
  id_ = fork();
  if (id_ < 0) {
    const int error = errno;
    munmap(memory, kSharedBytes);
    throw IoError(where_ + ": cannot start a process that reads it: " + describe_errno(error));
  }
  if (id_ == 0) {
    socket_ = std::move(theirs);
    serve(begin, file_size);
  }
  socket_ = std::move(ours);
}

ReadingChild::~ReadingChild() {
  socket_.close();
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
  munmap(shared_.data(), shared_.size());
}

/// The child. It never returns into what the parent was doing.
void ReadingChild::serve(const std::function<Answer()>& begin, std::uint64_t file_size) noexcept {
  const int socket = socket_.number();
  leave_parent(socket);
  limit_memory(file_size);
  H5Lunregister(H5L_TYPE_EXTERNAL);  // no other file is opened, not even to be refused
  Answer answer;
  std::string bytes;
  Kind kind{};
  while (receive_message(socket, kind, bytes)) {
    limit_time(kMostSeconds + std::min<rlim_t>(file_size >> 24, kMostSeconds * 60));
    try {
      if (!answer) answer = begin();
      bytes = answer(bytes, shared_);
      kind = Kind::answer;
    } catch (const InputError& error) {
      kind = Kind::input_error;
      bytes = error.what();
    } catch (const IoError& error) {
      kind = Kind::io_error;
      bytes = error.what();
    } catch (const std::bad_alloc&) {
      kind = short_of_space_ ? Kind::io_error : Kind::input_error;
      bytes = where_ + (short_of_space_ ? kTooLittle : kTooMuch);
    } catch (const std::length_error&) {
      kind = Kind::input_error;
      bytes = where_ + kTooMuch;
    } catch (const std::exception& error) {
      kind = Kind::other_error;
      bytes = error.what();
    }
    if (!send_message(socket, kind, bytes)) break;
  }
  _exit(0);  // nothing is tidied up: files that the parent writes are open here too
}

std::string ReadingChild::ask(std::string_view request) {
  send(request);
  return receive();
}

void ReadingChild::send(std::string_view request) {
  if (!send_message(socket_.number(), Kind::answer, request)) say_how_it_died();
}

std::string ReadingChild::receive() {
  Kind kind{};
  std::string bytes;
  if (!receive_message(socket_.number(), kind, bytes)) say_how_it_died();
  switch (kind) {
    case Kind::answer: return bytes;
    case Kind::input_error: throw InputError(bytes);
    case Kind::io_error: throw IoError(bytes);
    case Kind::other_error: break;
  }
  throw Error(bytes);
}

void ReadingChild::say_how_it_died() {
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(id_, &status, 0)) < 0 && errno == EINTR) {
  }
  const int signal = ended == id_ && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  const bool by_itself = signal == 0 || signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL || signal == SIGABRT || signal == SIGXCPU;
  if (!by_itself) throw IoError(where_ + ": the process that read it was ended from outside (" + std::string(strsignal(signal)) + ")");
  if (signal == SIGXCPU) throw InputError(where_ + ": the file is damaged: HDF5 runs in circles over it");
  if (short_of_space_) throw IoError(where_ + kTooLittle);
  throw InputError(where_ + ": the file is damaged: HDF5 crashes over it" + (signal == 0 ? "" : " (" + std::string(strsignal(signal)) + ")"));
}

std::uint64_t size_of_file(const std::filesystem::path& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0) return 0;
  constexpr std::uint64_t block = 512;
  return std::min(static_cast<std::uint64_t>(found.st_size), static_cast<std::uint64_t>(found.st_blocks) * block);  // files may have holes
}

std::string answer_of_child(const std::string& where, std::uint64_t file_size, const std::function<std::string()>& answer) {
  ReadingChild child(where, file_size, [&] { return [&](std::string_view, std::span<std::byte>) { return answer(); }; });
  return child.ask("");
}

}  // namespace cartograf::hdf5
