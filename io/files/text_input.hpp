#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cartograf {

/// Takes what a user should know of a file that was read. Without one it is not said.
using Note = std::function<void(const std::string&)>;

/// What is read into memory at most of one file, and of one line of a table: what has more is no table, or has no end.
inline constexpr std::size_t kMostBytes = std::size_t{4} << 30;
inline constexpr std::size_t kMostBytesOfLine = std::size_t{64} << 20;

/// Throws InputError where there is no such file: none of this name, or a symbolic link that leads nowhere or in a circle; IoError where
/// a folder on the way may not be searched, so that nobody knows.
void require_existing(const std::filesystem::path& path);

/// Reads a whole file, or a stream to its end (input_descriptor()). Throws InputError when there is none, for a stream that
/// gives nothing and for more than `most` bytes, which are not read; IoError when it cannot be read.
/// `look` sees what was read so far, and may throw.
std::string read_file(const std::filesystem::path& path, std::size_t most = kMostBytes, const std::function<void(const std::string&)>& look = {});

/// The same of a text, unpacked where it is gzip. Throws InputError for what is no text: it says what it is; and for a line of
/// more than kMostBytesOfLine where it does not begin as JSON does; for a text of a gzip file that has more than 32 MiB and unpacks to more than 200 times its
/// size, and one of more than 1,000 empty members one behind the other. All are found while it is read, so that /dev/zero has an end.
std::string read_text(const std::filesystem::path& path);

/// What a file is by its first bytes, if that is nothing to be read as a text, and what a user can do.
struct ForeignFile {
  std::string what;    ///< "a zip file"
  std::string advice;  ///< "unpack it first"
};

/// The one place that decides what a file is. Nothing for what may be a text of UTF-8.
std::optional<ForeignFile> foreign_file(std::string_view bytes);

/// Whether bytes are the beginning of an HDF5 file.
bool is_hdf5(std::string_view bytes);

/// Throws InputError when what was read of `path` is HDF5. `expected`: what it should be, such as "a search space (JSON)".
void refuse_hdf5(const std::filesystem::path& path, std::string_view bytes, const std::string& expected);

/// Whether a text begins as JSON does, and no CSV.
bool begins_as_json(std::string_view text);

}  // namespace cartograf
