#pragma once

#include <memory>
#include <string>

#include "host/space/search_space.hpp"
#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// The space of a feature store: built in, or as its `space_definition` says. Throws InputError for a definition that is none.
std::unique_ptr<SearchSpace> space_of_store(const StoreSchema& schema, const std::string& store_name);

}  // namespace cartograf
