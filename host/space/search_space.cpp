#include "host/space/search_space.hpp"

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

std::string SearchSpace::key(std::uint64_t index) const {
  CARTOGRAF_EXPECTS(index < size());
  std::string text(key_width(), '\0');
  text.resize(write_key(index, words_of(*this, index).data(), text.data()));
  return text;
}

std::vector<std::uint64_t> words_of(const SearchSpace& space, std::uint64_t index) {
  const Codec codec = space.codec();
  std::vector<std::uint64_t> words(static_cast<std::size_t>(codec.n_words()));
  codec.decode(index, words.data());
  return words;
}

}  // namespace cartograf
