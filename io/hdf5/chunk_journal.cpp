#include "io/hdf5/chunk_journal.hpp"

#include <xxhash.h>

#include <cstring>
#include <string_view>
#include <utility>

#include "io/files/descriptor.hpp"

namespace cartograf::hdf5 {
namespace {

constexpr std::string_view kMagic = "cartograf journal 1\n";
constexpr std::uint64_t kMostIdentity = std::uint64_t{64} << 20;

/// In the byte order of the machine: a journal is read where it was written.
struct Record {
  JournalChunk chunk;
  std::uint64_t check = 0;  ///< of the chunk and of its place in the journal

  void seal(std::uint64_t place) { check = expected(place); }
  bool is_whole(std::uint64_t place) const { return check == expected(place); }

 private:
  std::uint64_t expected(std::uint64_t place) const { return XXH3_64bits_withSeed(&chunk, sizeof chunk, place + 1); }
};
static_assert(sizeof(Record) == 48);

/// Behind the magic.
struct Beginning {
  std::uint64_t identity_size = 0, identity_check = 0;
};

}  // namespace

std::array<std::byte, 16> hash_of(const void* bytes, std::size_t n) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, n));
  std::array<std::byte, 16> hash;
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

JournalWriter::JournalWriter(int descriptor, std::string where, const std::string& identity) : descriptor_(descriptor), where_(std::move(where)) {
  const Beginning head{identity.size(), XXH3_64bits(identity.data(), identity.size())};
  write(kMagic.data(), kMagic.size());
  write(&head, sizeof head);
  write(identity.data(), identity.size());
}

void JournalWriter::add(const JournalChunk& chunk) {
  Record record{chunk, 0};
  record.seal(n_records_++);
  const auto* bytes = reinterpret_cast<const std::byte*>(&record);
  pending_.insert(pending_.end(), bytes, bytes + sizeof record);
}

void JournalWriter::flush() {
  write(pending_.data(), pending_.size());
  pending_.clear();
}

void JournalWriter::write(const void* bytes, std::size_t n) {
  write_all(descriptor_, {static_cast<const char*>(bytes), n}, where_ + ": cannot write its journal");
}

std::optional<Journal> read_journal(int descriptor) {
  std::string magic(kMagic.size(), '\0');
  Beginning head;
  std::uint64_t offset = read_at(descriptor, magic.data(), magic.size(), 0);
  if (magic != kMagic || read_at(descriptor, &head, sizeof head, offset) != sizeof head || head.identity_size > kMostIdentity) return std::nullopt;
  offset += sizeof head;
  Journal journal;
  journal.identity.resize(head.identity_size);
  if (read_at(descriptor, journal.identity.data(), journal.identity.size(), offset) != journal.identity.size()) return std::nullopt;
  if (XXH3_64bits(journal.identity.data(), journal.identity.size()) != head.identity_check) return std::nullopt;
  offset += journal.identity.size();
  constexpr std::size_t at_once = 4096;
  std::vector<Record> records(at_once);
  while (true) {
    const std::size_t n = read_at(descriptor, records.data(), at_once * sizeof(Record), offset) / sizeof(Record);
    for (std::size_t i = 0; i < n; ++i) {
      if (!records[i].is_whole(journal.chunks.size())) return journal;
      journal.chunks.push_back(records[i].chunk);
    }
    if (n < at_once) return journal;
    offset += n * sizeof(Record);
  }
}

}  // namespace cartograf::hdf5
