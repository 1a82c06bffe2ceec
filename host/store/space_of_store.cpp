#include "host/store/space_of_store.hpp"

#include <algorithm>

#include "host/notation/notation.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {

std::unique_ptr<SearchSpace> space_of_store(const StoreSchema& schema, const std::string& store_name) {
  const std::vector<std::string> built_in = space_names();
  if (std::find(built_in.begin(), built_in.end(), schema.features.space) != built_in.end()) return find_space(schema.features.space);
  return space_from_json(schema.space_definition, store_name + ": space_definition");
}

std::vector<std::uint64_t> indices_of_rows(const StoreReader& store, const SearchSpace& space, std::uint64_t first, std::uint64_t n) {
  std::vector<std::uint64_t> indices;
  if (store.schema().numbered) {
    indices = store.read_index(first, n);
    const auto outside = std::find_if(indices.begin(), indices.end(), [size = space.size()](std::uint64_t index) { return index >= size; });
    if (outside == indices.end()) return indices;
    throw InputError(store.name() + ": /index: row " + std::to_string(first + static_cast<std::uint64_t>(outside - indices.begin())) + ": expected a number below " +
                     grouped(space.size()) + ", as many architectures " + space.name() + " has, found " + std::to_string(*outside));
  }
  for (const std::string& key : store.read_keys(first, n)) {
    try {
      indices.push_back(read_key(space, key).index);
    } catch (const KeyError& error) {
      throw InputError(store.name() + ": /key: row " + std::to_string(first + indices.size()) + ": key '" + key + "' of " + space.name() + ": " + error.what());
    }
  }
  return indices;
}

}  // namespace cartograf
