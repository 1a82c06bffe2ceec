#include <fcntl.h>

#include <optional>
#include <string>

#include "io/files/descriptor.hpp"
#include "io/hdf5/chunk_journal.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {

bool journal(std::string_view bytes) {
  using namespace cartograf::hdf5;
  const MemoryFile file(bytes);
  const cartograf::Descriptor reading(open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
  const std::optional<Journal> found = read_journal(reading.number());
  if (!found) return false;
  const MemoryFile again;
  const cartograf::Descriptor writing(open(again.path().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  JournalWriter writer(writing.number(), "journal", found->identity);
  for (const JournalChunk& chunk : found->chunks) writer.add(chunk);
  writer.flush();
  const std::string written = again.content();
  require(bytes.substr(0, written.size()) == written, "a journal that was read is other bytes when it is written");
  return true;
}

}  // namespace fuzz
