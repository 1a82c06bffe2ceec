#include "host/collection/manifest.hpp"

#include "host/collection/croissant.hpp"
#include "host/collection/datasheet.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {

bool manifest(std::string_view bytes) {
  cartograf::Manifest found;
  try {
    found = cartograf::manifest_from_json(std::string(bytes), "manifest.json");
  } catch (const cartograf::InputError&) {
    return false;
  }
  for (const cartograf::ManifestStore& store : found.stores) require(!store.file.empty() && store.file[0] != '.' && store.file.find('/') == std::string::npos, "a file outside of the folder");
  const std::string text = cartograf::text_of(found);
  require(cartograf::text_of(cartograf::manifest_from_json(text, "written.json")) == text, "a manifest that was written is another");
  require(!cartograf::datasheet(found, {}).empty() && !cartograf::croissant(found, text, "2026-01-01").empty(), "a manifest of which nothing can be said");
  return true;
}

}  // namespace fuzz
