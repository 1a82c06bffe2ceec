#include "host/space/met_architectures.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "kernels/cpu/form_memo.hpp"

namespace cartograf {

std::uint64_t UniformNumbers::below(std::uint64_t limit) {
  constexpr std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t drawn = random_();
  while (drawn >= end - end % limit) drawn = random_();
  return drawn % limit;
}

MetArchitectures& MetArchitectures::of(const std::string& definition, std::size_t n_words) {
  static std::mutex mutex;
  static std::map<std::string, MetArchitectures> tables;
  const std::lock_guard lock(mutex);
  return tables.try_emplace(definition, n_words).first->second;
}

MetArchitectures::MetArchitectures(std::size_t n_words) : n_words_(n_words), numbers_(0, Hash{this}, Equal{this}) {}

std::size_t MetArchitectures::Hash::operator()(std::uint64_t number) const {
  const std::span<const std::uint64_t> words = met->words_of(number);
  return cpu::FormMemo::hash_of({reinterpret_cast<const std::uint8_t*>(words.data()), words.size_bytes()});
}

bool MetArchitectures::Equal::operator()(std::uint64_t a, std::uint64_t b) const {
  return std::ranges::equal(met->words_of(a), met->words_of(b));
}

std::span<const std::uint64_t> MetArchitectures::words_of(std::uint64_t number) const {
  return {blocks_.back().get() + number * n_words_, n_words_};
}

void MetArchitectures::make_room() {
  constexpr std::uint64_t first_capacity = 1024;
  const std::uint64_t capacity = std::max(first_capacity, 2 * capacity_);
  auto block = std::make_unique<std::uint64_t[]>(capacity * n_words_);
  if (!blocks_.empty()) std::copy_n(blocks_.back().get(), size_ * n_words_, block.get());
  blocks_.push_back(std::move(block));
  capacity_ = capacity;
}

std::uint64_t MetArchitectures::number_of(std::span<const std::uint64_t> words) {
  const std::lock_guard lock(mutex_);
  if (size_ == capacity_) make_room();
  // Behind the last it can be compared with the others, and stays there when it is new.
  std::copy(words.begin(), words.end(), blocks_.back().get() + size_ * n_words_);
  const auto [number, is_new] = numbers_.insert(size_);
  if (is_new) ++size_;
  return *number;
}

std::vector<std::uint64_t> MetArchitectures::sample(std::uint64_t n, std::uint64_t seed,
                                                    const std::function<std::optional<std::vector<std::uint64_t>>(UniformNumbers&)>& draw) {
  UniformNumbers random(seed);
  std::vector<std::uint64_t> sampled;
  sampled.reserve(n);
  std::unordered_set<std::uint64_t> drawn;
  while (sampled.size() < n) {
    const std::optional<std::vector<std::uint64_t>> words = draw(random);
    if (!words) continue;
    const std::uint64_t number = number_of(*words);
    if (drawn.insert(number).second) sampled.push_back(number);
  }
  return sampled;
}

std::uint64_t MetArchitectures::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

std::span<const std::uint64_t> MetArchitectures::words() const {
  const std::lock_guard lock(mutex_);
  if (blocks_.empty()) return {};
  return {blocks_.back().get(), size_ * n_words_};
}

}  // namespace cartograf
