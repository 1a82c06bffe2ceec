#include "io/hdf5/sha256.hpp"

#include <fcntl.h>
#include <openssl/evp.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <vector>

#include "io/files/descriptor.hpp"
#include "io/files/text_input.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

[[noreturn]] void fail_to_hash() { throw Error("SHA-256 cannot be computed"); }

}  // namespace

Sha256 sha256(const void* bytes, std::size_t size) {
  Sha256 hash;
  unsigned length = 0;
  if (EVP_Digest(bytes, size, hash.data(), &length, EVP_sha256(), nullptr) != 1 || length != hash.size()) fail_to_hash();
  return hash;
}

std::string hexadecimal(const Sha256& hash) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : hash) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

std::string sha256_of_file(const std::filesystem::path& path) {
  require_existing(path);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw IoError(path.string() + ": cannot read: " + describe_errno(errno));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) fail_to_hash();
  std::vector<char> bytes(std::size_t{1} << 20);
  std::uint64_t done = 0;
  while (const std::size_t n = read_at(file.number(), bytes.data(), bytes.size(), done)) {
    if (EVP_DigestUpdate(context.get(), bytes.data(), n) != 1) fail_to_hash();
    done += n;
  }
  if (done < file_size(file.number())) throw IoError(path.string() + ": cannot read: it ended after " + std::to_string(done) + " bytes");
  Sha256 hash;
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context.get(), hash.data(), &length) != 1 || length != hash.size()) fail_to_hash();
  return hexadecimal(hash);
}

}  // namespace cartograf
