#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "kernels/base/error.hpp"

namespace cartograf {

/// A write for which there was no room: the disk is full, or a quota is used up.
class DiskFull : public IoError {
 public:
  using IoError::IoError;
};

/// Throws DiskFull where the errno value `error` says that there is no room, else IoError: `failed`, and what the value says.
[[noreturn]] void throw_write_error(const std::string& failed, int error);

/// Bytes that this user may still write into the folder of a file; blocks that are kept for the superuser are not among them. None where
/// the system does not say.
std::optional<std::uint64_t> free_space(const std::filesystem::path& file);

/// Throws IoError where a file that is to be written takes more bytes than are free. `what` takes them: "the store takes 12 GB".
/// `advice`: what to do then.
void require_free_space(const std::filesystem::path& file, double bytes, const std::string& what, const std::string& advice);

/// What an error says behind the words of the system when the disk was full: "; 12 GB of it were written, 4.1 kB are free".
std::string room_text(const std::filesystem::path& file, std::uint64_t bytes_written);

}  // namespace cartograf
