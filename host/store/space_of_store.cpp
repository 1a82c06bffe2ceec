#include "host/store/space_of_store.hpp"

#include <algorithm>

#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"

namespace cartograf {

std::unique_ptr<SearchSpace> space_of_store(const StoreSchema& schema, const std::string& store_name) {
  const std::vector<std::string> built_in = space_names();
  if (std::find(built_in.begin(), built_in.end(), schema.features.space) != built_in.end()) return find_space(schema.features.space);
  return space_from_json(schema.space_definition, store_name + ": space_definition");
}

}  // namespace cartograf
