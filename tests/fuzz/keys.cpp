#include <map>
#include <memory>
#include <vector>

#include "host/notation/notation.hpp"
#include "host/space/catalog.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::EncodedKey;
using cartograf::SearchSpace;

/// Made once; of those whose architectures have numbers, since the others keep each that they meet.
const SearchSpace* space_of(unsigned char number) {
  static const std::vector<std::string> names = cartograf::space_names();
  static std::map<std::string, std::unique_ptr<SearchSpace>> spaces;
  const std::string& name = names[number % names.size()];
  std::unique_ptr<SearchSpace>& space = spaces[name];
  if (!space) space = cartograf::find_space(name);
  return space->numbered() ? space.get() : nullptr;
}

void require_sound(const SearchSpace& space, const EncodedKey& found) {
  require(found.index < space.size(), "an index beyond the space");
  const EncodedKey of_words = space.encode_words(found.words);
  require(of_words.index == found.index && of_words.words == found.words, "the words of a key are another architecture");
  const EncodedKey of_index = space.encode(space.key(found.index));
  require(of_index.index == found.index, "the key of an index is another architecture: " + space.key(found.index));
  for (const cartograf::Notation* notation : cartograf::notations_of(space)) {
    const std::string text = notation->write(space, found);
    const EncodedKey again = notation->read(space, text);
    require(again.index == found.index && again.words == found.words, std::string("written as ") + notation->name + " it is another architecture: " + text);
    require(cartograf::read_key(space, text).index == found.index, std::string("written as ") + notation->name + " it is read as another: " + text);
  }
}

}  // namespace

bool keys(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const SearchSpace* space = space_of(static_cast<unsigned char>(bytes[0]));
  if (space == nullptr) return false;
  const auto how = static_cast<unsigned char>(bytes[1]);
  using cartograf::IndexOrder;
  const cartograf::KeyReading reading{how % 8 == 1 ? IndexOrder::cartograf : how % 8 == 2 ? IndexOrder::nats
                                                                                          : IndexOrder::none,
                                      how % 8 == 3};
  const std::string_view text = bytes.substr(2);
  EncodedKey found;
  try {
    found = cartograf::read_key(*space, text, reading);
  } catch (const cartograf::KeyError& error) {
    require(error.position() <= text.size(), "an error behind the end of the key");
    return false;
  } catch (const cartograf::InputError&) {
    require(reading.index != IndexOrder::none || reading.prune, "an error of a key without its position");
    return false;
  }
  require_sound(*space, found);
  return true;
}

}  // namespace fuzz
