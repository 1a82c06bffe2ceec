#include <optional>

#include "host/store/space_of_store.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/store_identity.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::hdf5::StoreFacts;

std::optional<StoreFacts> unpacked_store(std::string_view bytes) {
  try {
    return cartograf::hdf5::unpacked_facts(bytes);
  } catch (const cartograf::Error&) {  // the other process went astray
    return std::nullopt;
  }
}

void require_facts_of_part(const std::string& text) {
  try {
    const cartograf::StoreFactList list = cartograf::facts_of(text, "part.h5");
    const std::string written = cartograf::text_of(list);
    require(cartograf::text_of(cartograf::facts_of(written, "written.h5")) == written, "facts of a part that were written are others");
    require(cartograf::difference(list, list, "there it is").empty(), "facts of a part differ from themselves");
  } catch (const cartograf::InputError&) {
  }
}

}  // namespace

bool store_facts(std::string_view bytes) {
  const std::optional<StoreFacts> facts = unpacked_store(bytes);
  if (!facts) return false;
  require(cartograf::hdf5::packed(*facts) == bytes, "what was unpacked is other bytes when it is packed");
  require(cartograf::hdf5::description_digest(*facts).starts_with("xxh3-128:"), "a description without a checksum");
  cartograf::hdf5::row_size_of(facts->schema.features);
  if (!facts->part_identity.empty()) require_facts_of_part(facts->part_identity);
  try {
    const auto space = cartograf::space_of_store(facts->schema, "store.h5");
    require(space != nullptr, "no space and no error");
  } catch (const cartograf::InputError&) {
  }
  return true;
}

}  // namespace fuzz
