#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace cartograf {

// Streams that the process has open already: '-', /dev/stdin, /dev/stdout, /dev/stderr, /dev/fd/N and /proc/self/fd/N. They
// are read and written through their descriptor. Their path opened anew would begin at the start of a file that another
// process is in the middle of.

/// The descriptor of such a name; '-' is standard input (standard output).
std::optional<int> input_descriptor(const std::filesystem::path& name);
std::optional<int> output_descriptor(const std::filesystem::path& name);

/// What messages call an input (output): its name on one line, or what '-' stands for.
std::string input_name(const std::filesystem::path& name);
std::string output_name(const std::filesystem::path& name);

/// Whether the name of an output is that of such a stream, of a device or of a pipe, which OutputStream writes to directly.
bool is_stream(const std::filesystem::path& target);

/// What messages say where a stream is given in place of an HDF5 file.
inline constexpr const char* kHdf5NeedsName = "an HDF5 file needs a name: it is not read from a stream";

/// The path of a file or stream that the system knows, also where the name is '-'.
std::filesystem::path system_path(const std::filesystem::path& name, const std::optional<int>& descriptor);

}  // namespace cartograf
