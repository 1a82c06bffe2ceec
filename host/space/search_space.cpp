#include "host/space/search_space.hpp"

#include "kernels/algorithms/selection.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {

std::size_t SearchSpace::write_key(std::uint64_t index, const std::uint64_t*, char* out) const { return digit_key()->write(index, out); }

std::size_t SearchSpace::key_width() const { return digit_key()->width(); }

const std::string& SearchSpace::key_column() const {
  static const std::string name = kKeyColumn;
  return name;
}

std::vector<std::uint64_t> SearchSpace::words_of_matrix(std::span<const std::int64_t>) const {
  throw InputError(name() + ": architectures of this space are not written as matrices");
}

std::vector<std::uint64_t> SearchSpace::sample(std::uint64_t n, std::uint64_t seed) const {
  CARTOGRAF_EXPECTS(n >= 1 && n <= size());
  std::vector<std::uint64_t> indices(n);
  cartograf::sample(size(), seed, 0, n, indices.data(), 0);
  return indices;
}

void require_numbered(const SearchSpace& space, const std::string& what, const std::string& advice) {
  if (space.numbered()) return;
  throw InputError(what + ": " + space.name() + " has about " + rounded(space.approximate_size()) +
                   " architectures, too many to number them" + (advice.empty() ? "" : "; " + advice));
}

std::string SearchSpace::key(std::uint64_t index, const std::uint64_t* words) const {
  std::string text(key_width(), '\0');
  text.resize(write_key(index, words, text.data()));
  return text;
}

std::string SearchSpace::key(std::uint64_t index) const {
  CARTOGRAF_EXPECTS(index < size());
  return key(index, words_of(*this, index).data());
}

std::vector<std::uint64_t> words_of(const SearchSpace& space, std::uint64_t index) {
  const Codec codec = space.codec();
  std::vector<std::uint64_t> words(static_cast<std::size_t>(codec.n_words()));
  codec.decode(index, words.data());
  return words;
}

}  // namespace cartograf
