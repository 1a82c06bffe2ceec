#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>

namespace cartograf {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(const void* bytes, std::size_t size);
/// 64 digits.
std::string hexadecimal(const Sha256& hash);

/// Of a file, in hexadecimal digits. Throws InputError where there is none, IoError when it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace cartograf
