#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "io/files/descriptor.hpp"

namespace cartograf::hdf5 {

/// A process that reads an HDF5 file for this one. HDF5 follows what a file says wherever it leads: damaged and forged files make it
/// crash, run in circles or take all memory, so it does that in a process that may die. That process has no descriptors but its own,
/// writes nothing, and may take 1 GiB and four times the size of the file more memory than this one has.
class ReadingChild {
 public:
  /// Answers a request; may put bytes into the memory that both processes see.
  using Answer = std::function<std::string(std::string_view request, std::span<std::byte> shared)>;

  /// Starts the process. `where`: what errors call the file. `begin`: called there once, makes what answers. Throws IoError when no
  /// process can be started, or the limit of address space leaves too little for it.
  ReadingChild(std::string where, std::uint64_t file_size, const std::function<Answer()>& begin);
  ~ReadingChild();
  ReadingChild(const ReadingChild&) = delete;
  ReadingChild& operator=(const ReadingChild&) = delete;

  /// Throws what answering threw (InputError, IoError, Error); IoError when it died where the limit of address space leaves less than it
  /// may take; else InputError, naming `where`, when the process died over it or took more than
  /// 10 seconds of processor time, and a second more for each 16 MiB of the file, up to ten minutes.
  std::string ask(std::string_view request);
  /// The same in two steps: the process works on a request while this one does something else. Each send() has its receive().
  void send(std::string_view request);
  std::string receive();
  /// Seen by both processes; 64 MiB.
  std::span<const std::byte> shared() const { return shared_; }

 private:
  [[noreturn]] void serve(const std::function<Answer()>& begin, std::uint64_t file_size) noexcept;
  [[noreturn]] void say_how_it_died();

  std::string where_;
  std::span<std::byte> shared_;
  Descriptor socket_;
  pid_t id_ = -1;
  bool short_of_space_ = false;  ///< this process may have less address space than that one may take
};

/// What the file takes on the disk or its size, whichever is less; 0 where there is none.
std::uint64_t size_of_file(const std::filesystem::path& file);

/// What one such process answers, which ends then.
std::string answer_of_child(const std::string& where, std::uint64_t file_size, const std::function<std::string()>& answer);

}  // namespace cartograf::hdf5
