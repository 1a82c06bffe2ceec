#include "kernels/base/memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

constexpr std::uint64_t less(std::uint64_t all, std::uint64_t taken) { return all - std::min(all, taken); }

/// The number behind what a line begins with; none where there is no such file or line, or something else than a number ("unlimited").
std::optional<std::uint64_t> number_behind(const std::string& file, const std::string& begin) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(begin + " ") && !line.starts_with(begin + "\t")) continue;
    std::istringstream words(line.substr(begin.size()));
    std::uint64_t number = 0;
    return words >> number ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

/// The number that a file consists of; none for "max" and where there is no such file.
std::optional<std::uint64_t> number_in(const std::string& file) {
  std::ifstream in(file);
  std::string text;
  if (!(in >> text)) return std::nullopt;
  return parse_number<std::uint64_t>(text);
}

std::uint64_t left_by_machine() {
  const auto kibibytes = number_behind("/proc/meminfo", "MemAvailable:");
  return kibibytes ? *kibibytes * 1024 : kNoLimit;
}

/// The names of a control group's files.
struct GroupFiles {
  std::string root;
  const char *limit, *used, *inactive_cache, *active_cache;
};

std::uint64_t left_by_group(const std::string& folder, const GroupFiles& files) {
  const auto limit = number_in(folder + files.limit), used = number_in(folder + files.used);
  if (!limit || !used) return kNoLimit;
  const std::string statistics = folder + "memory.stat";
  const std::uint64_t cache = number_behind(statistics, files.inactive_cache).value_or(0) + number_behind(statistics, files.active_cache).value_or(0);
  return less(*limit, less(*used, cache));
}

/// A group is bound by those above it, too. In a container the path may be the host's, of which the lowest folders are not there.
std::uint64_t left_by_groups() {
  const GroupFiles version_2{"/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file", "active_file"};
  const GroupFiles version_1{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", "total_active_file"};
  std::uint64_t left = kNoLimit;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/path", or "4:memory:/path"
    const auto first = line.find(':'), second = line.find(':', first == line.npos ? line.npos : first + 1);
    if (second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && controllers != "memory") continue;
    const GroupFiles& files = controllers.empty() ? version_2 : version_1;
    std::string path = line.substr(second + 1);
    if (path.ends_with('/')) path.pop_back();
    while (true) {
      left = std::min(left, left_by_group(files.root + path + "/", files));
      if (path.empty()) break;
      path.erase(path.find_last_of('/') == path.npos ? 0 : path.find_last_of('/'));
    }
  }
  return left;
}

}  // namespace

std::uint64_t address_space_left() {
  const auto limit = number_behind("/proc/self/limits", "Max address space"), kibibytes = number_behind("/proc/self/status", "VmSize:");
  return limit && kibibytes ? less(*limit, *kibibytes * 1024) : kNoLimit;
}

bool can_map(std::uint64_t bytes) {
  void* const piece = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (piece == MAP_FAILED) return false;
  munmap(piece, bytes);
  return true;
}

std::uint64_t available_memory() { return std::min({left_by_machine(), left_by_groups(), address_space_left()}); }

void require_memory(std::uint64_t bytes, const std::string& what) {
  constexpr std::uint64_t hardly_worth_asking = std::uint64_t{1} << 26;
  if (bytes <= hardly_worth_asking) return;
  const std::uint64_t there = available_memory();
  if (bytes <= there) return;
  throw IoError(what + " take " + bytes_text(static_cast<double>(bytes)) + " of memory, of which " + bytes_text(static_cast<double>(there)) + " are available");
}

std::uint64_t size_of_square(std::uint64_t n) {
  constexpr std::uint64_t most = std::uint64_t{1} << 30;
  return n > most ? kNoLimit : n * n * sizeof(double);
}

}  // namespace cartograf
