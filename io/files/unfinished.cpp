#include "io/files/unfinished.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <utility>

#include "io/files/remove_tree.hpp"

namespace cartograf {
namespace {

enum class State { unused,
                   being_written,
                   known };

/// In memory that stays: the handler of a signal may look at it while another thread finishes.
struct Slot {
  std::atomic<State> state = State::unused;
  Unfinished::Kind kind{};
  int folder = -1;
  std::atomic<std::uint64_t> inode = 0, device = 0;  ///< of what is meant; 0: whatever has the name
  std::array<char, 4096> name{};
};

std::array<Slot, 64> slots;

std::function<void(const std::filesystem::path&)>& left_over_listener() {
  static std::function<void(const std::filesystem::path&)> listener;
  return listener;
}

static_assert(std::atomic<State>::is_always_lock_free);

std::atomic<Naming> how_far = Naming::none;
static_assert(std::atomic<Naming>::is_always_lock_free);

}  // namespace

Unfinished::Unfinished(Kind kind, int folder, const std::string& name) : slot_(slots.size()) {
  if (name.size() >= slots.front().name.size()) return;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    State expected = State::unused;
    if (!slots[i].state.compare_exchange_strong(expected, State::being_written)) continue;
    slot_ = i;
    slots[i].kind = kind;
    slots[i].folder = folder;
    slots[i].inode = 0;
    std::memcpy(slots[i].name.data(), name.c_str(), name.size() + 1);
    slots[i].state = State::known;
    return;
  }
}

Unfinished::~Unfinished() {
  if (slot_ < slots.size()) slots[slot_].state = State::unused;
}

void Unfinished::is(int descriptor) {
  struct stat found {};
  if (slot_ >= slots.size() || fstat(descriptor, &found) != 0) return;
  slots[slot_].device = found.st_dev;
  slots[slot_].inode = found.st_ino;
}

void remove_unfinished() noexcept {
  for (const Slot& slot : slots) {
    if (slot.state != State::known) continue;
    struct stat found {};
    if (fstatat(slot.folder, slot.name.data(), &found, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (slot.inode != 0 && (found.st_ino != slot.inode || found.st_dev != slot.device)) continue;
    if (slot.kind == Unfinished::Kind::folder) {
      remove_tree(slot.folder, slot.name.data());
    } else {
      unlinkat(slot.folder, slot.name.data(), 0);
    }
  }
}

Naming naming() noexcept { return how_far; }

GivesNames::GivesNames() : after_(how_far.exchange(Naming::under_way)) {}

GivesNames::~GivesNames() { how_far = after_; }

void on_left_over(std::function<void(const std::filesystem::path&)> tell) { left_over_listener() = std::move(tell); }

void tell_left_over(const std::filesystem::path& path) {
  if (left_over_listener()) left_over_listener()(path);
}

}  // namespace cartograf
