#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/space/search_space.hpp"
#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// The space of a feature store: built in, or as its `space_definition` says. Throws InputError for a definition that is none.
std::unique_ptr<SearchSpace> space_of_store(const StoreSchema& schema, const std::string& store_name);

/// Indices in `space`, that of the store, of rows [first, first + n): those of /index, or, where the space does not number its
/// architectures, those of the keys. Throws InputError, naming the row, for a key that is none of the space.
std::vector<std::uint64_t> indices_of_rows(const StoreReader& store, const SearchSpace& space, std::uint64_t first, std::uint64_t n);

}  // namespace cartograf
